package io.jenkins.plugins.dolbyrts.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.dolbyrts.client.WireServer.Request;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestOnTheWireTest {

    @AutoClose
    private final WireServer server = WireServer.start();

    @AutoClose
    private final Rig rig = new Rig(server);

    @Test
    void tokenIsAskedForWithBasicAuthorizationAndTheOneScopeNeeded() throws Exception {
        rig.authorize();

        Request request = server.requests().get(0);
        assertEquals("POST /v1/auth/token HTTP/1.1", request.line());
        String form = "grant_type=client_credentials&scope=comms%3Astream%3Awrite";
        assertEquals(
                Map.of(
                        "accept", "application/json",
                        "authorization", "Basic " + Rig.BASIC,
                        "cache-control", "no-cache",
                        "content-type", "application/x-www-form-urlencoded",
                        "content-length", String.valueOf(form.length()),
                        "host", server.name(),
                        "connection", "keep-alive",
                        "user-agent", "DolbyRTS/test"),
                request.headers());
        assertEquals(form, request.body());
        assertEquals(1, server.requests().size());
    }

    @Test
    void startInVersion2SendsStreamNameAndPublishingToken() throws Exception {
        rig.client.start(rig.operation(), Rig.v2(), false);

        assertCall("/v2/conferences/mix/6b1e4c1e-1f6f-4a52-9d0e-3c2b7a5d8e90/rts/start", """
            {"streamName":"town-hall","publishingToken":"publishing-token-1b9d"}\
            """);
    }

    @Test
    void startInVersion2SendsTheLayoutIfThereIsOne() throws Exception {
        rig.client.start(
                rig.operation(),
                new StartRequest(
                        ApiVersion.V2,
                        Rig.CONFERENCE,
                        "Große \"Runde\"",
                        Rig.PUBLISHING_TOKEN,
                        "https://example.com/layout?a=1&b=2",
                        "two speakers",
                        null,
                        null,
                        null),
                false);

        assertCall(
                "/v2/conferences/mix/6b1e4c1e-1f6f-4a52-9d0e-3c2b7a5d8e90/rts/start",
                "{\"streamName\":\"Große \\\"Runde\\\"\",\"publishingToken\":\"publishing-token-1b9d\","
                        + "\"layoutUrl\":\"https://example.com/layout?a=1&b=2\",\"layoutName\":\"two speakers\"}");
    }

    @Test
    void startInVersion3WithoutSettingsSendsAnEmptyObject() throws Exception {
        rig.client.start(rig.operation(), Rig.v3(), false);

        assertCall("/v3/conferences/mix/6b1e4c1e-1f6f-4a52-9d0e-3c2b7a5d8e90/rts/start", "{}");
    }

    @Test
    void startInVersion3SendsLayoutSizeAndMix() throws Exception {
        rig.client.start(
                rig.operation(),
                new StartRequest(ApiVersion.V3, Rig.CONFERENCE, null, null, "default", null, 1280, 720, "evening-mix"),
                false);

        assertCall(
                "/v3/conferences/mix/6b1e4c1e-1f6f-4a52-9d0e-3c2b7a5d8e90/rts/start",
                "{\"layoutUrl\":\"default\",\"width\":1280,\"height\":720,\"mixId\":\"evening-mix\"}");
    }

    @Test
    void stopInVersion2SendsAnEmptyObject() throws Exception {
        rig.client.stop(rig.operation(), ApiVersion.V2, Rig.CONFERENCE);

        assertCall("/v2/conferences/mix/6b1e4c1e-1f6f-4a52-9d0e-3c2b7a5d8e90/rts/stop", "{}");
    }

    @Test
    void stopInVersion3SendsAnEmptyObject() throws Exception {
        rig.client.stop(rig.operation(), ApiVersion.V3, Rig.CONFERENCE);

        assertCall("/v3/conferences/mix/6b1e4c1e-1f6f-4a52-9d0e-3c2b7a5d8e90/rts/stop", "{}");
    }

    @Test
    void keyAndSecretOutsideAsciiAreSentInUtf8() throws Exception {
        rig.account = new Account(rig.account.endpoints(), "clé", "пароль");

        rig.authorize();

        assertEquals("Basic Y2zDqTrQv9Cw0YDQvtC70Yw=", server.requests().get(0).header("authorization"));
    }

    @Test
    void baseUrlWithAPathComesBeforeThePathOfEachEndpoint() throws Exception {
        rig.account = Rig.account(server.url() + "/dolby/test/");

        rig.start();
        rig.stop();

        assertEquals(
                "POST /dolby/test/v1/auth/token HTTP/1.1",
                server.requests().get(0).line());
        assertEquals(
                "POST /dolby/test/v2/conferences/mix/" + Rig.CONFERENCE + "/rts/start HTTP/1.1",
                server.requests().get(1).line());
        assertEquals(
                "POST /dolby/test/v2/conferences/mix/" + Rig.CONFERENCE + "/rts/stop HTTP/1.1",
                server.requests().get(2).line());
    }

    @ParameterizedTest
    @CsvSource({
        "..,            %2E%2E",
        ".,             %2E",
        "../../admin,   ..%2F..%2Fadmin",
        "a/b,           a%2Fb",
        "a?b#c,         a%3Fb%23c",
        "100%,          100%25",
        "a+b c,         a%2Bb%20c",
        "'a\nb\r',      a%0Ab%0D",
        "\uD83C\uDFA5,  %F0%9F%8E%A5",
        "A-z_0.9~,      A-z_0.9~",
        "a:b@c;d=e&f,   a%3Ab%40c%3Bd%3De%26f"
    })
    void conferenceIdStaysOneSegmentOfThePath(String id, String segment) throws Exception {
        rig.client.stop(rig.operation(), ApiVersion.V2, id);

        assertEquals(
                "POST /v2/conferences/mix/" + segment + "/rts/stop HTTP/1.1",
                server.calls().get(0).line());
    }

    @Test
    void manyRequestsShareOneConnection() throws Exception {
        rig.start();
        rig.stop();
        rig.start();

        assertEquals(4, server.requests().size());
        assertEquals(1, server.connections());
    }

    private void assertCall(String path, String body) {
        assertEquals(2, server.requests().size());
        Request request = server.requests().get(1);
        assertEquals("POST " + path + " HTTP/1.1", request.line());
        assertEquals(
                Map.of(
                        "accept", "application/json",
                        "authorization", "Bearer access-token-1",
                        "content-type", "application/json",
                        "content-length", String.valueOf(body.getBytes(StandardCharsets.UTF_8).length),
                        "host", server.name(),
                        "connection", "keep-alive",
                        "user-agent", "DolbyRTS/test"),
                request.headers());
        assertEquals(body, request.body());
    }
}
