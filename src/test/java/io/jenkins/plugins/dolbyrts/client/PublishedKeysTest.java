package io.jenkins.plugins.dolbyrts.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.dolbyrts.client.DolbyException.Kind;
import io.jenkins.plugins.dolbyrts.client.WireServer.Request;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublishedKeysTest {

    @AutoClose
    private final WireServer server = WireServer.start();

    @AutoClose
    private final Rig rig = new Rig(server);

    @Test
    void keysAreFetchedWithoutAnyCredential() throws Exception {
        server.calls(Reply.json(200, "{\"one\":\"AAAA\",\"two\":\"BBBB\",\"odd\":5,\"none\":null,}"));

        assertEquals(Map.of("one", "AAAA", "two", "BBBB"), keys());

        assertEquals(1, server.requests().size());
        Request request = server.requests().get(0);
        assertEquals("GET /v1/public/keys/webhooks HTTP/1.1", request.line());
        assertEquals(
                Map.of(
                        "accept", "application/json",
                        "host", server.name(),
                        "connection", "keep-alive",
                        "user-agent", "DolbyRTS/test"),
                request.headers());
        assertEquals("", request.body());
    }

    @Test
    void passingFaultIsRepeated() throws Exception {
        server.calls(Reply.empty(503), Reply.closed(), Reply.json(200, "{}"));

        assertEquals(Map.of(), keys());
        assertEquals(3, server.calls().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "\"key\"", "[{\"one\":\"AAAA\"}]", "<html>", "{\"one\":"})
    void anythingButAnObjectIsAFailure(String body) {
        server.calls(Reply.json(200, body));

        DolbyException e = assertThrows(DolbyException.class, this::keys);

        assertEquals(Kind.NOT_UNDERSTOOD, e.kind());
        assertEquals(
                server.name()
                        + " answered the request for the webhook keys with HTTP 200 and application/json instead of"
                        + " a JSON object of webhook keys: check the URL in the settings, and whether a proxy answers in"
                        + " the service's place",
                e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "301, NOT_UNDERSTOOD",
        "401, NOT_UNDERSTOOD",
        "403, NOT_UNDERSTOOD",
        "404, NOT_UNDERSTOOD",
        "429, RATE_LIMITED",
        "500, SERVER_FAULT"
    })
    void refusalHasItsKind(int status, Kind kind) {
        rig.tries(1);
        server.calls(Reply.empty(status));

        assertEquals(kind, assertThrows(DolbyException.class, this::keys).kind());
        assertEquals(1, server.requests().size());
    }

    private Map<String, String> keys() throws DolbyException, InterruptedException {
        return rig.client.webhookKeys(rig.account.endpoints(), Deadline.after(rig.limits.total()));
    }
}
