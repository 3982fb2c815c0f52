package io.jenkins.plugins.dolbyrts.status;

import static io.jenkins.plugins.dolbyrts.status.Events.answer;
import static io.jenkins.plugins.dolbyrts.status.Events.event;
import static io.jenkins.plugins.dolbyrts.status.Events.send;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Result;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.broadcast.StreamStatus;
import io.jenkins.plugins.dolbyrts.config.StatusSource;
import io.jenkins.plugins.dolbyrts.sandbox.Endpoint;
import io.jenkins.plugins.dolbyrts.sandbox.Sandbox;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** The endpoint of a Jenkins that lets nobody in without a login, as anybody on the net may call it. */
class WebhookEndpointTest extends FollowingJenkins {

    private static final int LIMIT = 64 << 10;

    private static final Logger LOGGER = Logger.getLogger("io.jenkins.plugins.dolbyrts");
    private static final LogLines LINES = new LogLines();

    private final Instant now = Instant.now();

    @BeforeAll
    static void listen() {
        LOGGER.addHandler(LINES);
    }

    @AfterAll
    static void listenNoMore() {
        LOGGER.removeHandler(LINES);
    }

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
    void takesAGenuineEventWithoutLoginAndCrumb() throws Exception {
        HttpResponse<String> elsewhere = answer(jenkins.getURL().toURI().resolve("quietDown"), "POST");
        assertEquals(403, elsewhere.statusCode());
        assertTrue(elsewhere.body().contains("No valid crumb"), "the crumbs are on");
        assertEquals(403, answer(jenkins.getURL().toURI(), "GET").statusCode(), "anonymous may not read");

        WorkflowRun run = begin("go on", start(conference), "input 'go on'");
        assertEquals(204, genuine(event(conference, "in_progress")));
        jenkins.waitForMessage(" LIVE conference " + conference, run);
        assertLogMatches(
                "\\[Dolby\\.io RTS] \\S+Z LIVE conference " + conference + " .*\\(webhook: It is in_progress\\)", run);
        assertEquals(StreamStatus.LIVE, broadcast(run).getStatus());
    }

    @ParameterizedTest
    @EnumSource
    void takesNothingButPosts(Method method) throws Exception {
        assertEquals(405, answer(webhook(), method.name()).statusCode());
    }

    enum Method {
        GET,
        PUT,
        DELETE,
        PATCH
    }

    @Test
    void refusesWhatTheServiceDidNotSignJustNow() throws Exception {
        Broadcast broadcast = onAir();
        Set<Object> answers = new HashSet<>();
        for (String about : List.of(conference, sandbox.account().unknown())) {
            String body = event(about, "in_progress");
            for (Map.Entry<String, String> each : badSignatures(body).entrySet()) {
                HttpResponse<String> answer = answer(webhook(), each.getValue(), BodyPublishers.ofString(body));
                assertEquals(403, answer.statusCode(), each.getKey());
                answers.add(visible(answer));
            }
            String other = event(about, "error");
            String forged = sandbox.webhookKeys().sign(body, now);
            answers.add(visible(answer(webhook(), forged, BodyPublishers.ofString(other))));
        }
        assertEquals(1, answers.size(), () -> "an answer that tells something: " + answers);
        assertEquals(List.of(StreamStatus.REQUESTED, StreamStatus.ACCEPTED), statuses(broadcast));
    }

    @Test
    void answersTheSameForKnownAndUnknownConferences() throws Exception {
        onAir();
        assertEquals(
                visible(genuineAnswer(event(conference, "in_progress"))),
                visible(genuineAnswer(event(sandbox.account().unknown(), "in_progress"))));
    }

    @Test
    void takesAnEventOnce() throws Exception {
        Broadcast broadcast = onAir();
        String live = event(conference, "in_progress");
        String signature = sandbox.webhookKeys().sign(live, now);
        assertEquals(204, send(webhook(), signature, live));
        assertEquals(403, send(webhook(), signature, live));
        assertEquals(403, send(webhook(), signature.replaceFirst("(t=[0-9]+),(k=.*?),(s=.*)", "$3, $2 ,x=y,$1"), live));
        barrier();
        assertEquals(List.of(StreamStatus.REQUESTED, StreamStatus.ACCEPTED, StreamStatus.LIVE), statuses(broadcast));
    }

    @Test
    void readsNoMoreThan64KiB() throws Exception {
        Broadcast broadcast = onAir();
        String fits = padded(LIMIT);
        String tooLong = padded(LIMIT + 1);
        String signature = sandbox.webhookKeys().sign(tooLong, now);
        assertEquals(413, send(webhook(), signature, tooLong), "with its length");
        assertEquals(413, answer(webhook(), signature, inChunks(tooLong)).statusCode(), "in chunks");
        assertEquals(List.of(StreamStatus.REQUESTED, StreamStatus.ACCEPTED), statuses(broadcast));
        assertEquals(
                204,
                answer(webhook(), sandbox.webhookKeys().sign(fits, now), inChunks(fits))
                        .statusCode());
        barrier();
        assertEquals(StreamStatus.LIVE, broadcast.getStatus());
    }

