package io.jenkins.plugins.dolbyrts.status;

import static io.jenkins.plugins.dolbyrts.status.Events.event;
import static io.jenkins.plugins.dolbyrts.status.Events.send;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Result;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.broadcast.StreamStatus;
import io.jenkins.plugins.dolbyrts.config.StatusSource;
import io.jenkins.plugins.dolbyrts.register.OnAir;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** What arrives at an address that is open to the net, in numbers. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class WebhookNoiseTest extends FollowingJenkins {

    private static final int REQUESTS = 10_000;
    private static final int THREADS = 4;

    @BeforeEach
    void letNobodyInWithoutLogin() throws Exception {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin"));
        followWithoutWebhooks(StatusSource.WEBHOOK);
    }

    @Test
    void neitherThrowsNorChangesAnything() throws Exception {
        Broadcast broadcast = broadcast(build(Result.SUCCESS, start(conference)));
        LogLines log = new LogLines();
        Logger root = Logger.getLogger("");
        root.addHandler(log);
        Map<Integer, Integer> answers = new TreeMap<>();
        long begin = System.nanoTime();
        try {
            for (Map<Integer, Integer> each : inThreads(this::makeNoise)) {
                each.forEach((status, count) -> answers.merge(status, count, Integer::sum));
            }
            String last = event(sandbox.account().unknown(), "stopped");
            assertEquals(204, send(webhook(), sandbox.webhookKeys().sign(last, Instant.now()), last));
        } finally {
            root.removeHandler(log);
        }
        System.out.println(REQUESTS + " requests in "
                + Duration.ofNanos(System.nanoTime() - begin).toMillis() + " ms, answered " + answers);
        assertEquals(
                REQUESTS, answers.values().stream().mapToInt(Integer::intValue).sum());
        assertTrue(answers.keySet().stream().allMatch(status -> status < 500), answers::toString);
        assertTrue(answers.get(204) > REQUESTS / 5, () -> "hardly anything was parsed: " + answers);
        assertEquals(List.of(), log.grave());
        assertEquals(List.of(StreamStatus.REQUESTED, StreamStatus.ACCEPTED), statuses(broadcast));
        assertEquals(List.of(broadcast), OnAir.get().list());
        String live = event(conference, "in_progress");
        assertEquals(204, send(webhook(), sandbox.webhookKeys().sign(live, Instant.now()), live));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 1000\r\n\r\n{",
                "Transfer-Encoding: chunked\r\n\r\n10\r\n{",
                "Transfer-Encoding: chunked\r\n\r\nzz\r\n{"
            })
    void writesNothingToTheLogWhenBodiesAreCutOff(String rest) throws Exception {
        LogLines log = new LogLines();
        Logger root = Logger.getLogger("");
        root.addHandler(log);
        try {
            for (int i = 0; i < 10; i++) {
                try (RawConnection connection = new RawConnection(webhook())) {
                    assertEquals(400, connection.hangUpAfter(rest));
                }
            }
        } finally {
            root.removeHandler(log);
        }
        assertEquals(List.of(), log.grave());
    }

    @Test
    void leavesThePagesUsable() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Future<Integer>> floods = new ArrayList<>();
        try {
            for (int i = 0; i < THREADS; i++) {
                long seed = i;
                floods.add(threads.submit(() -> flood(seed, over)));
            }
            List<Long> millis = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                millis.add(page("login", null, "<title>Sign in"));
                millis.add(page("api/json", "admin", "\"mode\":\"NORMAL\""));
                millis.add(page("manage/", "admin", "Manage Jenkins"));
            }
            over.set(true);
            int sent = 0;
            for (Future<Integer> flood : floods) {
                sent += flood.get(60, TimeUnit.SECONDS);
            }
            System.out.println("pages during " + sent + " forged requests, in ms: " + millis);
        } finally {
            over.set(true);
            threads.shutdown();
        }
        String body = event(conference, "in_progress");
        assertEquals(204, send(webhook(), sandbox.webhookKeys().sign(body, Instant.now()), body));
    }

    private int flood(long seed, AtomicBoolean over) throws IOException, InterruptedException {
        Random random = new Random(seed);
        byte[] signature = new byte[64];
        String known = sandbox.webhookKeys().sign("", Instant.now()).replaceFirst(".*k=([^,]*).*", "$1");
        int sent = 0;
        for (; !over.get(); sent++) {
            random.nextBytes(signature);
            String header = "t=" + Instant.now().getEpochSecond() + ",k=" + known + ",s="
                    + Base64.getEncoder().encodeToString(signature);
            assertEquals(403, send(webhook(), header, event(conference, "stopped")));
        }
        return sent;
    }

    private static long page(String path, String user, String expected) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(jenkins.getURL() + path)).timeout(Duration.ofSeconds(60));
        if (user != null) {
            String basic = Base64.getEncoder().encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8));
            request.header("Authorization", "Basic " + basic);
        }
        long begin = System.nanoTime();
        HttpResponse<String> page = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
        assertEquals(200, page.statusCode(), path);
        assertTrue(page.body().contains(expected), page::body);
        return Duration.ofNanos(System.nanoTime() - begin).toMillis();
    }

    /** A quarter of the requests, over a connection of its own. */
    private Map<Integer, Integer> makeNoise(int seed) throws IOException {
        Random random = new Random(seed);
        Map<Integer, Integer> answers = new TreeMap<>();
        try (RawConnection connection = new RawConnection(webhook())) {
            for (int i = 0; i < REQUESTS / THREADS; i++) {
                byte[] body = body(random);
                answers.merge(connection.post(header(random, body), body), 1, Integer::sum);
            }
        }
        return answers;
    }

    /** Random bytes, or an event of a conference that is not here, mutated. */
    private byte[] body(Random random) {
        if (random.nextInt(10) == 0) {
            byte[] bytes = new byte[random.nextInt(2000)];
            random.nextBytes(bytes);
            return bytes;
        }
        byte[] event = event(sandbox.account().unknown(), random.nextBoolean() ? "in_progress" : "error")
                .getBytes(StandardCharsets.UTF_8);
        return mutated(event, random);
    }

    /** A genuine signature, a mutated one, random bytes, or none. */
    private byte[] header(Random random, byte[] body) {
        int kind = random.nextInt(10);
        if (kind == 0) {
            return null;
        }
        if (kind == 1) {
            byte[] bytes = new byte[random.nextInt(1500)];
            random.nextBytes(bytes);
            return inOneLine(bytes);
        }
        // what cannot be signed as a text becomes a forgery
        String text = new String(body, StandardCharsets.UTF_8);
        byte[] header = sandbox.webhookKeys().sign(text, Instant.now()).getBytes(StandardCharsets.US_ASCII);
        return kind < 6 ? inOneLine(mutated(header, random)) : header;
    }

    /** Some bytes changed, left out, doubled or moved. */
    private static byte[] mutated(byte[] original, Random random) {
        byte[] bytes = original;
        for (int changes = random.nextInt(4); changes >= 0 && bytes.length > 1; changes--) {
            int at = random.nextInt(bytes.length);
            int length = Math.min(1 + random.nextInt(random.nextBoolean() ? 3 : 60), bytes.length - at);
            ByteArrayOutputStream next = new ByteArrayOutputStream();
            next.write(bytes, 0, at);
            switch (random.nextInt(5)) {
                case 0 -> next.write(random.nextInt(256));
                case 1 -> next.write("{}[]\",:\\\0".charAt(random.nextInt(9)));
                case 2 -> {
                    next.write(bytes, at, length);
                    next.write(bytes, at, length);
                }
                case 3 -> next.write(bytes, random.nextInt(bytes.length - length + 1), length);
                default -> {
                    // left out
                }
            }
            next.write(bytes, at + length, bytes.length - at - length);
            bytes = next.toByteArray();
        }
        return bytes;
    }

    private static byte[] inOneLine(byte[] bytes) {
        byte[] line = bytes.clone();
        for (int i = 0; i < line.length; i++) {
            line[i] = line[i] == '\r' || line[i] == '\n' ? (byte) ' ' : line[i];
        }
        return line;
    }

    /** Does something in each thread, for the thread's number. */
    private static <T> List<T> inThreads(InThread<T> what) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<T>> each = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int number = i;
                each.add(() -> what.run(number));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(each)) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdown();
        }
    }

    private interface InThread<T> {
        T run(int number) throws Exception;
    }
}
