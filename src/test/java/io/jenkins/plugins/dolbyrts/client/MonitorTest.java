package io.jenkins.plugins.dolbyrts.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.dolbyrts.client.DolbyException.Kind;
import io.jenkins.plugins.dolbyrts.client.WireServer.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MonitorTest {

    private static final Instant FROM = Instant.ofEpochMilli(1715938200123L);
    private static final Instant TO = Instant.ofEpochMilli(1715938260456L);
    private static final String FIRST_PAGE =
            "/v1/monitor/webhooks?from=1715938200123&to=1715938260456&max=100&type=Stream.*";

    @AutoClose
    private final WireServer server = WireServer.start();

    @AutoClose
    private final Rig rig = new Rig(server);

    @Test
    void eventsOfAllConferencesAreAskedForInOneRequest() throws Exception {
        server.calls(page("", event("{\\\"a\\\":1}", "1715938200500"), event("{\\\"b\\\":2}", "1715938200600")));

        SentEvents events = rig.client.events(rig.operation(), FROM, TO);

        assertEquals(
                new SentEvents(
                        List.of(
                                new SentEvent("{\"a\":1}", Instant.ofEpochMilli(1715938200500L)),
                                new SentEvent("{\"b\":2}", Instant.ofEpochMilli(1715938200600L))),
                        true),
                events);
        assertCall(FIRST_PAGE);
    }

    @Test
    void timeMayHaveNoEnd() throws Exception {
        server.calls(page(""));

        assertEquals(new SentEvents(List.of(), true), rig.client.events(rig.operation(), FROM, null));

        assertCall("/v1/monitor/webhooks?from=1715938200123&max=100&type=Stream.*");
    }

    @Test
    void pagesAreReadToTheLast() throws Exception {
        server.calls(
                page("a+b/c&d=", event("1", "1")),
                page("7", event("2", "2")),
                Reply.empty(503),
                page("", event("3", "3")));

        SentEvents events = rig.client.events(rig.operation(), FROM, TO);

        assertTrue(events.complete());
        assertEquals(
                List.of("1", "2", "3"),
                events.events().stream().map(SentEvent::json).toList());
        assertEquals(
                List.of(
                        FIRST_PAGE,
                        FIRST_PAGE + "&start=a%2Bb%2Fc%26d%3D",
                        FIRST_PAGE + "&start=7",
                        FIRST_PAGE + "&start=7"),
                server.calls().stream().map(call -> call.line().split(" ")[1]).toList());
        assertEquals(1, server.tokenRequests().size());
        assertEquals(1, rig.retries.size());
    }

    @Test
    void moreThanTwentyPagesAreNotReadAtOnce() throws Exception {
        server.calls(IntStream.rangeClosed(1, 30)
                .mapToObj(page -> page(String.valueOf(page), event("e", "1")))
                .toArray(Reply[]::new));

        SentEvents events = rig.client.events(rig.operation(), FROM, TO);

        assertFalse(events.complete());
        assertEquals(20, events.events().size());
        assertEquals(20, server.calls().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"webhooks\":[],\"next\":\"same\"}",
                "{\"webhooks\":[],\"next\":\"\"}",
                "{\"webhooks\":[],\"next\":null}",
                "{\"webhooks\":[]}",
                "{\"webhooks\":null,\"next\":\"\"}",
                "{\"next\":\"\"}",
                "{\"WebHooks\":[],\"first\":\"0\",\"unknown\":{},}"
            })
    void lastPageIsKnownBySeveralSigns(String last) throws Exception {
        server.calls(page("same", event("e", "1")), Reply.json(200, last));

        SentEvents events = rig.client.events(rig.operation(), FROM, TO);

        assertEquals(1, events.events().size());
        assertTrue(events.complete());
        assertEquals(2, server.calls().size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1715938200500                  | 2024-05-17T09:30:00.500Z",
                "1715938200500.0                | 2024-05-17T09:30:00.500Z",
                "\"1715938200500\"              | 2024-05-17T09:30:00.500Z",
                "\"2024-05-17T09:30:00.5Z\"     | 2024-05-17T09:30:00.500Z",
                "\"yesterday\"                  | 2024-05-17T09:30:00.123Z",
                "null                           | 2024-05-17T09:30:00.123Z",
                "{}                             | 2024-05-17T09:30:00.123Z"
            })
    void timeOfAnEventComesInSeveralShapes(String time, Instant at) throws Exception {
        server.calls(page("", event("e", time)));

        assertEquals(
                at, rig.client.events(rig.operation(), FROM, TO).events().get(0).at());
    }

    @Test
    void whatIsNoEventIsPassedOver() throws Exception {
        server.calls(
                page("", "5", "null", "{}", "[]", "{\"webhook\":7}", "{\"Webhook\":{\"an\":\"object\"},\"TS\":1}"));

        assertEquals(
                List.of(new SentEvent("{\"an\":\"object\"}", Instant.ofEpochMilli(1))),
                rig.client.events(rig.operation(), FROM, TO).events());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "\"webhooks\"", "{\"webhooks\":{}}", "{\"webhooks\":[", "<html>"})
    void pageThatIsNoneIsAFailure(String body) {
        server.calls(Reply.json(200, body));

        DolbyException e = eventsFail();

        assertEquals(Kind.NOT_UNDERSTOOD, e.kind());
        assertTrue(
                e.getMessage()
                        .startsWith(server.name() + " answered the request for the events with HTTP 200 and"
                                + " application/json instead of JSON with a list of webhooks: "),
                e.getMessage());
    }

    @Test
    void textOfAnEventIsNotShown() {
        assertEquals("event of 2024-05-17T09:30:00.123Z", new SentEvent("subscribe-token", FROM).toString());
    }

    @Test
    void endpointsOfTheOperationAreAsked() throws Exception {
        rig.account = Rig.account(server.url() + "/dolby/test");
        server.calls(page(""));

        rig.client.events(rig.operation(), FROM, TO);

        assertEquals(
                "GET /dolby/test" + FIRST_PAGE + " HTTP/1.1",
                server.calls().get(0).line());
    }

    @ParameterizedTest
    @CsvSource({
        "400, REQUEST_REFUSED",
        "403, TOKEN_LACKS_SCOPE",
        "404, NOT_UNDERSTOOD",
        "405, NOT_UNDERSTOOD",
        "429, RATE_LIMITED",
        "500, SERVER_FAULT",
        "501, SERVER_FAULT",
        "302, NOT_UNDERSTOOD"
    })
    void refusalOfEventsHasItsKind(int status, Kind kind) {
        rig.tries(1);
        server.calls(Reply.empty(status));

        DolbyException e = eventsFail();

        assertEquals(kind, e.kind());
        assertEquals(status, e.status());
        assertFalse(e.isEffectUnknown());
    }

    @Test
    void refusalNamesTheScope() {
        server.calls(Reply.json(403, "{\"error\":\"Forbidden\"}"));

        assertEquals(
                server.name() + " refused the request for the events with HTTP 403 (Forbidden), which needs the scope"
                        + " comms:monitor:read: give the app key the scope it needs in the Dolby.io dashboard",
                eventsFail().getMessage());
    }

    @Test
    void lostAnswerIsAskedForAgain() throws Exception {
        server.calls(Reply.closed(), Reply.reset(), page("", event("e", "1")));

        assertEquals(1, rig.client.events(rig.operation(), FROM, TO).events().size());
        assertEquals(3, server.calls().size());
    }

    @Test
    void deadlineIsThatOfAllPagesTogether() throws Exception {
        Reply.Silence silence = Reply.silence();
        server.calls(page(""), page("1"), page("2"), silence);
        rig.client.events(rig.operation(), FROM, TO);
        rig.total(Duration.ofSeconds(3));

        DolbyException e = eventsFail();

        assertEquals(Kind.TIMED_OUT, e.kind());
        assertEquals(
                server.name() + " did not answer the request for the events in time: try again later, or allow more"
                        + " time (the whole operation was given 3 s, total time-out)",
                e.getMessage());
        silence.awaitHungUp();
    }

    @Test
    void interruptionEndsItAtOnce() throws Exception {
        Reply.Silence silence = Reply.silence();
        server.calls(silence);
        Caller<SentEvents> poll = Caller.of(() -> rig.client.events(rig.operation(), FROM, TO));
        silence.awaitAsked();

        poll.interrupt();

        assertInstanceOf(InterruptedException.class, poll.failure());
        silence.awaitHungUp();
    }

    private DolbyException eventsFail() {
        return assertThrows(DolbyException.class, () -> rig.client.events(rig.operation(), FROM, TO));
    }

    private static String event(String escaped, String time) {
        return "{\"id\":\"1\",\"webhook\":\"" + escaped + "\",\"url\":\"https://x/\",\"confId\":\"c\",\"ts\":" + time
                + ",\"response\":{\"status\":\"200\",\"headers\":{}}}";
    }

    private static Reply page(String next, String... events) {
        return Reply.json(
                200, "{\"first\":\"0\",\"next\":\"" + next + "\",\"webhooks\":[" + String.join(",", events) + "]}");
    }

    private void assertCall(String path) {
        assertEquals(2, server.requests().size());
        assertEquals(
                "grant_type=client_credentials&scope=comms%3Amonitor%3Aread",
                server.requests().get(0).body());
        Request request = server.requests().get(1);
        assertEquals("GET " + path + " HTTP/1.1", request.line());
        assertEquals(
                Map.of(
                        "accept", "application/json",
                        "authorization", "Bearer access-token-1",
                        "host", server.name(),
                        "connection", "keep-alive",
                        "user-agent", "DolbyRTS/test"),
                request.headers());
        assertEquals("", request.body());
    }
}
