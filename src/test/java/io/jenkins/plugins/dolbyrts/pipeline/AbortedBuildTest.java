package io.jenkins.plugins.dolbyrts.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Result;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.broadcast.StatusGoal;
import io.jenkins.plugins.dolbyrts.build.SharedJenkins;
import io.jenkins.plugins.dolbyrts.build.StatusWait;
import io.jenkins.plugins.dolbyrts.config.DolbyRtsConfiguration;
import io.jenkins.plugins.dolbyrts.register.BroadcastsAction;
import io.jenkins.plugins.dolbyrts.register.OnAir;
import io.jenkins.plugins.dolbyrts.sandbox.Endpoint;
import io.jenkins.plugins.dolbyrts.sandbox.Fault;
import io.jenkins.plugins.dolbyrts.sandbox.SandboxStream;
import java.time.Duration;
import java.util.List;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.support.steps.input.InputAction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A build that is aborted ends at once, and still takes off air what it may have put on. */
class AbortedBuildTest extends SharedJenkins {

    /** Far longer than an abort may take. */
    private static final int LONG = 300;

    private static final Duration PROMPTLY = Duration.ofSeconds(30);

    @BeforeEach
    void allowRequestsALongTime() {
        DolbyRtsConfiguration.get().setResponseTimeout(LONG);
        DolbyRtsConfiguration.get().setTimeout(LONG);
    }

    @Test
    void anAbortedStartThatWasCarriedOutIsStoppedInTheEnd() throws Exception {
        String conference = sandbox.account().conferenceId();
        Fault answer = Fault.holdAnswer();
        sandbox.next(Endpoint.START, answer);
        WorkflowRun run = begin("try { " + start(conference) + " }", "finally { dolbyRtsStop() }");
        sandbox.awaitStream(conference, SandboxStream.State.LIVE, PATIENCE);
        abort(run);

        assertStartWasAborted(conference, run);
        assertEquals(1, sandbox.stream(conference).stops());
        assertEquals(List.of(), sandbox.onAir());
        assertEquals(1, lines(run, " STOPPED conference " + conference).size());
    }

    @Test
    void anAbortedStartThatArrivesAfterTheStopIsStoppedOnceMore() throws Exception {
        String conference = sandbox.account().conferenceId();
        Fault request = Fault.hold();
        sandbox.next(Endpoint.START, request);
        WorkflowRun run = begin("try { " + start(conference) + " }", "finally { dolbyRtsStop() }");
        request.awaitArrived(PATIENCE);
        abort(run);

        assertStartWasAborted(conference, run);
        assertLogMatches(".* WARNING conference " + conference + " .*not on air yet, but its start.*", run);
        request.release();
        sandbox.awaitStream(conference, SandboxStream.State.LIVE, PATIENCE);
        sandbox.awaitStream(conference, SandboxStream.State.OFF, PATIENCE);
    }

    @Test
    void anAbortedStartThatIsNeverCarriedOutIsOverOnceItsTimeIsUp() throws Exception {
        DolbyRtsConfiguration.get().setResponseTimeout(5);
        String conference = sandbox.account().conferenceId();
        Fault request = Fault.hold();
        sandbox.next(Endpoint.START, request);
        WorkflowRun run = begin("try { " + start(conference) + " }", "finally { dolbyRtsStop() }");
        request.awaitArrived(PATIENCE);
        abort(run);

        assertStartWasAborted(conference, run);
        Broadcast broadcast = BroadcastsAction.of(run).get(0);
        assertNull(StatusWait.await(broadcast, StatusGoal.STOPPED, PATIENCE));
        assertEquals("was not on air", broadcast.getMessage());
        assertEquals(List.of(), OnAir.get().ofConference(conference));
    }

    @Test
    void anAbortDuringTheRequestForATokenSendsNoStart() throws Exception {
        Fault token = Fault.hold();
        sandbox.next(Endpoint.TOKEN, token);
        WorkflowRun run = begin(start(sandbox.account().conferenceId()));
        token.awaitArrived(PATIENCE);
        abort(run);
        assertEquals(List.of(), sandbox.requests(Endpoint.START));
    }

