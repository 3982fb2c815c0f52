package io.jenkins.plugins.dolbyrts.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.dolbyrts.client.Account;
import io.jenkins.plugins.dolbyrts.client.Deadline;
import io.jenkins.plugins.dolbyrts.client.DolbyClient;
import io.jenkins.plugins.dolbyrts.client.DolbyException;
import io.jenkins.plugins.dolbyrts.client.Endpoints;
import io.jenkins.plugins.dolbyrts.client.HttpTransport;
import io.jenkins.plugins.dolbyrts.client.Limits;
import io.jenkins.plugins.dolbyrts.client.Operation;
import io.jenkins.plugins.dolbyrts.client.ProxySource;
import io.jenkins.plugins.dolbyrts.client.Secrets;
import io.jenkins.plugins.dolbyrts.event.WebhookVerifier.Verdict;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebhookKeysTest {

    private final MovingClock clock = new MovingClock();
    private final AtomicInteger fetches = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private DolbyException failure;
    private volatile Map<String, String> published = Map.of(Signer.ONE.id, Signer.ONE.published);
    private final WebhookKeys keys = new WebhookKeys(this::fetch, clock::nanoTime);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void keysAreFetchedOnceAndKept() {
        assertNotNull(keys.find("key-one"));
        assertNotNull(keys.find("key-one"));
        clock.pass(Duration.ofHours(23));
        assertNotNull(keys.find("key-one"));

        assertEquals(1, fetches.get());
    }

    @Test
    void unknownKeyIsAskedForAgainAfterAMinute() {
        assertNull(keys.find("key-two"));
        published = Map.of("key-one", Signer.ONE.published, "key-two", Signer.TWO.published);
        clock.pass(Duration.ofSeconds(59));
        assertNull(keys.find("key-two"));
        assertEquals(1, fetches.get());

        clock.pass(Duration.ofSeconds(1));

        assertNotNull(keys.find("key-two"));
        assertEquals(2, fetches.get());
    }

    @Test
    void withdrawnKeyIsUnknownFromTheNextFetchOn() {
        assertNotNull(keys.find("key-one"));
        published = Map.of("key-two", Signer.TWO.published);
        clock.pass(Duration.ofMinutes(1));
        assertNotNull(keys.find("key-two"));

        assertNull(keys.find("key-one"));
    }

    @Test
    void withdrawnKeyIsFoundOutWithinADay() {
        assertNotNull(keys.find("key-one"));
        published = Map.of("key-two", Signer.TWO.published);
        clock.pass(Duration.ofDays(1));

        assertNull(keys.find("key-one"));
    }

    @Test
    void keysAreKeptIfTheServiceCannotBeAsked() {
        assertNotNull(keys.find("key-one"));
        published = null;
        failure = failure();
        for (int minute = 0; minute < 3000; minute++) {
            clock.pass(Duration.ofMinutes(1));
            assertNotNull(keys.find("key-one"));
            assertNull(keys.find("key-two"));
        }

        assertEquals(3001, fetches.get());
        published = Map.of("key-two", Signer.TWO.published);
        clock.pass(Duration.ofMinutes(1));
        assertNotNull(keys.find("key-two"));
    }

    @Test
    void keysAreKeptIfTheServiceAnswersNone() {
        assertNotNull(keys.find("key-one"));
        published = Map.of();
        clock.pass(Duration.ofMinutes(1));

        assertNull(keys.find("key-two"));
        assertNotNull(keys.find("key-one"));
    }

    @Test
    void keysThatAreNoneArePassedOver() {
        Map<String, String> mixed = new HashMap<>();
        mixed.put("short", "AAAA");
        mixed.put("empty", "");
        mixed.put("not base64", "%%%");
        mixed.put("long", Signer.ONE.published.replace("=", "") + "AAAAAAAA");
        mixed.put("key-one", " " + Signer.ONE.published + "\n");
        published = mixed;

        assertNotNull(keys.find("key-one"));
        for (String id : List.of("short", "empty", "not base64", "long", "")) {
            assertNull(keys.find(id));
        }
    }

    @Test
    void hundredKeysAreEnough() {
        Map<String, String> many = new LinkedHashMap<>();
        for (int i = 0; i < 10_000; i++) {
            many.put("key-" + i, Signer.ONE.published);
        }
        published = many;

        assertNotNull(keys.find("key-99"));
        assertNull(keys.find("key-100"));
    }

    @Test
    void interruptedFetchKeepsTheKeysAndTheInterruption() throws Exception {
        WebhookKeys interrupted = new WebhookKeys(
                () -> {
                    throw new InterruptedException();
                },
                clock::nanoTime);

        Future<Boolean> result = threads.submit(() -> interrupted.find("key-one") == null && Thread.interrupted());

        assertTrue(result.get(20, TimeUnit.SECONDS));
    }

    @Test
    void thousandBadRequestsFromManyThreadsMakeOneFetchAMinute() throws Exception {
        WebhookVerifier verifier = new WebhookVerifier(keys, clock);
        for (int minute = 1; minute <= 5; minute++) {
            CyclicBarrier atOnce = new CyclicBarrier(50);
            List<Future<?>> senders = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                int sender = i;
                senders.add(threads.submit(() -> {
                    atOnce.await(20, TimeUnit.SECONDS);
                    for (int j = 0; j < 20; j++) {
                        String header =
                                Signer.TWO.header("{}", clock.instant()).replace("key-two", "key-" + sender + "-" + j);
                        assertEquals(
                                Verdict.UNKNOWN_KEY, verifier.verify(header, "{}".getBytes(StandardCharsets.UTF_8)));
                    }
                    return null;
                }));
            }
            for (Future<?> sender : senders) {
                sender.get(60, TimeUnit.SECONDS);
            }
            assertEquals(minute, fetches.get());
            clock.pass(Duration.ofMinutes(1));
        }
    }

    @Test
    void onlyOneWaitsWhileTheKeysAreFetched() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        WebhookKeys slow = new WebhookKeys(
                () -> {
                    asked.countDown();
                    answer.await();
                    return fetch();
                },
                clock::nanoTime);
        Future<PublicKey> first = threads.submit(() -> slow.find("key-one"));
        assertTrue(asked.await(20, TimeUnit.SECONDS));
        clock.pass(Duration.ofMinutes(5));

        for (int i = 0; i < 100; i++) {
            assertNull(slow.find("key-one"));
        }
        answer.countDown();

        assertNotNull(first.get(20, TimeUnit.SECONDS));
        assertNotNull(slow.find("key-one"));
        assertEquals(1, fetches.get());
    }

    private Map<String, String> fetch() throws DolbyException {
        fetches.incrementAndGet();
        if (published == null) {
            throw failure;
        }
        return published;
    }

    /** As it comes about where nobody listens. */
    private static DolbyException failure() {
        Limits once = new Limits(
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                1,
                Duration.ofSeconds(1));
        String url = "http://127.0.0.1:1";
        try (HttpTransport transport = new HttpTransport("DolbyRTS/test", () -> once, ProxySource.NONE)) {
            Operation operation = new Operation(
                    new Account(Endpoints.of(url, url, null), "key", "secret"),
                    Deadline.after(once.total()),
                    (why, nextTry, tries, pause) -> {},
                    new Secrets());
            return assertThrows(DolbyException.class, () -> new DolbyClient(transport).authorize(operation));
        }
    }
}
