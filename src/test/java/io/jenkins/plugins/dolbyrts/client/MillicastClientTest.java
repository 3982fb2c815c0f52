package io.jenkins.plugins.dolbyrts.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.dolbyrts.client.DolbyException.Kind;
import io.jenkins.plugins.dolbyrts.client.WireServer.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MillicastClientTest {

    private static final String API_SECRET = "api-secret-91ab";

    @AutoClose
    private final WireServer server = WireServer.start();

    @AutoClose
    private final Rig rig = new Rig(server);

    private final MillicastClient client = new MillicastClient(rig.transport);

    @Test
    void summaryIsAskedForWithTheApiSecret() throws Exception {
        server.calls(Reply.json(
                200,
                "{\"status\":\"success\",\"data\":{\"live\":true,\"startTime\":\"2024-05-17T09:30:00Z\",\"endTime\":null,"
                        + "\"viewerCount\":7}}"));

        assertEquals(new Audience(true, 7, Instant.parse("2024-05-17T09:30:00Z")), audience("town-hall"));

        assertEquals(1, server.requests().size());
        Request request = server.requests().get(0);
        assertEquals("GET /api/monitoring/summary/town-hall HTTP/1.1", request.line());
        assertEquals(
                Map.of(
                        "accept", "application/json",
                        "authorization", "Bearer " + API_SECRET,
                        "host", server.name(),
                        "connection", "keep-alive",
                        "user-agent", "DolbyRTS/test"),
                request.headers());
        assertEquals("", request.body());
    }

    @ParameterizedTest
    @CsvSource({
        "Große Runde, Gro%C3%9Fe%20Runde",
        "../../admin?x, ..%2F..%2Fadmin%3Fx",
        "a+b@c, a%2Bb%40c",
        ".., %2E%2E"
    })
    void nameOfTheStreamStaysOneSegmentOfThePath(String name, String segment) throws Exception {
        server.calls(Reply.json(200, "{\"data\":{\"live\":false}}"));

        audience(name);

        assertEquals(
                "GET /api/monitoring/summary/" + segment + " HTTP/1.1",
                server.requests().get(0).line());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"live\":true,\"viewerCount\":0}            | true  | 0",
                "{\"live\":true}                              | true  |",
                "{\"live\":true,\"viewerCount\":null}         | true  |",
                "{\"live\":true,\"viewerCount\":\"many\"}     | true  |",
                "{\"live\":true,\"viewerCount\":99999999999}  | true  |",
                "{\"Live\":\"true\",\"ViewerCount\":3}        | true  | 3",
                "{\"live\":false,\"viewerCount\":0,}          | false | 0"
            })
    void summaryComesInSeveralShapes(String data, boolean live, Integer viewers) throws Exception {
        server.calls(Reply.json(200, "{\"status\":\"success\",\"data\":" + data + "}"));

        assertEquals(new Audience(live, viewers, null), audience("town-hall"));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404})
    void streamThatIsNotFoundIsNotLive(int status) throws Exception {
        server.calls(
                Reply.json(status, "{\"status\":\"fail\",\"data\":{\"message\":\"Stream name town-hall not found\"}}"));

        assertEquals(new Audience(false, null, null), audience("town-hall"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "{\"live\":true}",
                "{\"data\":{}}",
                "{\"data\":[true]}",
                "{\"data\":{\"live\":2}}"
            })
    void anythingElseIsAFailure(String body) {
        server.calls(Reply.json(200, body));

        assertEquals(Kind.NOT_UNDERSTOOD, fails().kind());
    }

    @ParameterizedTest
    @CsvSource({
        "400, REQUEST_REFUSED",
        "401, API_SECRET_REFUSED",
        "403, API_SECRET_REFUSED",
        "404, NOT_UNDERSTOOD",
        "429, RATE_LIMITED",
        "502, SERVER_FAULT"
    })
    void refusalHasItsKind(int status, Kind kind) {
        rig.tries(1);
        server.calls(Reply.json(status, "{\"status\":\"fail\",\"data\":{\"message\":\"No\"}}"));

        assertEquals(kind, fails().kind());
        assertEquals(1, server.requests().size());
    }

    @Test
    void refusalSaysWhatToDoAndLeavesTheSecretOut() {
        server.calls(
                Reply.json(401, "{\"status\":\"fail\",\"data\":{\"message\":\"Unauthorized: " + API_SECRET + "\"}}"));

        assertEquals(
                server.name()
                        + " refused the request for the stream's audience with HTTP 401 (Unauthorized: ****): make"
                        + " a new API secret in the streaming dashboard and update the credential",
                fails().getMessage());
    }

    @Test
    void passingFaultIsRepeated() throws Exception {
        server.calls(Reply.empty(503), Reply.reset(), Reply.json(200, "{\"data\":{\"live\":true}}"));

        assertEquals(new Audience(true, null, null), audience("town-hall"));
        assertEquals(3, server.calls().size());
    }

    @Test
    void deadlineEndsIt() throws Exception {
        rig.total(Duration.ofSeconds(1));
        Reply.Silence silence = Reply.silence();
        server.calls(silence);

        assertEquals(Kind.TIMED_OUT, fails().kind());
        silence.awaitHungUp();
    }

    @Test
    void interruptionEndsItAtOnce() throws Exception {
        Reply.Silence silence = Reply.silence();
        server.calls(silence);
        Caller<Audience> poll = Caller.of(() -> audience("town-hall"));
        silence.awaitAsked();

        poll.interrupt();

        assertInstanceOf(InterruptedException.class, poll.failure());
        silence.awaitHungUp();
    }

    @Test
    void secretIsNotShown() {
        assertFalse(account().toString().contains(API_SECRET));
    }

    private Audience audience(String streamName) throws DolbyException, InterruptedException {
        return client.audience(account(), streamName, Deadline.after(rig.limits.total()));
    }

    private DolbyException fails() {
        return assertThrows(DolbyException.class, () -> audience("town-hall"));
    }

    private MillicastAccount account() {
        return new MillicastAccount(Endpoints.baseUrl(server.url() + "/"), API_SECRET);
    }
}
