package io.jenkins.plugins.dolbyrts.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Result;
import io.jenkins.plugins.dolbyrts.build.SandboxedJenkins;
import io.jenkins.plugins.dolbyrts.build.SharedJenkins;
import io.jenkins.plugins.dolbyrts.config.DolbyRtsConfiguration;
import io.jenkins.plugins.dolbyrts.config.StatusSource;
import io.jenkins.plugins.dolbyrts.sandbox.Endpoint;
import io.jenkins.plugins.dolbyrts.sandbox.Fault;
import io.jenkins.plugins.dolbyrts.sandbox.SandboxStream;
import java.time.Duration;
import java.util.List;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BroadcastStepTest extends SharedJenkins {

    private String conference;

    @BeforeEach
    void followStatuses() {
        conference = sandbox.account().conferenceId();
        DolbyRtsConfiguration settings = DolbyRtsConfiguration.get();
        settings.setStatusSource(StatusSource.MONITOR);
        settings.setPollInterval(1);
    }

    @Test
    void isOnAirWhileItsBodyRuns() throws Exception {
        WorkflowRun run = job(
                        broadcast(conference) + " {",
                        "  echo \"watch ${env.DOLBY_RTS_VIEWER_URL} ${env.DOLBY_RTS_STREAM_NAME} ${env.DOLBY_RTS_CONFERENCE_ID}\"",
                        "  input 'go on'",
                        "}")
                .scheduleBuild2(0)
                .waitForStart();
        jenkins.waitForMessage("go on", run);
        assertEquals(List.of(conference), sandbox.onAir());
        proceed(run);
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
        assertEquals(List.of(), sandbox.onAir());
        jenkins.assertLogContains(
                "watch https://viewer.millicast.com?streamId="
                        + sandbox.account().streamAccountId() + "/"
                        + sandbox.account().streamName() + " "
                        + sandbox.account().streamName() + " " + conference,
                run);
    }

    @Test
    void stopsWhenItsBodyFails() throws Exception {
        WorkflowRun run = build(Result.FAILURE, broadcast(conference) + " { error 'the encoder broke' }");
        assertOnlyError("the encoder broke", run);
        assertEquals(List.of(), sandbox.onAir());
        assertEquals(1, sandbox.stream(conference).starts());
    }

    @Test
    void stopsWhenTheBuildIsAborted() throws Exception {
        WorkflowRun run =
                job(broadcast(conference) + " { sleep 3600 }").scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("Sleeping", run);
        run.doStop();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
        assertEquals(List.of(), sandbox.onAir());
    }

    @Test
    void stopsWhenTheBuildIsAbortedDuringTheStart() throws Exception {
        Fault held = Fault.holdAnswer();
        sandbox.next(Endpoint.START, held);
        WorkflowRun run =
                job(broadcast(conference) + " { sleep 3600 }").scheduleBuild2(0).waitForStart();
        held.awaitArrived(PATIENCE);
        sandbox.awaitStream(conference, SandboxStream.State.LIVE, PATIENCE);
        run.doStop();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
        held.release();
        assertEquals(List.of(), sandbox.onAir());
    }

    @Test
    void stopsAgainWhenTheAbortedStartArrivesAfterTheStop() throws Exception {
        Fault held = Fault.hold();
        sandbox.next(Endpoint.START, held);
        WorkflowRun run =
                job(broadcast(conference) + " { sleep 3600 }").scheduleBuild2(0).waitForStart();
        held.awaitArrived(PATIENCE);
        run.doStop();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
        jenkins.assertLogContains("the stream may still be on air, Jenkins goes on trying", run);
        held.release();
        sandbox.awaitStream(conference, SandboxStream.State.LIVE, PATIENCE);
        sandbox.awaitStream(conference, SandboxStream.State.OFF, PATIENCE);
    }

    @Test
    void stopsWhatWasSeenLiveAlthoughItsStartWasRefused() throws Exception {
        sandbox.next(
                Endpoint.START,
                Fault.status(503).retryAfter(Duration.ofSeconds(3)).carriedOut());
        WorkflowRun run = build(Result.FAILURE, broadcast(conference) + " { echo 'show' }");
        jenkins.assertLogContains(" LIVE conference " + conference, run);
        assertEquals(List.of(), sandbox.onAir());
    }

    @Test
    void goesOnStoppingInTheBackgroundWhenItIsAbortedTwice() throws Exception {
        Fault held = Fault.hold();
        sandbox.next(Endpoint.STOP, held);
        WorkflowRun run =
                job(broadcast(conference) + " { sleep 3600 }").scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("Sleeping", run);
        run.doStop();
        held.awaitArrived(PATIENCE);
        run.doStop();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
        held.release();
        sandbox.awaitStream(conference, SandboxStream.State.OFF, PATIENCE);
    }

    @Test
    void isCutOffByAnOuterTimeOut() throws Exception {
        build(Result.ABORTED, "timeout(time: 2, unit: 'SECONDS') { " + broadcast(conference) + " { sleep 3600 } }");
        assertEquals(List.of(), sandbox.onAir());
    }

    @Test
    void stopsAllBranchesWhenOneFails() throws Exception {
        String other = sandbox.account().alive().get(1);
        WorkflowRun run = build(
                Result.FAILURE,
                "parallel(failFast: true,",
                "  one: { " + broadcast(conference) + " { sleep 3600 } },",
                "  two: { " + broadcast(other) + " { error 'the second show fails' } })");
        jenkins.assertLogContains("the second show fails", run);
        assertEquals(List.of(), sandbox.onAir());
    }

    @Test
    void refusesTheSameConferenceTwice() throws Exception {
        WorkflowRun run =
                build(Result.FAILURE, broadcast(conference) + " { " + broadcast(conference) + " { echo 'never' } }");
        assertOnlyError(
                "conferenceId: the conference is on air already, started by "
                        + run.getParent().getFullName()
                        + " #1: a conference has one stream at a time, stop that one first",
                run);
        assertEquals(1, sandbox.stream(conference).starts());
        assertEquals(List.of(), sandbox.onAir());
    }

    @Test
    void cutsItsBodyOffWhenTheStreamIsLost() throws Exception {
        WorkflowRun run =
                job(broadcast(conference) + " { sleep 3600 }").scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("Sleeping", run);
        sandbox.failStream(conference, "The encoder is gone");
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
        assertOnlyError("the stream was lost, the service reports ERROR: The encoder is gone", run);
    }

    @Test
    void goesOnWhenAnotherBuildStopsItsStream() throws Exception {
        WorkflowRun run = job(broadcast(conference) + " { input 'go on' }")
                .scheduleBuild2(0)
                .waitForStart();
        jenkins.waitForMessage("go on", run);
        build(Result.SUCCESS, stop());
        assertLogMatches(".* STOPPED conference " + conference + " .*\\(jenkins: not by this build\\)", run);
        proceed(run);
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
        assertEquals(1, sandbox.requests(Endpoint.STOP).size());
    }

    @Test
    void goesOnWhenAnotherBuildStopsItsStreamAndTheServiceTellsOfThatFirst() throws Exception {
        Fault held = Fault.holdAnswer();
        WorkflowRun run = job(broadcast(conference) + " { input 'go on' }")
                .scheduleBuild2(0)
                .waitForStart();
        jenkins.waitForMessage("go on", run);
        sandbox.next(Endpoint.STOP, held);
        WorkflowRun other = job(stop()).scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage(" STOPPED conference " + conference, run);
        held.release();
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(other));
        proceed(run);
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
        assertEquals(1, lines(run, " STOPPED conference " + conference).size());
    }

    @Test
    void startsALostStreamAgain() throws Exception {
        WorkflowRun run = job(broadcast(conference, "onStreamLost: 'RESTART'") + " { input 'go on' }")
                .scheduleBuild2(0)
                .waitForStart();
        jenkins.waitForMessage("go on", run);
        sandbox.failStream(conference, "The encoder is gone");
        jenkins.waitForMessage("restart 1 of 3", run);
        sandbox.awaitStream(conference, SandboxStream.State.LIVE, PATIENCE);
        proceed(run);
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
        assertEquals(2, sandbox.stream(conference).starts());
        assertEquals(List.of(), sandbox.onAir());
    }

    @Test
    void startsALostStreamAgainThreeTimesInAll() throws Exception {
        WorkflowRun run = job(broadcast(conference, "onStreamLost: 'RESTART'") + " { input 'go on' }")
                .scheduleBuild2(0)
                .waitForStart();
        for (int i = 1; i <= 3; i++) {
            sandbox.awaitStream(conference, SandboxStream.State.LIVE, PATIENCE);
            sandbox.endStream(conference);
            jenkins.waitForMessage("restart " + i + " of 3", run);
        }
        sandbox.awaitStream(conference, SandboxStream.State.LIVE, PATIENCE);
        sandbox.endStream(conference);
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
        assertEquals(4, sandbox.stream(conference).starts());
        jenkins.assertLogContains("(3 restarts)", run);
    }

    @Test
    void isCutOffWhenTheStreamIsLostAlthoughTheSettingsHaveChanged() throws Exception {
        WorkflowRun run =
                job(broadcast(conference) + " { sleep 3600 }").scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("Sleeping", run);
        DolbyRtsConfiguration.get().setApiVersion(3);
        sandbox.endStream(conference);
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
        assertOnlyError("the stream was lost, the service reports STOPPED: Real-time Streaming has been stopped", run);
    }

    @Test
    void endsWithWhatItsBodyReturnsAlthoughThatCannotBeWrittenDown() throws Exception {
        WorkflowRun run = build(
                Result.SUCCESS,
                "def found = " + broadcast(conference) + " { 'the show' =~ /show/ }",
                "found = found.find()",
                "echo \"found: ${found}\"");
        jenkins.assertLogContains("found: true", run);
    }

    @Test
    void isUnstableWhenTheStreamIsLostAndThatIsAskedFor() throws Exception {
        WorkflowRun run = job(broadcast(conference, "onStreamLost: 'UNSTABLE'") + " { input 'go on' }")
                .scheduleBuild2(0)
                .waitForStart();
        jenkins.waitForMessage("go on", run);
        sandbox.endStream(conference);
        jenkins.waitForMessage("the stream was lost", run);
        proceed(run);
        jenkins.assertBuildStatus(Result.UNSTABLE, jenkins.waitForCompletion(run));
    }

    @Test
    void isNeverGreenWhenTheStopFails() throws Exception {
        DolbyRtsConfiguration.get().setTries(1);
        sandbox.next(Endpoint.STOP, 2, Fault.status(503));
        WorkflowRun run = build(Result.FAILURE, broadcast(conference) + " { echo 'show' }");
        jenkins.assertLogContains("the stream may still be on air, Jenkins goes on trying", run);
        sandbox.awaitStream(conference, SandboxStream.State.OFF, Duration.ofSeconds(90));
    }

    @Test
    void stopsAtTheEndOfTheBuildIfAskedTo() throws Exception {
        WorkflowRun run = build(Result.SUCCESS, start(conference, "stopAtEndOfBuild: true"), "echo 'show'");
        assertEquals(List.of(), sandbox.onAir());
        String log = log(run);
        assertTrue(log.indexOf(" STOPPED conference") < log.indexOf("Finished: SUCCESS"), log);
    }

    @Test
    void saysInItsLastLinesThatTheStreamStaysOnAir() throws Exception {
        WorkflowRun run = build(Result.SUCCESS, start(conference));
        List<String> warnings = lines(run, "the build ends and the stream stays on air");
        assertEquals(1, warnings.size());
        assertTrue(warnings.get(0).contains("dolbyRtsStop conferenceId: '" + conference + "'"), warnings.get(0));
        assertEquals(List.of(conference), sandbox.onAir());
    }

    @Test
    void failsTheBuildWhenTheStopAtItsEndFails() throws Exception {
        DolbyRtsConfiguration.get().setTries(1);
        sandbox.next(Endpoint.STOP, Fault.status(503));
        WorkflowRun run = build(Result.FAILURE, start(conference, "stopAtEndOfBuild: true"), "echo 'show'");
        jenkins.assertLogContains("the stream may still be on air, Jenkins goes on trying", run);
        sandbox.awaitStream(conference, SandboxStream.State.OFF, PATIENCE);
    }

    @Test
    void triesAFailedStopAgainAtTheEndOfTheBuild() throws Exception {
        DolbyRtsConfiguration.get().setTries(1);
        sandbox.next(Endpoint.STOP, Fault.status(503));
        WorkflowRun run =
                build(Result.SUCCESS, start(conference), "try { dolbyRtsStop() } catch (failure) { echo 'ignored' }");
        jenkins.assertLogContains("ignored", run);
        assertEquals(List.of(), sandbox.onAir());
        assertEquals(2, sandbox.requests(Endpoint.STOP).size());
    }

    private String stop() {
        return "dolbyRtsStop conferenceId: '" + conference + "', credentialsId: '" + SandboxedJenkins.APP + "'";
    }

    private String broadcast(String id, String... more) {
        return SandboxedJenkins.start(sandbox.account(), id, more).replaceFirst("dolbyRtsStart", "dolbyRtsBroadcast");
    }

    private static void proceed(WorkflowRun run) throws Exception {
        run.getAction(org.jenkinsci.plugins.workflow.support.steps.input.InputAction.class)
                .getExecutions()
                .get(0)
                .doProceedEmpty();
    }
}
