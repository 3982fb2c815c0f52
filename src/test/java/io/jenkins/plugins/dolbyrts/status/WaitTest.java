package io.jenkins.plugins.dolbyrts.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Result;
import io.jenkins.plugins.dolbyrts.config.StatusSource;
import io.jenkins.plugins.dolbyrts.sandbox.SandboxStream;
import java.util.List;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WaitTest extends FollowingJenkins {

    @BeforeEach
    void followStatuses() throws Exception {
        follow(StatusSource.MONITOR);
    }

    @ParameterizedTest
    @EnumSource(
            value = StatusSource.class,
            names = {"AUTOMATIC", "WEBHOOK", "MONITOR"})
    void endsOnceTheStreamIsOnAir(StatusSource source) throws Exception {
        follow(source);
        sandbox.liveAfter(NOT_BY_ITSELF);
        WorkflowRun run = job(
                        "def stream = " + start(conference, "waitFor: 'LIVE'"), "echo \"status ${stream.status}\"")
                .scheduleBuild2(0)
                .waitForStart();
        jenkins.waitForMessage("WAITING conference " + conference, run);
        assertTrue(run.isBuilding());
        sandbox.goLive(conference);
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
        jenkins.assertLogContains("status LIVE", run);
        assertEquals(1, lines(run, " LIVE conference " + conference).size());
    }

    @Test
    void failsAndStopsWhatItStartedWhenTheServiceReportsAnError() throws Exception {
        sandbox.liveAfter(NOT_BY_ITSELF);
        WorkflowRun run =
                job(start(conference, "waitFor: 'LIVE'")).scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("WAITING conference " + conference, run);
        sandbox.failStream(conference, "The encoder is gone");
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
        assertOnlyError("the service reports an error of the stream: The encoder is gone", run);
        assertEquals(List.of(), sandbox.onAir());
        jenkins.assertLogContains(" STOPPED conference " + conference, run);
    }

    @Test
    void failsAndStopsWhatItStartedWhenTheStreamIsNotOnAirInTime() throws Exception {
        sandbox.liveAfter(NOT_BY_ITSELF);
        WorkflowRun run = build(Result.FAILURE, start(conference, "waitFor: 'LIVE'", "timeout: 3"));
        assertOnlyError("the stream was not LIVE in time, the last status is ACCEPTED", run);
        assertEquals(List.of(), sandbox.onAir());
        assertEquals(1, sandbox.stream(conference).stops());
    }

    @Test
    void holdsTheJobUntilTheShowIsOver() throws Exception {
        WorkflowRun run = job(start(conference, "waitFor: 'LIVE'"), "dolbyRtsWait status: 'STOPPED'", "echo 'over'")
                .scheduleBuild2(0)
                .waitForStart();
        jenkins.waitForMessage("(for STOPPED)", run);
        assertFalse(log(run).contains("over\n"));
        sandbox.endStream(conference);
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
        jenkins.assertLogContains("over", run);
    }

    @Test
    void countsAStatusThatCameBeforeTheWait() throws Exception {
        WorkflowRun run = job(
                        start(conference, "waitFor: 'LIVE'"),
                        "input 'go on'",
                        "dolbyRtsWait status: 'STOPPED', timeout: 1",
                        "dolbyRtsWait status: 'LIVE', timeout: 1")
                .scheduleBuild2(0)
                .waitForStart();
        jenkins.waitForMessage("go on", run);
        sandbox.endStream(conference);
        jenkins.waitForMessage(" STOPPED conference " + conference, run);
        run.getAction(org.jenkinsci.plugins.workflow.support.steps.input.InputAction.class)
                .getExecutions()
                .get(0)
                .doProceedEmpty();
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
    }

    @Test
    void isAbortedAtOnce() throws Exception {
        sandbox.liveAfter(NOT_BY_ITSELF);
        WorkflowRun run = job("try {", start(conference, "waitFor: 'LIVE'"), "} finally {", "dolbyRtsStop()", "}")
                .scheduleBuild2(0)
                .waitForStart();
        jenkins.waitForMessage("WAITING conference " + conference, run);
        run.doStop();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
        assertEquals(SandboxStream.State.OFF, sandbox.stream(conference).state());
    }

    @Test
    void refusesToWaitWhereNobodyTellsOfStatuses() throws Exception {
        follow(StatusSource.NONE);
        WorkflowRun run = build(Result.FAILURE, start(conference, "waitFor: 'LIVE'"));
        assertOnlyError("waitFor: this Jenkins does not follow statuses: choose a status source in its settings", run);
        assertEquals(0, sandbox.stream(conference).starts());
    }
}
