package io.jenkins.plugins.dolbyrts.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.dolbyrts.client.DolbyException.Kind;
import io.jenkins.plugins.dolbyrts.client.ProxySource.Proxy;
import io.jenkins.plugins.dolbyrts.client.WireServer.Request;
import java.net.URI;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyTest {

    private static final String CHALLENGE = "Proxy-Authenticate: Basic realm=\"office\"\r\n";
    /** Of {@code user:proxy-password}. */
    private static final String RIGHT = "Basic dXNlcjpwcm94eS1wYXNzd29yZA==";

    @AutoClose
    private final WireServer proxy = WireServer.start();

    @AutoClose
    private final WireServer target = WireServer.start();

    @Test
    void requestGoesThroughTheProxyAndOnlyThere() throws Exception {
        try (Rig rig = new Rig(target(), host -> withoutUser())) {
            rig.start();
        }

        assertEquals(0, target.connections());
        Request start = proxy.calls().get(0);
        assertEquals(
                "POST " + target.url() + "/v2/conferences/mix/" + Rig.CONFERENCE + "/rts/start HTTP/1.1", start.line());
        assertEquals(target.name(), start.header("host"));
        assertEquals("Bearer access-token-1", start.header("authorization"));
        assertNull(start.header("proxy-authorization"));
    }

    @Test
    void nameOfTheServiceIsLeftToTheProxyToLookUp() throws Exception {
        Endpoints endpoints = new Endpoints(URI.create("http://auth.invalid"), URI.create("http://comms.invalid"));
        try (Rig rig = new Rig(new Account(endpoints, Rig.APP_KEY, Rig.APP_SECRET), host -> withoutUser())) {
            rig.start();
        }

        assertEquals(
                "POST http://auth.invalid/v1/auth/token HTTP/1.1",
                proxy.tokenRequests().get(0).line());
        assertEquals(
                "POST http://comms.invalid/v2/conferences/mix/" + Rig.CONFERENCE + "/rts/start HTTP/1.1",
                proxy.calls().get(0).line());
    }

    @Test
    void proxyThatAsksForANameGetsNameAndPassword() throws Exception {
        proxy.always(ProxyTest::onlyWithTheRightPassword);
        try (Rig rig = new Rig(target(), host -> withUser("proxy-password"))) {
            rig.start();
            rig.stop();
        }

        Request last = proxy.calls().get(proxy.calls().size() - 1);
        assertEquals(RIGHT, last.header("proxy-authorization"));
        assertEquals("Bearer good-token", last.header("authorization"));
        assertEquals(0, target.connections());
    }

    @ParameterizedTest
    @ValueSource(strings = {"wrong-password", ""})
    void wrongPasswordIsTheProxysRefusal(String password) {
        proxy.always(ProxyTest::onlyWithTheRightPassword);
        try (Rig rig = new Rig(target(), host -> withUser(password))) {
            DolbyException e = rig.startFails();

            assertEquals(Kind.PROXY_REFUSED, e.kind());
            assertEquals(
                    target.name() + " (through the proxy " + proxy.name() + ") refused the request for an access token"
                            + " with HTTP 407 (who are you?): check the HTTP proxy in the settings of Jenkins, its user"
                            + " and its password",
                    e.getMessage());
            assertFalse(e.isEffectUnknown());
        }
    }

    @Test
    void missingUserIsTheProxysRefusal() {
        proxy.always(ProxyTest::onlyWithTheRightPassword);
        try (Rig rig = new Rig(target(), host -> withoutUser())) {
            assertEquals(Kind.PROXY_REFUSED, rig.startFails().kind());
            assertEquals(1, proxy.requests().size());
        }
    }

    @Test
    void refusalInTheMidstOfAStartIsNotTheServices() {
        proxy.calls(Reply.of(407, CHALLENGE, ""));
        try (Rig rig = new Rig(target(), host -> withoutUser())) {
            DolbyException e = rig.startFails();

            assertEquals(Kind.PROXY_REFUSED, e.kind());
            assertEquals(1, proxy.tokenRequests().size());
        }
    }

    @Test
    void serviceThatAsksForAPasswordDoesNotGetTheProxys() {
        proxy.always(request -> {
            if (!RIGHT.equals(request.header("proxy-authorization"))) {
                return Reply.of(407, CHALLENGE, "");
            }
            return request.isForToken()
                    ? Reply.token("good-token")
                    : Reply.of(401, "WWW-Authenticate: Basic realm=\"office\"\r\n", "");
        });
        try (Rig rig = new Rig(target(), host -> withUser("proxy-password"))) {
            assertEquals(Kind.CREDENTIALS_REFUSED, rig.startFails().kind());
        }

        assertTrue(proxy.calls().stream()
                .allMatch(request -> request.header("authorization").equals("Bearer good-token")));
    }

    @Test
    void hostThatNeedsNoProxyIsReachedDirectly() throws Exception {
        Endpoints endpoints = new Endpoints(URI.create("http://auth.invalid"), URI.create(target.url()));
        Account account = new Account(endpoints, Rig.APP_KEY, Rig.APP_SECRET);
        try (Rig rig = new Rig(account, host -> host.equals("auth.invalid") ? withoutUser() : null)) {
            rig.start();
        }

        assertEquals(1, proxy.requests().size());
        assertTrue(proxy.requests().get(0).isForToken());
        assertEquals(1, target.requests().size());
        assertEquals(
                "POST /v2/conferences/mix/" + Rig.CONFERENCE + "/rts/start HTTP/1.1",
                target.requests().get(0).line());
    }

    @Test
    void changedSettingsTakeEffectWithTheNextRequest() throws Exception {
        Proxy[] setting = new Proxy[1];
        try (Rig rig = new Rig(target(), host -> setting[0])) {
            rig.start();
            setting[0] = withoutUser();
            rig.stop();
        }

        assertEquals(2, target.requests().size());
        assertEquals(1, proxy.requests().size());
    }

    @Test
    void tunnelIsAskedForIfTheServiceIsSecure() {
        proxy.always(request -> Reply.empty(403));
        Account account = new Account(
                Endpoints.of(Endpoints.DEFAULT_AUTH_URL, Endpoints.DEFAULT_API_URL, "eu"), Rig.APP_KEY, Rig.APP_SECRET);
        try (Rig rig = new Rig(account, host -> withoutUser())) {
            DolbyException e = rig.startFails();

            assertEquals(Kind.PROXY_REFUSED, e.kind());
            assertEquals(
                    "api.dolby.io:443 (through the proxy " + proxy.name() + "): the proxy refused the connection with"
                            + " HTTP 403: check the HTTP proxy in the settings of Jenkins, its user and its password",
                    e.getMessage());
        }
        assertEquals(1, proxy.requests().size());
        Request connect = proxy.requests().get(0);
        assertEquals("CONNECT api.dolby.io:443 HTTP/1.1", connect.line());
        assertNull(connect.header("authorization"));
    }

    @Test
    void tunnelWithAWrongPasswordIsTheProxysRefusal() {
        proxy.always(request -> Reply.of(407, CHALLENGE, "who are you?"));
        try (Rig rig = new Rig(Rig.account("https://api.dolby.invalid"), host -> withUser("wrong-password"))) {
            DolbyException e = rig.startFails();

            assertEquals(Kind.PROXY_REFUSED, e.kind());
            assertEquals(
                    "api.dolby.invalid:443 (through the proxy " + proxy.name() + "): the proxy refused the connection"
                            + " with HTTP 407 (who are you?): check the HTTP proxy in the settings of Jenkins, its user"
                            + " and its password",
                    e.getMessage());
            assertEquals(
                    "CONNECT api.dolby.invalid:443 HTTP/1.1",
                    proxy.requests().get(0).line());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {502, 503, 504})
    void tunnelThatCannotBeMadeForNowIsAskedForAgain(int status) {
        proxy.always(request -> Reply.html(status));
        try (Rig rig = new Rig(Rig.account("https://api.dolby.invalid"), host -> withoutUser())) {
            DolbyException e = rig.startFails();

            assertEquals(Kind.UNREACHABLE, e.kind());
            assertEquals(
                    "api.dolby.invalid:443 (through the proxy " + proxy.name() + "): the proxy refused the connection"
                            + " with HTTP " + status + " (a web page instead of JSON): check the URL in the settings,"
                            + " the network and the proxy (4 tries)",
                    e.getMessage());
            assertEquals(4, proxy.requests().size());
            assertFalse(e.isEffectUnknown());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 401, 404, 409})
    void whatTheProxyAnswersIsNotTakenForTheServices(int status) {
        proxy.always(
                request -> Reply.of(status, "Content-Type: application/json\r\n", "{\"access_token\":\"forged\"}"));
        try (Rig rig = new Rig(Rig.account("https://api.dolby.invalid"), host -> withoutUser())) {
            DolbyException e = rig.startFails();

            assertEquals(Kind.PROXY_REFUSED, e.kind());
            assertEquals(1, proxy.requests().size());
        }
    }

    @Test
    void tunnelIsOpenedWithNameAndPassword() {
        proxy.always(request -> RIGHT.equals(request.header("proxy-authorization"))
                ? Reply.raw("HTTP/1.1 200 OK\r\n\r\nno TLS")
                : Reply.of(407, CHALLENGE, ""));
        try (Rig rig = new Rig(Rig.account("https://api.dolby.invalid"), host -> withUser("proxy-password"))) {
            DolbyException e = rig.startFails();

            assertEquals(Kind.UNREACHABLE, e.kind());
            assertEquals(RIGHT, proxy.requests().get(1).header("proxy-authorization"));
        }
    }

    @Test
    void proxyThatRefusesTheConnectionIsNamed() throws Exception {
        int port = proxy.port();
        proxy.close();
        try (Rig rig = new Rig(target(), host -> new Proxy("127.0.0.1", port, null, null))) {
            DolbyException e = rig.startFails();

            assertEquals(Kind.UNREACHABLE, e.kind());
            assertEquals(
                    target.name() + " (through the proxy 127.0.0.1:" + port + ") refused the connection or has no"
                            + " route: check the URL in the settings, the network and the proxy (4 tries)",
                    e.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1", "two words", "127.0.0.1:3128", ""})
    void nameThatIsNoHostIsBlamedOnTheProxy(String name) {
        try (Rig rig = new Rig(target(), host -> new Proxy(name, 3128, null, null))) {
            DolbyException e = rig.startFails();

            assertEquals(Kind.UNREACHABLE, e.kind());
            assertTrue(e.getMessage().contains("(through the proxy " + name + ":3128)"), e.getMessage());
            assertTrue(e.getMessage().contains("unknown"), e.getMessage());
            assertFalse(e.isEffectUnknown());
        }
        assertEquals(0, target.connections());
    }

    private static Reply onlyWithTheRightPassword(Request request) {
        if (!RIGHT.equals(request.header("proxy-authorization"))) {
            return Reply.of(407, CHALLENGE, "who are you?");
        }
        return request.isForToken() ? Reply.token("good-token") : Reply.json(200, "{}");
    }

    private Account target() {
        return Rig.account(target.url());
    }

    private Proxy withoutUser() {
        return new Proxy("127.0.0.1", proxy.port(), null, null);
    }

    private Proxy withUser(String password) {
        return new Proxy("127.0.0.1", proxy.port(), "user", password);
    }
}
