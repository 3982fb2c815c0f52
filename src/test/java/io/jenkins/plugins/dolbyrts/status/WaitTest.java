package io.jenkins.plugins.dolbyrts.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Computer;
import hudson.model.Item;
import hudson.model.ParametersAction;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.Result;
import hudson.model.StringParameterDefinition;
import hudson.model.StringParameterValue;
import hudson.model.User;
import hudson.security.AuthorizationStrategy;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.broadcast.StatusGoal;
import io.jenkins.plugins.dolbyrts.broadcast.StreamStatus;
import io.jenkins.plugins.dolbyrts.build.StatusWait;
import io.jenkins.plugins.dolbyrts.config.StatusSource;
import io.jenkins.plugins.dolbyrts.sandbox.SandboxStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jenkins.model.Jenkins;
import jenkins.security.QueueItemAuthenticatorConfiguration;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.MockQueueItemAuthenticator;

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

    /** After a restart of Jenkins the time of a wait may be over. */
    @Test
    void countsAStatusThatCameBeforeEvenIfTheTimeIsOver() throws Exception {
        Broadcast broadcast = broadcast(build(Result.SUCCESS, start(conference, "waitFor: 'LIVE'")));
        for (int i = 0; i < 200; i++) {
            assertNull(StatusWait.await(broadcast, StatusGoal.LIVE, Duration.ZERO));
        }
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
    void doesNotCountAStartThatWasRefused() throws Exception {
        build(
                Result.SUCCESS,
                "try { " + start(sandbox.account().unknown()) + " } catch (refused) { echo 'another one' }",
                start(conference),
                "try { " + start(conference) + " } catch (refused) { echo 'on air already' }",
                "dolbyRtsWait status: 'LIVE', timeout: 30",
                "dolbyRtsWait status: 'LIVE', conferenceId: '" + conference + "', timeout: 30");
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

    @Test
    void isAbortedAtOnceWhileItHoldsTheJob() throws Exception {
        WorkflowRun run = begin("(for STOPPED)", start(conference), "dolbyRtsWait status: 'STOPPED'");
        run.doStop();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
        assertEquals(List.of(conference), sandbox.onAir(), "a wait stops nothing");
    }

    @Test
    void failsWhenTheTimeIsUp() throws Exception {
        WorkflowRun run = build(
                Result.FAILURE, start(conference, "waitFor: 'LIVE'"), "dolbyRtsWait status: 'STOPPED', timeout: 2");
        assertOnlyError("the stream was not STOPPED in time, the last status is LIVE", run);
        assertEquals(List.of(conference), sandbox.onAir(), "a wait stops nothing");
    }

    @Test
    void failsWhenTheStreamDoes() throws Exception {
        WorkflowRun run =
                begin("(for STOPPED)", start(conference, "waitFor: 'LIVE'"), "dolbyRtsWait status: 'STOPPED'");
        sandbox.failStream(conference, "The encoder is gone");
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
        assertOnlyError("the service reports an error of the stream: The encoder is gone", run);
    }

    @Test
    void waitsForAllThatTheBuildHasOnAir() throws Exception {
        String other = sandbox.account().alive().get(1);
        WorkflowRun run = begin(
                "(for STOPPED)",
                start(conference, "waitFor: 'LIVE'"),
                start(other, "waitFor: 'LIVE'"),
                "dolbyRtsWait status: 'STOPPED'");
        sandbox.endStream(conference);
        jenkins.waitForMessage("WAITING conference " + other, run);
        assertTrue(run.isBuilding());
        sandbox.endStream(other);
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));
    }

    @Test
    void needsSomethingToWaitFor() throws Exception {
        assertOnlyError(
                "this build has put nothing on air: start a stream first",
                build(Result.FAILURE, "dolbyRtsWait status: 'STOPPED'"));
        assertOnlyError(
                "the conference was not put on air by this Jenkins, or its stream is over: start it first",
                build(Result.FAILURE, "dolbyRtsWait status: 'STOPPED', conferenceId: '" + conference + "'"));
    }

    @Test
    void waitsForTheConferenceOfAnotherBuildIfItMayKnowOfIt() throws Exception {
        WorkflowJob show = job(start(conference, "waitFor: 'LIVE'"), "input 'the show'");
        WorkflowJob reader = job("dolbyRtsWait status: 'STOPPED', conferenceId: '" + conference + "'");
        WorkflowJob stranger = job("dolbyRtsWait status: 'STOPPED', conferenceId: '" + conference + "'");
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Computer.BUILD)
                .everywhere()
                .toEveryone()
                .grant(Item.READ, Item.BUILD)
                .onItems(show, reader)
                .to("reader")
                .grant(Item.READ, Item.BUILD)
                .onItems(stranger)
                .to("stranger"));
        QueueItemAuthenticatorConfiguration.get()
                .getAuthenticators()
                .replace(new MockQueueItemAuthenticator()
                        .authenticate(
                                reader.getFullName(),
                                User.getById("reader", true).impersonate2())
                        .authenticate(
                                stranger.getFullName(),
                                User.getById("stranger", true).impersonate2()));
        try {
            WorkflowRun run = show.scheduleBuild2(0).waitForStart();
            jenkins.waitForMessage("the show", run);
            assertOnlyError(
                    "the conference was not put on air by this Jenkins, or its stream is over:" + " start it first",
                    jenkins.buildAndAssertStatus(Result.FAILURE, stranger));
            WorkflowRun waiting = reader.scheduleBuild2(0).waitForStart();
            jenkins.waitForMessage("(for STOPPED)", waiting);
            sandbox.endStream(conference);
            jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(waiting));
            assertEquals(1, told(run, StreamStatus.STOPPED, conference).size());
            assertEquals(1, lines(run, "WAITING conference").size(), "the show's log tells of its own waiting only");
        } finally {
            QueueItemAuthenticatorConfiguration.get().getAuthenticators().clear();
            jenkins.jenkins.setAuthorizationStrategy(AuthorizationStrategy.UNSECURED);
        }
    }

    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void holdsNoThreadHoweverManyWait() throws Exception {
        WorkflowJob job = job(
                start("CONFERENCE").replace("'CONFERENCE'", "params.CONFERENCE_ID"), "dolbyRtsWait status: 'STOPPED'");
        job.addProperty(new ParametersDefinitionProperty(new StringParameterDefinition("CONFERENCE_ID", "")));
        List<WorkflowRun> runs = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            runs.add(job.scheduleBuild2(
                            0, new ParametersAction(new StringParameterValue("CONFERENCE_ID", sandbox.addConference())))
                    .waitForStart());
        }
        for (WorkflowRun run : runs) {
            jenkins.waitForMessage("(for STOPPED)", run);
        }
        List<String> busy = Thread.getAllStackTraces().entrySet().stream()
                .filter(each -> each.getKey().getName().startsWith("Dolby.io RTS"))
                .filter(each -> Arrays.stream(each.getValue())
                        .noneMatch(frame -> frame.getMethodName().equals("getTask"))) // idle, and soon gone
                .map(each -> each.getKey().getName())
                .toList();
        assertTrue(busy.size() <= 3, busy::toString);
        for (WorkflowRun run : runs) {
            assertTrue(run.isBuilding());
            sandbox.endStream(broadcast(run).getConferenceId());
        }
        for (WorkflowRun run : runs) {
            jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));
        }
    }
}
