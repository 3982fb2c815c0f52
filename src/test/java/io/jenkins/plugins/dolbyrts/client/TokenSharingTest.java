package io.jenkins.plugins.dolbyrts.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.dolbyrts.client.DolbyException.Kind;
import io.jenkins.plugins.dolbyrts.client.WireServer.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenSharingTest {

    @AutoClose
    private final WireServer server = WireServer.start();

    @AutoClose
    private final Rig rig = new Rig(server);

    @Test
    void hundredBuildsThatStartAtOnceMakeOneTokenRequest() throws Exception {
        Reply.Held held = new Reply.Held(Reply.token("shared-token"));
        server.tokens(held);
        CyclicBarrier atOnce = new CyclicBarrier(100);
        List<Caller<StartAnswer>> builds = IntStream.range(0, 100)
                .mapToObj(i -> Caller.of(() -> {
                    atOnce.await();
                    return rig.start();
                }))
                .toList();
        held.awaitAsked();
        for (Caller<StartAnswer> build : builds) {
            build.awaitBlockedIn(AccessTokens.class, HttpTransport.class);
        }
        held.release();

        for (Caller<StartAnswer> build : builds) {
            assertNotNull(build.result());
        }
        assertEquals(1, server.tokenRequests().size());
        assertEquals(100, server.calls().size());
        assertTrue(server.calls().stream()
                .allMatch(call -> call.header("authorization").equals("Bearer shared-token")));
    }

    @Test
    void tokenIsKeptUntilShortlyBeforeItExpires() throws Exception {
        rig.authorize();
        rig.pass(Duration.ofMinutes(28));
        rig.authorize();
        assertEquals(1, server.tokenRequests().size());

        rig.pass(Duration.ofSeconds(90));
        rig.authorize();
        assertEquals(2, server.tokenRequests().size());
    }

    @ParameterizedTest
    @CsvSource({
        // answered, still used after, no longer used after, both in seconds
        "600, 530, 545",
        "\"600\", 530, 545",
        "10, 3, 10",
        "86400, 86300, 86345",
        "31536000, 86300, 86345",
        "1e300, 86300, 86345",
        "null, 1700, 1745",
        "\"\", 1700, 1745"
    })
    void tokenIsUsedForAsLongAsTheAnswerSaysLessAMargin(String expiresIn, int used, int unused) throws Exception {
        String json = "{\"access_token\":\"short-lived\",\"expires_in\":" + expiresIn + "}";
        server.tokens(Reply.json(200, json));

        rig.authorize();
        rig.pass(Duration.ofSeconds(used));
        rig.authorize();
        assertEquals(1, server.tokenRequests().size());

        rig.pass(Duration.ofSeconds(unused - used));
        rig.authorize();
        assertEquals(2, server.tokenRequests().size());
    }

    @ParameterizedTest
    @CsvSource({"0", "-1"})
    void tokenThatIsWorthNothingIsUsedOnceAndNotKept(String expiresIn) throws Exception {
        String json = "{\"access_token\":\"ephemeral\",\"expires_in\":" + expiresIn + "}";
        server.tokens(Reply.json(200, json), Reply.json(200, json));

        rig.start();
        rig.stop();

        assertEquals(2, server.tokenRequests().size());
        assertEquals(
                List.of("Bearer ephemeral", "Bearer ephemeral"),
                server.calls().stream()
                        .map(call -> call.header("authorization"))
                        .toList());
    }

    @Test
    void changedSecretDoesNotMeetAnOldToken() throws Exception {
        rig.start();
        Account before = rig.account;
        rig.account = new Account(before.endpoints(), before.key(), "new-secret");
        rig.start();
        rig.account = before;
        rig.start();

        assertEquals(
                List.of("Bearer access-token-1", "Bearer access-token-2", "Bearer access-token-1"),
                server.calls().stream()
                        .map(call -> call.header("authorization"))
                        .toList());
        assertEquals(2, server.tokenRequests().size());
    }

    @Test
    void tokenIsNotSharedWithAnotherKeyOrAnotherAuthUrl() throws Exception {
        rig.authorize();
        rig.client.authorize(rig.operation(new Account(rig.account.endpoints(), "other-key", Rig.APP_SECRET)));
        rig.client.authorize(rig.operation(Rig.account(server.url() + "/other")));

        assertEquals(3, server.tokenRequests().size());
    }

    @Test
    void refusedTokenIsReplacedOnce() throws Exception {
        server.calls(Reply.empty(401));

        rig.start();

        assertEquals(2, server.tokenRequests().size());
        assertEquals(
                List.of("Bearer access-token-1", "Bearer access-token-2"),
                server.calls().stream()
                        .map(call -> call.header("authorization"))
                        .toList());
        rig.stop();
        assertEquals("Bearer access-token-2", server.calls().get(2).header("authorization"));
    }

    @Test
    void secondRefusalIsFinal() {
        server.always(request -> request.isForToken() ? Reply.token("access-token-1") : Reply.empty(401));

        DolbyException e = rig.startFails();

        assertEquals(Kind.CREDENTIALS_REFUSED, e.kind());
        assertEquals(
                server.name() + " refused the start with HTTP 401: compare the app key and secret with the Dolby.io"
                        + " dashboard and correct the credential",
                e.getMessage());
        assertEquals(2, server.tokenRequests().size());
        assertEquals(2, server.calls().size());
    }

    @Test
    void tokenThatManyFoundRefusedIsReplacedByOneRequest() throws Exception {
        rig.authorize();
        server.always(request -> request.isForToken()
                ? Reply.token("access-token-2")
                : request.header("authorization").equals("Bearer access-token-2")
                        ? Reply.json(200, "{}")
                        : Reply.empty(401));

        List<Caller<StartAnswer>> builds =
                IntStream.range(0, 20).mapToObj(i -> Caller.of(rig::start)).toList();

        for (Caller<StartAnswer> build : builds) {
            assertNotNull(build.result());
        }
        assertEquals(2, server.tokenRequests().size());
    }

    @Test
    void failureIsSharedByAllWhoWaitForTheSameToken() throws Exception {
        Reply.Held held = new Reply.Held(Reply.json(401, "{\"error\":\"invalid_client\"}"));
        server.tokens(held);
        List<Caller<StartAnswer>> builds = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            builds.add(Caller.of(rig::start));
            held.awaitAsked();
        }
        for (Caller<StartAnswer> build : builds) {
            build.awaitBlockedIn(AccessTokens.class, HttpTransport.class);
        }
        held.release();

        for (Caller<StartAnswer> build : builds) {
            DolbyException e = assertInstanceOf(DolbyException.class, build.failure());
            assertEquals(Kind.CREDENTIALS_REFUSED, e.kind());
        }
        assertEquals(1, server.requests().size());
    }

    @Test
    void failureIsNotKept() throws Exception {
        server.tokens(Reply.empty(401));
        rig.authorizeFails();

        rig.authorize();

        assertEquals(2, server.tokenRequests().size());
    }

    @Test
    void oneOfTheWaitingAsksIfTheAskerIsInterrupted() throws Exception {
        Reply.Silence silence = Reply.silence();
        server.tokens(silence);
        Caller<StartAnswer> asker = Caller.of(rig::start);
        silence.awaitAsked();
        List<Caller<StartAnswer>> waiting =
                IntStream.range(0, 5).mapToObj(i -> Caller.of(rig::start)).toList();
        for (Caller<StartAnswer> build : waiting) {
            build.awaitBlockedIn(AccessTokens.class);
        }

        asker.interrupt();

        assertInstanceOf(InterruptedException.class, asker.failure());
        for (Caller<StartAnswer> build : waiting) {
            assertNotNull(build.result());
        }
        assertEquals(2, server.tokenRequests().size());
    }

    @Test
    void oneOfTheWaitingAsksIfTheAskerRunsOutOfItsOwnTime() throws Exception {
        Reply.Silence silence = Reply.silence();
        server.tokens(silence);
        Operation hasty =
                new Operation(rig.account, Deadline.after(Duration.ofSeconds(3)), (w, n, t, p) -> {}, new Secrets());
        Caller<StartAnswer> asker = Caller.of(() -> rig.client.start(hasty, Rig.v2(), false));
        silence.awaitAsked();
        Caller<StartAnswer> waiting = Caller.of(rig::start);

        DolbyException e = assertInstanceOf(DolbyException.class, asker.failure());
        assertEquals(Kind.TIMED_OUT, e.kind());
        assertNotNull(waiting.result());
        assertEquals(2, server.tokenRequests().size());
    }

    @Test
    void whoWaitsLongerThanItsDeadlineForAnothersTokenSaysSo() throws Exception {
        Reply.Silence silence = Reply.silence();
        server.tokens(silence);
        Caller<StartAnswer> asker = Caller.of(rig::start);
        silence.awaitAsked();
        rig.total(Duration.ofSeconds(1));

        DolbyException e = rig.startFails();

        assertEquals(Kind.TIMED_OUT, e.kind());
        assertEquals(
                "another build's request for an access token took too long: try again later, or allow more time (the"
                        + " whole operation was given 1 s, total time-out)",
                e.getMessage());
        assertEquals(List.of(), server.calls());
        asker.interrupt();
        assertInstanceOf(InterruptedException.class, asker.failure());
    }

    @Test
    void differentAccountsDoNotWaitForEachOther() throws Exception {
        Reply.Silence silence = Reply.silence();
        server.tokens(silence);
        Caller<StartAnswer> slow = Caller.of(rig::start);
        silence.awaitAsked();

        rig.client.authorize(rig.operation(new Account(rig.account.endpoints(), "other-key", Rig.APP_SECRET)));

        List<Request> asked = server.tokenRequests();
        assertEquals(2, asked.size());
        slow.interrupt();
        assertInstanceOf(InterruptedException.class, slow.failure());
    }
}
