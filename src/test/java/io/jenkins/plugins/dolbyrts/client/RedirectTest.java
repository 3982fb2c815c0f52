package io.jenkins.plugins.dolbyrts.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.dolbyrts.client.DolbyException.Kind;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectTest {

    @AutoClose
    private final WireServer server = WireServer.start();

    @AutoClose
    private final WireServer elsewhere = WireServer.start();

    @AutoClose
    private final Rig rig = new Rig(server);

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void tokenRequestIsNotRedirected(int status) {
        server.tokens(redirect(status, elsewhere.url() + "/v1/auth/token"));

        DolbyException e = rig.startFails();

        assertNotFollowed(status, "/v1/auth/token", e);
        assertEquals(1, server.requests().size());
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void startIsNotRedirected(int status) {
        server.calls(redirect(status, elsewhere.url() + "/start"));

        DolbyException e = rig.startFails();

        assertNotFollowed(status, "/start", e);
        assertEquals(1, server.calls().size());
    }

    @Test
    void redirectToTheSameHostIsNotFollowedEither() {
        server.calls(redirect(307, server.url() + "/start"));

        assertEquals(Kind.NOT_UNDERSTOOD, rig.startFails().kind());
        assertEquals(1, server.calls().size());
    }

    @Test
    void redirectToNowhereIsTold() {
        server.calls(Reply.empty(304));

        assertEquals(
                server.name() + " answered HTTP 304 and pointed to nowhere, which is not followed: check the URL in the"
                        + " settings, and whether a proxy answers in the service's place",
                rig.startFails().getMessage());
    }

    private void assertNotFollowed(int status, String path, DolbyException e) {
        assertEquals(Kind.NOT_UNDERSTOOD, e.kind());
        assertEquals(
                server.name() + " answered HTTP " + status + " and pointed to " + elsewhere.url() + path
                        + ", which is not followed: check the URL in the settings, and whether a proxy answers in the"
                        + " service's place",
                e.getMessage());
        assertEquals(0, elsewhere.connections());
    }

    private static Reply redirect(int status, String location) {
        return Reply.of(status, "Location: " + location + "\r\n", "");
    }
}
