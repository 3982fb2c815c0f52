package io.jenkins.plugins.dolbyrts.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointsTest {

    private static final String ID = "6b1e4c1e-1f6f-4a52-9d0e-3c2b7a5d8e90";

    @Test
    void defaultsAreDolbysOwn() {
        Endpoints endpoints = Endpoints.of(Endpoints.DEFAULT_AUTH_URL, Endpoints.DEFAULT_API_URL, null);

        assertEquals(URI.create("https://api.dolby.io/v1/auth/token"), endpoints.token());
        assertEquals(
                URI.create("https://comms.api.dolby.io/v2/conferences/mix/" + ID + "/rts/start"),
                endpoints.start(ApiVersion.V2, ID));
        assertEquals(
                URI.create("https://comms.api.dolby.io/v3/conferences/mix/" + ID + "/rts/stop"),
                endpoints.stop(ApiVersion.V3, ID));
    }

    @ParameterizedTest
    @ValueSource(strings = {"au", "ca", "eu", "in", "us"})
    void regionComesBeforeTheHostOfTheApiAndLeavesTheAuthUrlAlone(String region) {
        Endpoints endpoints = Endpoints.of(Endpoints.DEFAULT_AUTH_URL, Endpoints.DEFAULT_API_URL, region);

        assertEquals(URI.create("https://api.dolby.io"), endpoints.auth());
        assertEquals(URI.create("https://" + region + ".comms.api.dolby.io"), endpoints.api());
    }

    @Test
    void regionKeepsPortAndPath() {
        Endpoints endpoints = Endpoints.of(Endpoints.DEFAULT_AUTH_URL, "https://comms.example.com:8443/dolby/", "eu");

        assertEquals(URI.create("https://eu.comms.example.com:8443/dolby"), endpoints.api());
    }

    @ParameterizedTest
    @ValueSource(strings = {"fr", "EU", "eu.", "../", "eu,us"})
    void unknownRegionIsRefused(String region) {
        assertRefused(
                "there is no such region: use au, ca, eu, in or us, or leave it empty",
                () -> Endpoints.of(Endpoints.DEFAULT_AUTH_URL, Endpoints.DEFAULT_API_URL, region));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8080", "http://127.0.0.1:8080", "https://192.0.2.1", "http://[::1]:80"})
    void regionBeforeAnAddressIsRefused(String api) {
        assertRefused(
                "no region can be put before the address " + URI.create(api).getHost()
                        + " of the API URL: leave the region empty",
                () -> Endpoints.of(Endpoints.DEFAULT_AUTH_URL, api, "eu"));
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.dolby.io,          https://api.dolby.io",
        "https://api.dolby.io/,         https://api.dolby.io",
        "https://api.dolby.io//,        https://api.dolby.io",
        "'  https://api.dolby.io/a/  ', https://api.dolby.io/a",
        "HTTPS://api.dolby.io:8443,     HTTPS://api.dolby.io:8443",
        "http://localhost:8080,         http://localhost:8080",
        "http://LOCALHOST,              http://LOCALHOST",
        "http://127.0.0.1,              http://127.0.0.1",
        "http://127.1.2.3:80/x,         http://127.1.2.3:80/x",
        "http://[::1]:8080,             http://[::1]:8080"
    })
    void baseUrlIsTakenWithoutTheSlashAtItsEnd(String typed, URI url) {
        assertEquals(url, Endpoints.baseUrl(typed));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {"", "  ", "api.dolby.io", "/v1", "ftp://api.dolby.io", "https:///v1", "https:api", "file:/x"})
    void baseUrlMustBeAbsolute(String typed) {
        assertRefused(
                "this is not an absolute URL: use one such as https://api.dolby.io", () -> Endpoints.baseUrl(typed));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api dolby.io",
                "https://",
                "https://api.\ndolby.io",
                "https://[",
                "ht tp://x",
                "https://a/\uD83C\uDFA5|"
            })
    void baseUrlMustBeAUrl(String typed) {
        assertRefused("this is not a URL: use one such as https://api.dolby.io", () -> Endpoints.baseUrl(typed));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user:password@api.dolby.io",
                "https://api.dolby.io?a=b",
                "https://api.dolby.io#a",
                "https://api.dolby.io?"
            })
    void baseUrlHasNoUserNoQueryAndNoFragment(String typed) {
        assertRefused("a base URL has no user, no query and no fragment: remove them", () -> Endpoints.baseUrl(typed));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://api.dolby.io",
                "HTTP://api.dolby.io",
                "http://127.0.0.1.example.com",
                "http://localhost.example.com",
                "http://192.168.0.1",
                "http://0.0.0.0",
                "http://[::2]"
            })
    void secretsDoNotCrossANetworkInTheClear(String typed) {
        assertRefused(
                "http:// would send secrets in the clear: use https:// (http:// is for 127.0.0.1 and localhost only)",
                () -> Endpoints.baseUrl(typed));
    }

    @Test
    void ipv6LoopbackIsReached() throws Exception {
        ServerSocket socket = ipv6();
        assumeTrue(socket != null, "this system has no ::1");
        try (WireServer server = WireServer.startOn(socket);
                Rig rig = new Rig(Rig.account("http://[::1]:" + server.port()), ProxySource.NONE)) {
            server.calls(Reply.empty(404));

            DolbyException e = rig.startFails();

            assertEquals("[::1]:" + server.port(), server.calls().get(0).header("host"));
            assertEquals(
                    "[::1]:" + server.port() + " refused the start with HTTP 404: check the conference id, and that the"
                            + " conference is running",
                    e.getMessage());
        }
    }

    @Test
    void upperCaseSchemeIsReached() throws Exception {
        try (WireServer server = WireServer.start();
                Rig rig = new Rig(Rig.account("HTTP://localhost:" + server.port()), ProxySource.NONE)) {
            rig.start();

            assertEquals(2, server.requests().size());
        }
    }

    private static ServerSocket ipv6() {
        try {
            return new ServerSocket(0, 50, InetAddress.getByName("::1"));
        } catch (IOException e) {
            return null;
        }
    }

    private static void assertRefused(String message, Executable action) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, action).getMessage());
    }
}
