package io.jenkins.plugins.dolbyrts.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.dolbyrts.client.WireServer.Request;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No secret comes back in what a person is told, whatever the server echoes. */
class SecretsTest {

    @AutoClose
    private final WireServer server = WireServer.start();

    @AutoClose
    private final Rig rig = new Rig(server);

    @Test
    void echoedRequestOfATokenIsMasked() {
        server.always(request -> Reply.of(
                400,
                "",
                request.head().replace("\r\n", " ").replaceAll(".*(?=Authorization)", "") + " secret "
                        + Rig.APP_SECRET));

        String message = rig.startFails().getMessage();

        assertTrue(message.contains("(Authorization: Basic **** "), message);
        assertNoSecret(message);
    }

    @Test
    void echoedAuthorizationAndBodyOfAStartAreMasked() {
        server.always(request -> request.isForToken() ? Reply.token("access-token-77c1") : echo(request));

        String message = rig.startFails().getMessage();

        assertTrue(
                message.contains("(Bearer **** {\"streamName\":\"town-hall\",\"publishingToken\":\"****\"})"), message);
        assertNoSecret(message);
    }

    @Test
    void echoedTokenInARedirectIsMasked() {
        server.always(request -> request.isForToken()
                ? Reply.token("access-token-77c1")
                : Reply.of(
                        302,
                        "Location: https://example.com/?t=access-token-77c1&p=" + Rig.PUBLISHING_TOKEN + "\r\n",
                        ""));

        String message = rig.startFails().getMessage();

        assertTrue(message.contains("pointed to https://example.com/?t=****&p=****, which"), message);
    }

    @Test
    void echoedTokenInAContentTypeIsMasked() {
        server.always(request -> request.isForToken()
                ? Reply.token("access-token-77c1")
                : Reply.of(200, "Content-Type: text/access-token-77c1\r\n", "x"));

        assertTrue(rig.startFails().getMessage().contains("text/****"));
    }

    @Test
    void refreshTokenThatCameWithTheTokenIsMasked() {
        server.tokens(Reply.json(
                200, "{\"access_token\":\"access-token-77c1\",\"refresh_token\":\"refresh-token-3d\",\"scope\":\"\"}"));
        server.calls(Reply.json(400, "{\"message\":\"neither access-token-77c1 nor refresh-token-3d\"}"));

        assertTrue(rig.startFails().getMessage().contains("(neither **** nor ****)"));
    }

    @Test
    void tokenOfAnEarlierTryIsMasked() {
        server.calls(Reply.empty(401), Reply.json(400, "{\"message\":\"was access-token-1, is access-token-2\"}"));

        assertTrue(rig.startFails().getMessage().contains("(was ****, is ****)"));
    }

    @Test
    void retriesAndCausesHoldNoSecretEither() {
        server.always(request -> request.isForToken()
                ? Reply.token("access-token-77c1")
                : Reply.of(503, "", request.header("authorization") + " " + request.body()));

        Throwable e = rig.startFails();

        assertEquals(3, rig.retries.size());
        rig.retries.forEach(SecretsTest::assertNoSecret);
        for (; e != null; e = e.getCause()) {
            assertNoSecret(e.toString());
        }
    }

    @Test
    void viewersTokenInServerTextIsMasked() {
        server.calls(
                Reply.json(400, "{\"message\":\"see https://viewer.millicast.com?streamId=a/b&token=viewer-secret\"}"));

        String message = rig.startFails().getMessage();

        assertTrue(message.contains("(see https://viewer.millicast.com?streamId=a/b&token=****)"), message);
    }

    @ParameterizedTest
    @CsvSource({
        "a s3cr3t/+= b,             a **** b",
        "a s3cr3t%2F%2B%3D b,       a **** b",
        "a s3cr3t%2f%2b%3d b,       a **** b",
        "a s3cr3t\\/+= b,           a **** b",
        "'a s3c\nr3t/+= b',         a **** b",
        "'a s3cr3t\u0000/+= b',     a **** b",
        "'a s3c\r\n\tr3t/+= b',     a **** b",
        "'a s3c\u200br3t/+= b',     a **** b",
        "s3cr3t/+=s3cr3t/+=,        ********"
    })
    void secretIsFoundHoweverItIsWritten(String text, String clean) {
        Secrets secrets = new Secrets();
        secrets.add("s3cr3t/+=");

        assertEquals(clean, secrets.clean(text));
    }

    @Test
    void secretWithQuotesIsFoundInJson() {
        Secrets secrets = new Secrets();
        secrets.add("a\"b\\c");

        assertEquals("{\"token\":\"****\"}", secrets.clean("{\"token\":\"a\\\"b\\\\c\"}"));
    }

    @Test
    void secretThatHoldsAnotherIsMaskedWhole() {
        Secrets secrets = new Secrets();
        secrets.add("secret");
        secrets.add("my-secret-token");

        assertEquals("**** and ****", secrets.clean("my-secret-token and secret"));
    }

    @Test
    void secretIsMaskedBeforeTheTextIsCut() {
        Secrets secrets = new Secrets();
        secrets.add("s3cr3t");

        assertEquals("x".repeat(297) + "**…", secrets.clean("x".repeat(297) + "s3cr3t and more"));
        assertEquals("x".repeat(296) + "****", secrets.clean("x".repeat(296) + "s3cr3t"));
    }

    @Test
    void longSecretIsFoundInALongText() {
        String secret = "s3cr3t/+=".repeat(450);
        Secrets secrets = new Secrets();
        secrets.add(secret);

        assertEquals("before **** after", secrets.clean("before " + secret + " after"));
        assertEquals("s".repeat(299) + "…", secrets.clean("s".repeat(1 << 20)));
        assertEquals("****".repeat(74) + "***…", secrets.clean(secret.repeat(200)));
    }

    @Test
    void blankSecretMasksNothing() {
        Secrets secrets = new Secrets();
        secrets.add(null);
        secrets.add("");
        secrets.add(" ");

        assertEquals("a b c", secrets.clean("a b c"));
    }

    @Test
    void recordsLeaveTheirSecretsOutOfTheirText() {
        Account account = rig.account;
        List<Object> records = List.of(
                account,
                rig.operation(),
                Rig.v2(),
                new AccessToken("access-token-77c1", 0),
                new StartAnswer("s", "a", "https://viewer.millicast.com?streamId=a/s&token=viewer-secret", null),
                new ProxySource.Proxy("proxy", 3128, "user", "proxy-password"));

        for (Object each : records) {
            String text = each.toString();
            assertNoSecret(text);
            assertFalse(text.contains("viewer-secret"), text);
            assertFalse(text.contains("proxy-password"), text);
        }
        assertEquals("app app-key== at " + server.url(), account.toString());
    }

    private static Reply echo(Request request) {
        return Reply.of(400, "", request.header("authorization") + " " + request.body());
    }

    private static void assertNoSecret(String text) {
        for (String secret : List.of(Rig.APP_SECRET, Rig.BASIC, Rig.PUBLISHING_TOKEN, "access-token-77c1")) {
            assertFalse(text.contains(secret), text);
        }
    }
}
