package io.jenkins.plugins.dolbyrts.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.dolbyrts.sandbox.SandboxStream.State;
import java.net.ConnectException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxTest {

    private final ManualClock clock = new ManualClock();
    private final Sandbox sandbox = Sandbox.builder().clock(clock).start();
    private final SandboxAccount account = sandbox.account();
    private final String conference = account.conferenceId();
    private final Caller caller = new Caller(sandbox);

    @AfterEach
    void close() {
        sandbox.close();
    }

    @Test
    void issuesATokenForTheRightCredentials() throws Exception {
        ObjectNode answer = Caller.json(caller.send(caller.tokenRequest("grant_type=client_credentials")));

        assertEquals("Bearer", answer.get("token_type").textValue());
        assertEquals(1800, answer.get("expires_in").intValue());
        assertNull(answer.get("scope"), "unrestricted when no scope is asked for");
        assertTrue(sandbox.secrets().contains(answer.get("access_token").textValue()));
        assertNotEquals(caller.token(), caller.token());
    }

    @Test
    void refusesWrongCredentials() throws Exception {
        String form = "grant_type=client_credentials";

        assertEquals(401, status(caller.tokenRequest(account.appKey(), "wrong", form)));
        assertEquals(401, status(caller.tokenRequest("wrong", account.appSecret(), form)));
        assertEquals(401, status(caller.post("/v1/auth/token", "token", form)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "grant_type=password",
                "grant_type=client_credentials&expires_in=86401",
                "grant_type=client_credentials&expires_in=0",
                "grant_type=client_credentials&expires_in=soon",
                "grant_type=%zz"
            })
    void refusesAWrongTokenRequest(String form) throws Exception {
        assertEquals(400, status(caller.tokenRequest(form)));
    }

    @Test
    void leavesOutScopesThatDoNotExist() throws Exception {
        ObjectNode answer = Caller.json(
                caller.send(caller.tokenRequest("grant_type=client_credentials&scope=comms:stream:write+comms:none")));

        assertEquals("comms:stream:write", answer.get("scope").textValue());
    }

    @Test
    void tokensExpire() throws Exception {
        HttpResponse<String> answer = caller.send(caller.tokenRequest("grant_type=client_credentials&expires_in=60"));
        String token = Caller.json(answer).get("access_token").textValue();

        clock.advance(Duration.ofSeconds(59));
        assertEquals(200, status(caller.start(conference, token)));
        clock.advance(Duration.ofSeconds(1));
        assertEquals(401, status(caller.stop(conference, token)));

        String next = caller.token();
        sandbox.expireTokensNow();
        assertEquals(401, status(caller.stop(conference, next)));
    }

    @ParameterizedTest
    @CsvSource({"comms:stream:write,200", "comms:*,200", "comms:monitor:read,403", "comms:none,403"})
    void startNeedsItsScope(String scope, int status) throws Exception {
        assertEquals(status, status(caller.start(conference, caller.token(scope))));
    }

    @Test
    void startsAndStopsAStream() throws Exception {
        String token = caller.token();

        assertEquals("{}", caller.send(caller.start(conference, token)).body());
        assertEquals(new SandboxStream(conference, State.LIVE, 1, 0), sandbox.stream(conference));
        assertEquals(List.of(conference), sandbox.onAir());
        assertEquals(409, status(caller.start(conference, token)));

        assertEquals(200, status(caller.stop(conference, token)));
        assertEquals(new SandboxStream(conference, State.OFF, 1, 1), sandbox.stream(conference));
        assertEquals(List.of(), sandbox.onAir());
        assertEquals(409, status(caller.stop(conference, token)));
    }

    @Test
    void version3TellsWhereToWatch() throws Exception {
        HttpRequest start = caller.post(Caller.path(3, conference, "start"), caller.token(), "{\"width\":1280}");

        ObjectNode answer = Caller.json(caller.send(start));

        String secret = answer.get("subscribeToken").textValue();
        assertTrue(answer.get("viewerURL").textValue().endsWith("&token=" + secret));
        assertEquals(account.streamAccountId(), answer.get("streamAccountId").textValue());
        assertTrue(answer.get("streamName").isTextual());
        assertTrue(sandbox.secrets().contains(secret));
        assertEquals(State.LIVE, sandbox.stream(conference).state());
    }

    @Test
    void knowsTheStateOfConferences() throws Exception {
        String token = caller.token();

        assertEquals(404, status(caller.start(account.unknown(), token)));
        assertEquals(410, status(caller.start(account.endedConferenceId(), token)));
        assertEquals(410, status(caller.stop(account.endedConferenceId(), token)));
        assertEquals(200, status(caller.start(sandbox.addConference(), token)));
    }

    @Test
    void refusesAWrongPublishingTokenAsMillicastDoes() throws Exception {
        String body = caller.startBody().replace(account.publishingToken(), "old");

        HttpResponse<String> answer =
                caller.send(caller.post(Caller.path(2, conference, "start"), caller.token(), body));

        assertEquals(401, answer.statusCode());
        assertEquals(
                "Unauthorized: Token expired",
                Caller.json(answer).at("/data/message").textValue());
        assertEquals(0, sandbox.stream(conference).starts());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "2;start;''",
                "2;start;[]",
                "2;start;{}",
                "2;start;{\"streamName\":\"s\"}",
                "3;start;''",
                "3;start;{",
                "3;start;{} {}",
                "3;start;{\"height\":100}",
                "3;start;{\"layoutUrl\":\"layout.html\"}",
                "2;stop;''",
                "3;stop;null"
            })
    void refusesAWrongBody(int version, String action, String body) throws Exception {
        assertEquals(400, status(caller.post(Caller.path(version, conference, action), caller.token(), body)));
    }

    @Test
    void aStreamGoesLiveLater() throws Exception {
        sandbox.liveAfter(Duration.ofDays(1));
        caller.send(caller.start(conference, caller.token()));
        assertEquals(State.STARTING, sandbox.stream(conference).state());
        assertEquals(List.of(conference), sandbox.onAir());

        sandbox.goLive(conference);
        assertEquals(State.LIVE, sandbox.stream(conference).state());

        String other = account.alive().get(1);
        sandbox.liveAfter(Duration.ofMillis(1));
        caller.send(caller.start(other, caller.token()));
        sandbox.awaitStream(other, State.LIVE, Duration.ofSeconds(10));
    }

    @Test
    void aStreamEndsUnasked() throws Exception {
        String token = caller.token();
        caller.send(caller.start(conference, token));
        sandbox.failStream(conference, "No media");
        assertEquals(new SandboxStream(conference, State.OFF, 1, 0), sandbox.stream(conference));

        caller.send(caller.start(conference, token));
        sandbox.endStream(conference);
        assertEquals(State.OFF, sandbox.stream(conference).state());

        caller.send(caller.start(conference, token));
        sandbox.endConference(conference);
        assertEquals(State.OFF, sandbox.stream(conference).state());
        assertEquals(410, status(caller.stop(conference, token)));
    }

    @Test
    void logsWhatArrived() throws Exception {
        String token = caller.token();
        caller.send(caller.post(Caller.path(2, "a%2Fb%20c", "start"), token, "{\"a\":\"é\"}"));

        SeenRequest seen =
                sandbox.awaitRequests(Endpoint.START, 1, Duration.ofSeconds(10)).get(0);

        assertEquals("/v2/conferences/mix/a%2Fb%20c/rts/start", seen.path());
        assertEquals("a/b c", seen.identifier().orElseThrow());
        assertEquals("POST", seen.method());
        assertEquals("{\"a\":\"é\"}", seen.body());
        assertEquals("Bearer " + token, seen.header("authorization").orElseThrow());
        assertEquals(sandbox.url().getAuthority(), seen.header("HOST").orElseThrow());
        assertEquals(clock.instant(), seen.at());
        assertEquals(2, sandbox.requests().size());
        assertEquals(1, sandbox.requests(Endpoint.TOKEN).size());
        assertFalse(seen.toString().contains(token));
    }

    @Test
    void awaitedRequestsThatDoNotComeFailTheTest() {
        Assertions.assertThrows(
                AssertionError.class, () -> sandbox.awaitRequests(Endpoint.STOP, 1, Duration.ofMillis(1)));
    }

    @Test
    void refusesWhatItDoesNotServe() throws Exception {
        assertEquals(404, status(caller.get("/v9/unheard-of", "token")));
        assertEquals(405, status(caller.get("/v1/auth/token", "token")));
    }

    @Test
    void hearsNoMoreOnceClosed() {
        HttpRequest request = caller.tokenRequest("grant_type=client_credentials");
        sandbox.close();

        Assertions.assertThrows(ConnectException.class, () -> caller.send(request));
    }

    @Test
    void accountsAreFreshUnlessFixed() {
        assertNotEquals(SandboxAccount.random(), SandboxAccount.random());
        assertEquals(SandboxAccount.demo(), SandboxAccount.demo());
        assertTrue(account.appKey().endsWith("=="));
        assertTrue(SandboxAccount.demo().appKey().endsWith("=="));
    }

    private int status(HttpRequest request) throws Exception {
        return caller.send(request).statusCode();
    }

    private static final class ManualClock extends Clock {
        private volatile Instant now = Instant.parse("2023-01-01T00:00:00Z");

        void advance(Duration duration) {
            now = now.plus(duration);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
