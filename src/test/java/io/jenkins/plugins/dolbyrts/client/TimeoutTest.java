package io.jenkins.plugins.dolbyrts.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.dolbyrts.client.DolbyException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class TimeoutTest {

    private static final Duration FAR_LESS_THAN_THE_SERVER_TAKES = Duration.ofSeconds(20);

    @AutoClose
    private final WireServer server = WireServer.start();

    @AutoClose
    private final Rig rig = new Rig(server).tries(1);

    @Test
    void connectTimeOutIsNamed() throws Exception {
        try (DeafServer deaf = new DeafServer();
                Rig unheard = new Rig(Rig.account(deaf.url()), ProxySource.NONE)) {
            unheard.connect(Duration.ofSeconds(1)).tries(2);

            DolbyException e = assertTimeoutPreemptively(FAR_LESS_THAN_THE_SERVER_TAKES, unheard::startFails);

            assertEquals(Kind.TIMED_OUT, e.kind());
            assertEquals(
                    "connecting to " + deaf.name() + " took longer than 1 s (connect time-out): try again later, or"
                            + " allow more time (2 tries)",
                    e.getMessage());
            assertEquals(1, unheard.retries.size());
            assertFalse(e.isEffectUnknown());
        }
    }

    @Test
    void responseTimeOutIsNamed() throws Exception {
        rig.authorize();
        rig.response(Duration.ofMillis(700));
        Reply.Silence silence = Reply.silence();
        server.calls(silence);

        DolbyException e = assertTimeoutPreemptively(FAR_LESS_THAN_THE_SERVER_TAKES, rig::startFails);

        assertEquals(Kind.TIMED_OUT, e.kind());
        assertEquals(
                server.name() + " did not answer the start within 700 ms (response time-out): try again later, or allow"
                        + " more time (1 try)",
                e.getMessage());
        assertTrue(e.isEffectUnknown());
        silence.awaitHungUp();
    }

    @Test
    void responseTimeOutOfATokenRequestLeavesNothingOpen() {
        rig.response(Duration.ofMillis(700));
        server.tokens(Reply.silence());

        DolbyException e = assertTimeoutPreemptively(FAR_LESS_THAN_THE_SERVER_TAKES, rig::startFails);

        assertEquals(Kind.TIMED_OUT, e.kind());
        assertFalse(e.isEffectUnknown());
    }

    @Test
    void totalDeadlineEndsAnAnswerThatDrips() throws Exception {
        rig.authorize();
        rig.total(Duration.ofSeconds(3)).tries(4);
        server.calls(Reply.dribble());

        DolbyException e = assertTimeoutPreemptively(FAR_LESS_THAN_THE_SERVER_TAKES, rig::startFails);

        assertEquals(Kind.TIMED_OUT, e.kind());
        assertEquals(
                server.name() + " did not answer the start in time: try again later, or allow more time (the whole"
                        + " operation was given 3 s, total time-out)",
                e.getMessage());
        assertTrue(e.isEffectUnknown());
        assertEquals(1, server.calls().size());
    }

    @Test
    void totalDeadlineEndsAConnectionThatIsNotMade() throws Exception {
        try (DeafServer deaf = new DeafServer();
                Rig unheard = new Rig(Rig.account(deaf.url()), ProxySource.NONE)) {
            unheard.connect(Duration.ofMinutes(5)).total(Duration.ofSeconds(1));

            DolbyException e = assertTimeoutPreemptively(FAR_LESS_THAN_THE_SERVER_TAKES, unheard::startFails);

            assertEquals(Kind.TIMED_OUT, e.kind());
            assertEquals(
                    deaf.name() + " did not answer the request for an access token in time: try again later, or allow"
                            + " more time (the whole operation was given 1 s, total time-out)",
                    e.getMessage());
        }
    }

    @Test
    void totalDeadlineClosesTheConnection() throws Exception {
        rig.authorize();
        rig.total(Duration.ofSeconds(3));
        Reply.Silence silence = Reply.silence();
        server.calls(silence);

        assertTimeoutPreemptively(FAR_LESS_THAN_THE_SERVER_TAKES, rig::stopFails);

        silence.awaitHungUp();
    }

    @Test
    void leaseTimeOutIsNamedWhenAllConnectionsAreTaken() throws Exception {
        rig.authorize();
        List<Reply.Silence> silences = new ArrayList<>();
        List<Caller<StartAnswer>> busy = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            silences.add(Reply.silence());
            server.calls(silences.get(i));
            busy.add(Caller.of(rig::start));
        }
        for (Reply.Silence silence : silences) {
            silence.awaitAsked();
        }
        rig.lease(Duration.ofMillis(300));

        DolbyException e = assertTimeoutPreemptively(FAR_LESS_THAN_THE_SERVER_TAKES, rig::startFails);

        assertEquals(Kind.TIMED_OUT, e.kind());
        assertEquals(
                "no connection to " + server.name() + " became free within 300 ms (lease time-out): try again later,"
                        + " or allow more time (1 try)",
                e.getMessage());
        assertFalse(e.isEffectUnknown());
        busy.forEach(Caller::interrupt);
        for (Caller<StartAnswer> caller : busy) {
            assertInstanceOf(InterruptedException.class, caller.failure());
        }
    }

    @Test
    void connectionsThatWereCancelledBecomeFreeAgain() throws Exception {
        rig.authorize();
        rig.total(Duration.ofSeconds(3));
        server.calls(Reply.silence());
        rig.stopFails();
        rig.total(Duration.ofMinutes(1));

        rig.stop();

        assertEquals(2, server.calls().size());
    }
}