    @Test
    void anAbortEndsThePauseBeforeARetry() throws Exception {
        String conference = sandbox.account().conferenceId();
        sandbox.next(Endpoint.START, Fault.status(503).retryAfter(Duration.ofSeconds(LONG - 10)));
        WorkflowRun run = begin("try { " + start(conference) + " }", "finally { dolbyRtsStop() }");
        jenkins.waitForMessage(" RETRY conference " + conference, run);
        DolbyRtsConfiguration.get().setResponseTimeout(1);
        abort(run);

        assertStartWasAborted(conference, run);
        assertEquals(1, sandbox.requests(Endpoint.START).size());
    }

    @Test
    void anAbortedStopSaysThatTheStreamMayStillBeOnAir() throws Exception {
        String conference = sandbox.account().conferenceId();
        Fault stop = Fault.hold();
        sandbox.next(Endpoint.STOP, stop);
        WorkflowRun run =
                begin(start(conference), "try { dolbyRtsStop() }", "finally { dolbyRtsStop failIfNotLive: true }");
        stop.awaitArrived(PATIENCE);
        abort(run);

        assertLogMatches(
                ".* WARNING conference " + conference
                        + " .*aborted while the stop was under way, the stream may still be on air",
                run);
        assertEquals(1, sandbox.stream(conference).stops(), "the second stop");
    }

    @Test
    void anOuterTimeOutAbortsAStart() throws Exception {
        String conference = sandbox.account().conferenceId();
        sandbox.next(Endpoint.START, Fault.holdAnswer());
        WorkflowRun run = begin(
                "try { timeout(time: 3, unit: 'SECONDS') { " + start(conference) + " } }",
                "finally { dolbyRtsStop() }");
        sandbox.awaitStream(conference, SandboxStream.State.LIVE, PATIENCE);
        awaitEnd(run);

        assertStartWasAborted(conference, run);
        assertEquals(List.of(), sandbox.onAir());
        assertEquals(1, sandbox.stream(conference).stops());
    }

    @Test
    void aFailingNeighbourAbortsAStart() throws Exception {
        String conference = sandbox.account().conferenceId();
        Fault answer = Fault.holdAnswer();
        sandbox.next(Endpoint.START, answer);
        WorkflowRun run = jenkins.waitForMessage(
                "the picture is gone",
                job(
                                "try {",
                                "  parallel failFast: true, show: { " + start(conference) + " },",
                                "    neighbour: { input 'the picture is gone'; error 'no picture' }",
                                "} finally { dolbyRtsStop() }")
                        .scheduleBuild2(0)
                        .waitForStart());
        sandbox.awaitStream(conference, SandboxStream.State.LIVE, PATIENCE);
        run.getAction(InputAction.class).getExecutions().get(0).proceed(null);
        awaitEnd(run);

        jenkins.assertBuildStatus(Result.FAILURE, run);
        assertEquals(1, sandbox.stream(conference).stops());
    }

    @Test
    void aBuildThatWasAbortedBeforeKnowsTheCredentialsOfItsStart() throws Exception {
        String conference = sandbox.account().conferenceId();
        sandbox.next(Endpoint.START, Fault.holdAnswer());
        WorkflowRun run = begin(
                "try { " + startV3(conference) + " }",
                "finally { dolbyRtsStop conferenceId: '" + conference + "', failIfNotLive: true }");
        sandbox.awaitStream(conference, SandboxStream.State.LIVE, PATIENCE);
        abort(run);
        assertEquals(
                "/v3/conferences/mix/" + conference + "/rts/stop",
                sandbox.requests(Endpoint.STOP).get(0).path());
        assertEquals(List.of(), sandbox.onAir());
    }

    private static WorkflowRun begin(String... script) throws Exception {
        return job(script).scheduleBuild2(0).waitForStart();
    }

    private static void abort(WorkflowRun run) throws Exception {
        run.doStop();
        awaitEnd(run);
        jenkins.assertBuildStatus(Result.ABORTED, run);
    }

    private static void awaitEnd(WorkflowRun run) throws Exception {
        long from = System.nanoTime();
        jenkins.waitForCompletion(run);
        Duration took = Duration.ofNanos(System.nanoTime() - from);
        assertTrue(took.compareTo(PROMPTLY) < 0, () -> "ended only after " + took);
    }

    private static void assertStartWasAborted(String conference, WorkflowRun run) throws Exception {
        jenkins.assertBuildStatus(Result.ABORTED, run);
        assertLogMatches(
                "\\[Dolby\\.io RTS] \\S+Z WARNING conference " + conference
                        + " .*aborted while the start was under way, the stream may be on air: stop it with"
                        + " dolbyRtsStop",
                run);
        assertNoStackTrace(run);
    }
}