    @ParameterizedTest
    @EnumSource(
            value = StatusSource.class,
            names = {"MONITOR", "NONE"})
    void takesNoEventsUnlessToldTo(StatusSource source) throws Exception {
        Broadcast broadcast = onAir();
        followWithoutWebhooks(source);
        assertEquals(403, genuine(event(conference, "error")));
        followWithoutWebhooks(StatusSource.WEBHOOK);
        barrier();
        assertEquals(List.of(StreamStatus.REQUESTED, StreamStatus.ACCEPTED), statuses(broadcast));
    }

    @Test
    void writesALineAMinuteAtMost() throws Exception {
        long begin = LINES.since();
        for (int i = 0; i < 300; i++) {
            send(webhook(), i % 2 == 0 ? null : "t=1,k=" + i + ",s=" + "A".repeat(86) + "==", "{}\nforged line");
        }
        long minutes = Duration.ofNanos(System.nanoTime() - begin).toMinutes();
        List<String> lines = LINES.all();
        assertTrue(!lines.isEmpty() && lines.size() <= 1 + minutes, () -> String.join("\n", lines));
        for (String line : lines) {
            assertTrue(line.matches("refused [0-9]+ webhook requests without .*"), line);
        }
    }

    @Test
    void asksForKeysOnceAMinuteHoweverManyBadRequestsThereAre() throws Exception {
        String body = event(conference, "in_progress");
        String signature = sandbox.webhookKeys().sign(body, now);
        for (int i = 0; i < 300; i++) {
            assertEquals(403, send(webhook(), signature.replaceFirst("k=[^,]*", "k=" + UUID.randomUUID()), body));
        }
        assertEquals(1, sandbox.requests(Endpoint.WEBHOOK_KEYS).size());
        assertEquals(204, send(webhook(), signature, body), "the keys that were fetched are good");
    }

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void takesEventsOfANewKey() throws Exception {
        String body = event(conference, "in_progress");
        assertEquals(204, genuine(body));
        String former = sandbox.webhookKeys().sign(body + " ", now);
        sandbox.webhookKeys().rotate();
        assertEquals(403, genuine(body), "the keys were asked for within the last minute");
        assertEquals(204, send(webhook(), former, body + " "), "the former key is still good");
        long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        int status;
        do {
            status = genuine(body);
        } while (status == 403 && System.nanoTime() < deadline);
        assertEquals(204, status);
        assertEquals(2, sandbox.requests(Endpoint.WEBHOOK_KEYS).size());
    }

    private Map<String, String> badSignatures(String body) {
        String signature = sandbox.webhookKeys().sign(body, now);
        Map<String, String> bad = new LinkedHashMap<>();
        bad.put("unsigned", null);
        bad.put("empty", "");
        bad.put("in words", "signed by Dolby.io");
        bad.put("without its time", signature.replaceFirst("t=[0-9]+,", ""));
        bad.put("without its key", signature.replaceFirst("k=[^,]*,", ""));
        bad.put("without the signature", signature.replaceFirst(",s=.*", ""));
        bad.put(
                "of another time",
                signature.replaceFirst("t=[0-9]+", "t=" + now.minusSeconds(1).getEpochSecond()));
        bad.put("with a part twice", signature + "," + signature);
        bad.put("stale", sandbox.webhookKeys().sign(body, now.minusSeconds(605)));
        bad.put("of the future", sandbox.webhookKeys().sign(body, now.plusSeconds(660)));
        bad.put("of another text", sandbox.webhookKeys().sign(body + " ", now));
        try (Sandbox stranger = Sandbox.start()) {
            String foreign = stranger.webhookKeys().sign(body, now);
            bad.put("of an unknown key", foreign);
            bad.put("of another key", foreign.replaceFirst("k=[^,]*", signature.replaceFirst(".*(k=[^,]*).*", "$1")));
        }
        return bad;
    }

    /** A stream that was started, by a build that is over. */
    private Broadcast onAir() throws Exception {
        return broadcast(build(Result.SUCCESS, start(conference)));
    }

    /** Once this was taken in, all that was sent before has been. */
    private void barrier() throws Exception {
        String other = sandbox.addConference();
        WorkflowRun run = begin("go on", start(other), "input 'go on'");
        assertEquals(204, genuine(event(other, "in_progress")));
        jenkins.waitForMessage(" LIVE conference " + other, run);
    }

    private int genuine(String body) throws Exception {
        return genuineAnswer(body).statusCode();
    }

    private HttpResponse<String> genuineAnswer(String body) throws Exception {
        return answer(webhook(), sandbox.webhookKeys().sign(body, Instant.now()), BodyPublishers.ofString(body));
    }

    private String padded(int length) {
        String event = event(conference, "in_progress");
        return event + " ".repeat(length - event.length());
    }

    private static BodyPublisher inChunks(String body) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    /** All that somebody learns from an answer, but for the time. */
    private static List<Object> visible(HttpResponse<String> answer) {
        Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
        headers.remove("date");
        return List.of(answer.statusCode(), headers, answer.body());
    }
}
