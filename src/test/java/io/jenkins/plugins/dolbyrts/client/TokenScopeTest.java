package io.jenkins.plugins.dolbyrts.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.dolbyrts.client.DolbyException.Kind;
import io.jenkins.plugins.dolbyrts.client.WireServer.Request;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenScopeTest {

    @AutoClose
    private final WireServer server = WireServer.start();

    @AutoClose
    private final Rig rig = new Rig(server);

    @BeforeEach
    void giveTokensAfterTheirScope() {
        server.always(request -> {
            if (request.isForToken()) {
                return Reply.token(request.body().replaceAll(".*%3A(.*)%3A.*", "$1-token"));
            }
            return Reply.json(200, request.line().contains("/conferences/mix/") ? "{}" : "{\"webhooks\":[]}");
        });
    }

    @Test
    void eachScopeHasATokenOfItsOwn() throws Exception {
        rig.start();
        poll();
        rig.stop();
        poll();
        rig.authorize();

        assertEquals(
                List.of("Bearer stream-token", "Bearer monitor-token", "Bearer stream-token", "Bearer monitor-token"),
                server.calls().stream()
                        .map(call -> call.header("authorization"))
                        .toList());
        assertEquals(
                List.of(
                        "grant_type=client_credentials&scope=comms%3Astream%3Awrite",
                        "grant_type=client_credentials&scope=comms%3Amonitor%3Aread"),
                server.tokenRequests().stream().map(Request::body).toList());
    }

    @Test
    void refusedTokenOfOneScopeDoesNotCostTheOtherOne() throws Exception {
        rig.start();
        server.calls(Reply.empty(401));

        poll();
        rig.stop();

        assertEquals(3, server.tokenRequests().size());
        assertEquals(
                List.of("Bearer stream-token", "Bearer monitor-token", "Bearer monitor-token", "Bearer stream-token"),
                server.calls().stream()
                        .map(call -> call.header("authorization"))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"comms:stream:write", "comms:monitor:reader", "comms:monitor:write comms:stream:*", "monitor"})
    void tokenWithoutTheMonitorScopeIsNotUsed(String granted) {
        server.tokens(Reply.json(200, "{\"access_token\":\"too-weak\",\"scope\":\"" + granted + "\"}"));

        DolbyException e = assertThrows(DolbyException.class, this::poll);

        assertEquals(Kind.TOKEN_LACKS_SCOPE, e.kind());
        assertEquals(
                server.name() + " gave an access token without the scope comms:monitor:read: give the app key the scope"
                        + " it needs in the Dolby.io dashboard",
                e.getMessage());
        assertEquals(1, server.requests().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"comms:monitor:read", "comms:monitor:*", "comms:*", "comms:stream:write comms:monitor:read"})
    void tokenWithTheMonitorScopeIsUsed(String granted) throws Exception {
        server.tokens(Reply.json(200, "{\"access_token\":\"right\",\"scope\":\"" + granted + "\"}"));

        poll();

        assertEquals("Bearer right", server.calls().get(0).header("authorization"));
    }

    @ParameterizedTest
    @CsvSource({
        "401, invalid_client, compare the app key and secret with the Dolby.io dashboard and correct the credential",
        "400, invalid_scope,  give the app key the scope it needs in the Dolby.io dashboard"
    })
    void refusedTokenNamesTheScope(int status, String error, String remedy) {
        server.tokens(Reply.json(status, "{\"error\":\"" + error + "\"}"));

        assertEquals(
                server.name() + " refused the request for an access token with HTTP " + status + " (" + error
                        + ") for the scope comms:monitor:read: " + remedy,
                assertThrows(DolbyException.class, this::poll).getMessage());
    }

    private void poll() throws DolbyException, InterruptedException {
        rig.client.events(rig.operation(), Instant.EPOCH, null);
    }
}
