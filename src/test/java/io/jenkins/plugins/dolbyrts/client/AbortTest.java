package io.jenkins.plugins.dolbyrts.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A build that is aborted comes back at once, wherever it is. */
class AbortTest {

    @AutoClose
    private final WireServer server = WireServer.start();

    @AutoClose
    private final Rig rig = new Rig(server);

    @Test
    void duringConnect() throws Exception {
        try (DeafServer deaf = new DeafServer();
                Rig unheard = new Rig(Rig.account(deaf.url()), ProxySource.NONE)) {
            unheard.connect(Duration.ofMinutes(5)).total(Duration.ofMinutes(5));
            Caller<StartAnswer> build = Caller.of(unheard::start);
            build.awaitBlockedIn(HttpTransport.class);

            build.interrupt();

            assertInstanceOf(InterruptedException.class, build.failure());
        }
    }

    @Test
    void duringTheTokenRequest() throws Exception {
        Reply.Silence silence = Reply.silence();
        server.tokens(silence);
        Caller<StartAnswer> build = Caller.of(rig::start);
        silence.awaitAsked();

        build.interrupt();

        assertInstanceOf(InterruptedException.class, build.failure());
        silence.awaitHungUp();
        assertEquals(0, server.calls().size());
    }

    @Test
    void duringASlowStart() throws Exception {
        Reply.Silence silence = Reply.silence();
        server.calls(silence);
        Caller<StartAnswer> build = Caller.of(rig::start);
        silence.awaitAsked();

        build.interrupt();

        assertInstanceOf(InterruptedException.class, build.failure());
        silence.awaitHungUp();
        assertEquals(1, server.calls().size());
    }

    @Test
    void duringASlowStop() throws Exception {
        Reply.Silence silence = Reply.silence();
        server.calls(silence);
        Caller<Void> build = Caller.of(() -> {
            rig.stop();
            return null;
        });
        silence.awaitAsked();

        build.interrupt();

        assertInstanceOf(InterruptedException.class, build.failure());
        silence.awaitHungUp();
    }

    @Test
    void duringAnAnswerThatDrips() throws Exception {
        CountDownLatch dripping = new CountDownLatch(1);
        CountDownLatch hungUp = new CountDownLatch(1);
        server.calls(connection -> {
            dripping.countDown();
            try {
                Reply.dribble().send(connection);
            } finally {
                hungUp.countDown();
            }
        });
        Caller<StartAnswer> build = Caller.of(rig::start);
        assertTrue(dripping.await(20, TimeUnit.SECONDS), "the request did not come");

        build.interrupt();

        assertInstanceOf(InterruptedException.class, build.failure());
        assertTrue(hungUp.await(20, TimeUnit.SECONDS), "the client did not hang up");
    }

    @Test
    void duringARetryPause() throws Exception {
        rig.firstPause(Duration.ofSeconds(50));
        server.calls(Reply.empty(503));
        Caller<StartAnswer> build = Caller.of(rig::start);
        build.awaitPausing();
        assertEquals(1, rig.retries.size());

        build.interrupt();

        assertInstanceOf(InterruptedException.class, build.failure());
        assertEquals(1, server.calls().size());
    }

    @Test
    void whileWaitingForTheTokenOfAnotherBuild() throws Exception {
        Reply.Held held = new Reply.Held(Reply.token("access-token"));
        server.tokens(held);
        Caller<StartAnswer> asker = Caller.of(rig::start);
        held.awaitAsked();
        Caller<StartAnswer> waiting = Caller.of(rig::start);
        waiting.awaitBlockedIn(AccessTokens.class);

        waiting.interrupt();

        assertInstanceOf(InterruptedException.class, waiting.failure());
        held.release();
        assertNotNull(asker.result());
        assertEquals(1, server.calls().size());
    }

    @Test
    void beforeTheFirstRequest() throws Exception {
        Caller<StartAnswer> build = Caller.of(() -> {
            Thread.currentThread().interrupt();
            return rig.start();
        });

        assertInstanceOf(InterruptedException.class, build.failure());
        assertEquals(0, server.calls().size());
    }

    @Test
    void leavesTheClientFitForTheNextBuild() throws Exception {
        Reply.Silence silence = Reply.silence();
        server.calls(silence);
        Caller<StartAnswer> build = Caller.of(rig::start);
        silence.awaitAsked();
        build.interrupt();
        assertInstanceOf(InterruptedException.class, build.failure());

        rig.start();

        assertEquals(2, server.calls().size());
        assertEquals(1, server.tokenRequests().size());
    }
}
