package io.jenkins.plugins.dolbyrts.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.dolbyrts.client.DolbyException.Kind;
import io.jenkins.plugins.dolbyrts.client.ProxySource.Proxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryTest {

    @AutoClose
    private final WireServer server = WireServer.start();

    @AutoClose
    private final Rig rig = new Rig(server);

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504})
    void startAndStopAreRepeatedAfterAFaultThatMayPass(int status) throws Exception {
        server.calls(Reply.empty(status), Reply.empty(200), Reply.empty(status), Reply.empty(200));

        rig.start();
        rig.stop();

        assertEquals(4, server.calls().size());
        assertEquals(2, rig.retries.size());
        assertTrue(
                rig.retries.get(0).startsWith(server.name() + " refused the start with HTTP " + status),
                rig.retries.get(0));
        assertTrue(
                rig.retries.get(1).startsWith(server.name() + " refused the stop with HTTP " + status),
                rig.retries.get(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504})
    void tokenRequestIsRepeatedAfterAFaultThatMayPass(int status) throws Exception {
        server.tokens(Reply.empty(status), Reply.empty(status));

        rig.authorize();

        assertEquals(3, server.tokenRequests().size());
        assertEquals(2, rig.retries.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 409, 410, 413, 415, 418, 422, 501, 505})
    void startIsNotRepeatedAfterAFaultThatStays(int status) {
        server.always(request -> request.isForToken() ? Reply.token("access-token-1") : Reply.empty(status));

        DolbyException e = rig.startFails();

        assertEquals(status, e.status());
        assertEquals(status == 401 ? 2 : 1, server.calls().size());
        assertEquals(List.of(), rig.retries);
    }

    @Test
    void fourTriesAreMadeInAll() {
        server.always(request -> request.isForToken() ? Reply.token("access-token-1") : Reply.empty(503));

        DolbyException e = rig.startFails();

        assertEquals(
                server.name() + " refused the start with HTTP 503: the fault is on the side of the service: try again"
                        + " later (4 tries)",
                e.getMessage());
        assertEquals(4, server.calls().size());
        assertEquals(3, rig.retries.size());
        assertFalse(e.isEffectUnknown());
    }

    @Test
    void triesOfTheTokenRequestAreNotMultipliedByThoseOfTheStart() {
        server.always(request -> Reply.empty(503));

        DolbyException e = rig.startFails();

        assertEquals(
                server.name() + " refused the request for an access token with HTTP 503: the fault is on the side of"
                        + " the service: try again later (4 tries)",
                e.getMessage());
        assertEquals(4, server.requests().size());
    }

    @Test
    void oneTryTurnsRetriesOff() {
        rig.tries(1);
        server.calls(Reply.empty(503));

        DolbyException e = rig.startFails();

        assertTrue(e.getMessage().endsWith("(1 try)"), e.getMessage());
        assertEquals(1, server.calls().size());
        assertEquals(List.of(), rig.retries);
    }

    @Test
    void connectionRefusedIsRepeated() throws Exception {
        int port = freePort();
        try (Rig nobody = new Rig(Rig.account("http://127.0.0.1:" + port), ProxySource.NONE)) {
            DolbyException e = nobody.startFails();

            assertEquals(Kind.UNREACHABLE, e.kind());
            assertEquals(
                    "127.0.0.1:" + port + " refused the connection or has no route: check the URL in the settings, the"
                            + " network and the proxy (4 tries)",
                    e.getMessage());
            assertEquals(3, nobody.retries.size());
            assertFalse(e.isEffectUnknown());
        }
    }

    @Test
    void unknownHostIsRepeated() {
        Account account = Rig.account("https://api.dolby.invalid");
        try (Rig nowhere = new Rig(account, ProxySource.NONE)) {
            DolbyException e = nowhere.startFails();

            assertEquals(Kind.UNREACHABLE, e.kind());
            assertEquals(
                    "the name of api.dolby.invalid:443 is unknown: check the URL in the settings, the network and the"
                            + " proxy (4 tries)",
                    e.getMessage());
            assertEquals(3, nowhere.retries.size());
            assertFalse(e.isEffectUnknown());
        }
    }

    @Test
    void unknownProxyIsNamed() {
        Proxy proxy = new Proxy("proxy.invalid", 3128, null, null);
        try (Rig nowhere = new Rig(Rig.account(server.url()), host -> proxy).tries(1)) {
            DolbyException e = nowhere.startFails();

            assertEquals(Kind.UNREACHABLE, e.kind());
            assertTrue(e.getMessage().contains("(through the proxy proxy.invalid:3128)"), e.getMessage());
            assertEquals(0, server.connections());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void retryAfterInSecondsIsHonoured(int status) throws Exception {
        rig.firstPause(Duration.ofSeconds(40));
        server.calls(Reply.retryAfter(status, "1"));

        long asked = System.nanoTime();
        rig.start();

        assertTrue(System.nanoTime() - asked >= Duration.ofSeconds(1).toNanos(), "came back too early");
        assertEquals(2, server.calls().size());
        assertEquals(1, rig.retries.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void retryAfterAsADateIsHonoured(int status) throws Exception {
        rig.firstPause(Duration.ofSeconds(40));
        Instant date = Instant.now().plusSeconds(2);
        server.calls(
                Reply.retryAfter(status, DateTimeFormatter.RFC_1123_DATE_TIME.format(date.atOffset(ZoneOffset.UTC))));

        rig.start();

        assertFalse(Instant.now().isBefore(Instant.ofEpochSecond(date.getEpochSecond())), "came back too early");
        assertEquals(2, server.calls().size());
    }

    @Test
    void retryAfterADateThatIsOverMeansAtOnce() throws Exception {
        rig.firstPause(Duration.ofSeconds(40));
        server.calls(Reply.retryAfter(503, "Fri, 27 Nov 2020 19:00:00 GMT"));

        assertTimeoutPreemptively(Duration.ofSeconds(15), rig::start);

        assertEquals(2, server.calls().size());
    }

    @Test
    void retryAfterThatCannotBeReadIsPassedOver() throws Exception {
        server.calls(Reply.retryAfter(503, "soon"));

        rig.start();

        assertEquals(2, server.calls().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"3600", "99999999999"})
    void retryAfterBeyondTheDeadlineFailsAtOnceAndSaysSo(String seconds) {
        server.calls(Reply.retryAfter(429, seconds));

        DolbyException e = assertTimeoutPreemptively(Duration.ofSeconds(15), rig::startFails);

        assertEquals(Kind.RATE_LIMITED, e.kind());
        assertEquals(
                server.name() + " refused the start with HTTP 429: start fewer streams at once, or try again later (the"
                        + " next try, due in " + seconds + " s, would be past the deadline of 60 s)",
                e.getMessage());
        assertEquals(1, server.calls().size());
        assertEquals(List.of(), rig.retries);
    }

    @Test
    void pausesGrowFromTryToTry() throws Exception {
        rig.firstPause(Duration.ofMillis(16));
        server.calls(Reply.empty(503), Reply.empty(503), Reply.empty(503));
        List<Duration> pauses = new ArrayList<>();

        rig.client.start(
                new Operation(
                        rig.account,
                        Deadline.after(Duration.ofMinutes(1)),
                        (why, nextTry, tries, pause) -> pauses.add(pause),
                        new Secrets()),
                Rig.v2(),
                false);

        assertEquals(3, pauses.size());
        for (int i = 0; i < 3; i++) {
            Duration most = Duration.ofMillis(16 << i);
            assertTrue(pauses.get(i).compareTo(most) <= 0, pauses::toString);
            assertTrue(pauses.get(i).compareTo(most.dividedBy(2)) >= 0, pauses::toString);
        }
    }

    @Test
    void connectionThatTheServerClosedMeanwhileIsNoFailure() throws Exception {
        server.calls(connection -> {
            Reply.json(200, "{}").send(connection);
            connection.close();
        });

        rig.start();
        rig.stop();

        assertEquals(2, server.calls().size());
        assertEquals(List.of(), rig.retries);
    }

    @Test
    void answerOfAnAcceptedStartHoldsNoAssumption() throws Exception {
        assertNull(rig.start().assumption());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
