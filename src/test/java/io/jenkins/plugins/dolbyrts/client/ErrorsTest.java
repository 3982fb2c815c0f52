package io.jenkins.plugins.dolbyrts.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.dolbyrts.client.DolbyException.Kind;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person is told when the service says no. */
class ErrorsTest {

    @AutoClose
    private final WireServer server = WireServer.start();

    @AutoClose
    private final Rig rig = new Rig(server).tries(1);

    static Stream<Arguments> bodies() {
        return Stream.of(
                Arguments.of("", ""),
                Arguments.of("   \r\n ", ""),
                Arguments.of("{}", ""),
                Arguments.of("[]", " ([])"),
                Arguments.of("null", " (null)"),
                Arguments.of("{\"message\":\"no such mix\"}", " (no such mix)"),
                Arguments.of("{\"error_description\":\"no such mix\"}", " (no such mix)"),
                Arguments.of("{\"error\":\"Bad Request\"}", " (Bad Request)"),
                Arguments.of("{\"error_reason\":\"bad_mix\"}", " (bad_mix)"),
                Arguments.of("{\"status\":400}", " (400)"),
                Arguments.of("{\"type\":\"MIX\",\"error_code\":4711}", " (MIX 4711)"),
                Arguments.of(
                        "{\"status\":400,\"error\":\"Bad Request\",\"message\":\"no such mix\"}",
                        " (Bad Request: no such mix [400])"),
                Arguments.of(
                        "{\"type\":\"MIX\",\"error_code\":\"E1\",\"error_reason\":\"bad_mix\","
                                + "\"error_description\":\"no such mix\"}",
                        " (bad_mix: no such mix [MIX E1])"),
                // the first present wins
                Arguments.of(
                        "{\"status\":400,\"error\":\"second\",\"message\":\"second\",\"error_code\":\"E1\","
                                + "\"error_reason\":\"first\",\"error_description\":\"first text\"}",
                        " (first: first text [E1])"),
                Arguments.of("{\"error\":\"no such mix\",\"message\":\"no such mix\"}", " (no such mix)"),
                Arguments.of("{\"error_reason\":\"\",\"error\":\"Bad Request\"}", " (Bad Request)"),
                Arguments.of("{\"error\":{\"nested\":true},\"message\":\"no such mix\"}", " (no such mix)"),
                Arguments.of("{\"Error\":\"Bad Request\",\"MESSAGE\":\"no such mix\"}", " (Bad Request: no such mix)"),
                Arguments.of("{\"status\":\"fail\",\"data\":{\"message\":\"no such mix\"}}", " (no such mix)"),
                Arguments.of(
                        "{\"error\":\"Bad Request\",\"message\":\"no su",
                        " ({\"error\":\"Bad Request\",\"message\":\"no su)"),
                Arguments.of("no such mix", " (no such mix)"),
                Arguments.of("<html><body>Bad Request</body></html>", " (a web page instead of JSON)"),
                Arguments.of("<!DOCTYPE html>\n<title>400</title>", " (a web page instead of JSON)"),
                Arguments.of("line one\r\n\tline\u0000 two\u001b[31m \u2028three", " (line one line two [31m three)"));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void errorBodyIsReadInEveryShape(String body, String said) {
        server.calls(Reply.json(400, body));

        DolbyException e = rig.startFails();

        assertEquals(Kind.REQUEST_REFUSED, e.kind());
        assertEquals(400, e.status());
        assertEquals(
                server.name() + " refused the start with HTTP 400" + said
                        + ": compare the settings of the stream with what the server says",
                e.getMessage());
    }

    @Test
    void errorPageIsKnownByItsContentType() {
        server.calls(Reply.of(400, "Content-Type: Text/HTML; charset=utf-8\r\n", "Bad Request"));

        assertTrue(rig.startFails().getMessage().contains("HTTP 400 (a web page instead of JSON)"));
    }

    @Test
    void bytesThatAreNoTextDoNotHideTheStatus() {
        byte[] looksLikeUtf32 = {0, 0, 0, '{', 0x7f, 0x7f, 0x7f, 0x7f};
        server.calls(Reply.of(403, "Content-Type: application/json\r\n", looksLikeUtf32));

        DolbyException e = rig.startFails();

        assertEquals(Kind.TOKEN_LACKS_SCOPE, e.kind());
        assertEquals(403, e.status());
    }

    @Test
    void deeplyNestedErrorBodyDoesNotHideTheStatus() {
        server.calls(Reply.json(404, "[".repeat(100_000)));

        assertEquals(Kind.CONFERENCE_NOT_FOUND, rig.startFails().kind());
    }

    @Test
    void longServerTextIsTrimmedTo300Characters() {
        server.calls(Reply.json(400, "{\"message\":\"" + "x".repeat(10_000) + "\"}"));

        String message = rig.startFails().getMessage();

        assertTrue(message.contains(" (" + "x".repeat(299) + "…):"), message);
    }

    @Test
    void trimmingDoesNotCutACharacterInTwo() {
        server.calls(Reply.json(400, "{\"message\":\"" + "x".repeat(298) + "\uD83C\uDFA5\uD83C\uDFA5\"}"));

        String message = rig.startFails().getMessage();

        assertTrue(message.contains(" (" + "x".repeat(298) + "…):"), message);
    }

    @ParameterizedTest
    @CsvSource({
        "401, CREDENTIALS_REFUSED, compare the app key and secret with the Dolby.io dashboard and correct the"
                + " credential",
        "403, TOKEN_LACKS_SCOPE, give the app key the scope it needs in the Dolby.io dashboard",
        "404, CONFERENCE_NOT_FOUND, 'check the conference id, and that the conference is running'",
        "410, CONFERENCE_NOT_FOUND, 'check the conference id, and that the conference is running'",
        "409, ALREADY_STARTED, a conference has one stream at a time: stop the one that is on air first",
        "400, REQUEST_REFUSED, compare the settings of the stream with what the server says",
        "422, REQUEST_REFUSED, compare the settings of the stream with what the server says",
        "429, RATE_LIMITED, 'start fewer streams at once, or try again later (1 try)'",
        "500, SERVER_FAULT, the fault is on the side of the service: try again later (1 try)",
        "501, SERVER_FAULT, the fault is on the side of the service: try again later",
        "503, SERVER_FAULT, the fault is on the side of the service: try again later (1 try)"
    })
    void refusedStartSaysWhatToDo(int status, Kind kind, String remedy) {
        server.always(request -> request.isForToken() ? Reply.token("access-token-1") : Reply.empty(status));

        DolbyException e = rig.startFails();

        assertEquals(kind, e.kind());
        assertEquals(status, e.status());
        assertEquals(server.name() + " refused the start with HTTP " + status + ": " + remedy, e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "401, CREDENTIALS_REFUSED",
        "403, TOKEN_LACKS_SCOPE",
        "404, NOT_ON_AIR",
        "409, NOT_ON_AIR",
        "410, NOT_ON_AIR",
        "400, REQUEST_REFUSED",
        "429, RATE_LIMITED",
        "500, SERVER_FAULT"
    })
    void refusedStopHasItsKind(int status, Kind kind) {
        server.always(request -> request.isForToken() ? Reply.token("access-token-1") : Reply.empty(status));

        DolbyException e = rig.stopFails();

        assertEquals(kind, e.kind());
        assertTrue(
                e.getMessage().startsWith(server.name() + " refused the stop with HTTP " + status + ": "),
                e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Unauthorized: Token expired",
                "The publishing token is invalid",
                "publishingToken must not be empty",
                "Invalid publish token"
            })
    void refusedPublishingTokenIsToldFromARefusedKey(String message) {
        String body = "{\"status\":\"fail\",\"data\":{\"message\":\"" + message + "\"}}";
        server.calls(Reply.json(401, body), Reply.json(401, body));

        DolbyException e = rig.startFails();

        assertEquals(Kind.PUBLISHING_TOKEN_REFUSED, e.kind());
        assertEquals(
                server.name() + " refused the start with HTTP 401 (" + message + "): make a new publishing token in"
                        + " the streaming dashboard and update the credential",
                e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403})
    void refusedKeyAndSecretAreNamed(int status) {
        server.tokens(Reply.json(status, "{\"error\":\"invalid_client\"}"));

        DolbyException e = rig.startFails();

        assertEquals(Kind.CREDENTIALS_REFUSED, e.kind());
        assertEquals(
                server.name() + " refused the request for an access token with HTTP " + status + " (invalid_client)"
                        + " for the scope comms:stream:write: compare the app key and secret with the Dolby.io"
                        + " dashboard and correct the credential",
                e.getMessage());
        assertEquals(1, server.requests().size());
    }

    @Test
    void refusedScopeIsNamed() {
        server.tokens(Reply.json(400, "{\"error\":\"invalid_scope\"}"));

        DolbyException e = rig.startFails();

        assertEquals(Kind.TOKEN_LACKS_SCOPE, e.kind());
        assertEquals(
                server.name() + " refused the request for an access token with HTTP 400 (invalid_scope) for the scope"
                        + " comms:stream:write: give the app key the scope it needs in the Dolby.io dashboard",
                e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"comms:monitor:read", "comms:stream:writer", "comms:monitor:read comms:conf:create"})
    void tokenWithoutTheScopeIsNotUsed(String scope) {
        server.tokens(Reply.json(200, "{\"access_token\":\"too-weak\",\"scope\":\"" + scope + "\"}"));

        DolbyException e = rig.startFails();

        assertEquals(Kind.TOKEN_LACKS_SCOPE, e.kind());
        assertEquals(
                server.name() + " gave an access token without the scope comms:stream:write: give the app key the"
                        + " scope it needs in the Dolby.io dashboard",
                e.getMessage());
        assertEquals(1, server.requests().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"scope\":null",
                ",\"scope\":\"\"",
                ",\"scope\":\"comms:*\"",
                ",\"scope\":\"comms:monitor:read comms:stream:write\"",
                ",\"token_type\":\"bearer\",\"refresh_token\":\"r\",\"issued\":{\"at\":[1,2]}"
            })
    void tokenAnswerIsReadWhateverElseItHolds(String more) throws Exception {
        server.tokens(Reply.json(200, "{\"access_token\":\"good-token\"" + more + "}"));

        rig.start();

        assertEquals("Bearer good-token", server.calls().get(0).header("authorization"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "null",
                "true",
                "\"token\"",
                "{\"access_token\":null}",
                "{\"access_token\":\"\"}",
                "{\"access_token\":{\"value\":\"x\"}}",
                "{\"access_token\":\"two\\r\\nlines\"}",
                "{\"access_token\":\"cut o",
                "<html><body>Sign in to the guest network</body></html>"
            })
    void tokenAnswerWithoutATokenIsNotUnderstood(String body) {
        server.tokens(Reply.json(200, body));

        DolbyException e = rig.startFails();

        assertEquals(Kind.NOT_UNDERSTOOD, e.kind());
        assertEquals(
                server.name() + " answered the request for an access token with HTTP 200 and application/json instead"
                        + " of JSON with an access_token: check the URL in the settings, and whether a proxy answers in"
                        + " the service's place",
                e.getMessage());
        assertEquals(1, server.requests().size());
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 405})
    void authUrlThatLeadsElsewhereIsNotBlamedOnTheKey(int status) {
        server.tokens(Reply.html(status));

        DolbyException e = rig.startFails();

        assertEquals(Kind.NOT_UNDERSTOOD, e.kind());
        assertEquals(
                server.name() + " refused the request for an access token with HTTP " + status + " (a web page instead"
                        + " of JSON): check the"
                        + " URL in the"
                        + " settings, and"
                        + " whether a proxy"
                        + " answers in the"
                        + " service's place",
                e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{}", "[]", "null", "true", "\"ok\"", "{\"some\":{\"thing\":[1]}}"})
    void everySuccessWithJsonOrNothingIsASuccess(String body) throws Exception {
        server.calls(Reply.json(200, body), Reply.json(202, body), Reply.json(200, body));

        rig.start();
        rig.start();
        rig.stop();

        assertEquals(3, server.calls().size());
    }

    @Test
    void successWithoutABodyIsASuccess() throws Exception {
        server.calls(
                connection -> connection.getOutputStream().write("HTTP/1.1 204 No Content\r\n\r\n".getBytes()),
                Reply.empty(200));

        rig.start();
        rig.stop();

        assertEquals(2, server.calls().size());
    }

    @Test
    void successThatIsAWebPageIsNotUnderstood() {
        server.calls(Reply.html(200));

        DolbyException e = rig.startFails();

        assertEquals(Kind.NOT_UNDERSTOOD, e.kind());
        assertEquals(
                server.name() + " answered the start with HTTP 200 and text/html instead of JSON or nothing: check the"
                        + " URL in the settings, and whether a proxy answers in the service's place",
                e.getMessage());
        assertTrue(e.isEffectUnknown());
    }

    @Test
    void successWithoutContentTypeThatIsNotJsonIsNotUnderstood() {
        server.calls(Reply.of(200, "", "fine"));

        assertEquals(
                server.name() + " answered the stop with HTTP 200 and no content type instead of JSON or nothing: check"
                        + " the URL in the settings, and whether a proxy answers in the service's place",
                rig.stopFails().getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"streamName\":\"s\",\"streamAccountId\":\"a\",\"viewerUrl\":\"https://v\",\"subscribeToken\":\"t\"}",
                "{\"streamName\":\"s\",\"streamAccountID\":\"a\",\"viewerURL\":\"https://v\",\"subscribeToken\":\"t\"}",
                "{\"STREAMNAME\":\"s\",\"streamaccountid\":\"a\",\"ViewerUrl\":\"https://v\",\"more\":[]}"
            })
    void answerOfVersion3IsReadInAnyLetterCase(String body) throws Exception {
        server.calls(Reply.json(200, body));

        StartAnswer answer = rig.client.start(rig.operation(), Rig.v3(), false);

        assertEquals(new StartAnswer("s", "a", "https://v", null), answer);
    }

    @Test
    void textsOfTheServiceAreOneLineWithoutSecrets() throws Exception {
        server.calls(Reply.json(
                200,
                "{\"streamName\":\"evening\\n"
                        + "show sub-token\",\"streamAccountId\":\"a\\u0007b\",\"subscribeToken\":\"sub-token\"}"));

        StartAnswer answer = rig.client.start(rig.operation(), Rig.v3(), false);

        assertEquals("evening show ****", answer.streamName());
        assertEquals("a b", answer.streamAccountId());
    }
}
