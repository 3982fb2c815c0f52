package io.jenkins.plugins.dolbyrts.status;

import static io.jenkins.plugins.dolbyrts.broadcast.StreamStatus.ACCEPTED;
import static io.jenkins.plugins.dolbyrts.broadcast.StreamStatus.ERROR;
import static io.jenkins.plugins.dolbyrts.broadcast.StreamStatus.LIVE;
import static io.jenkins.plugins.dolbyrts.broadcast.StreamStatus.REQUESTED;
import static io.jenkins.plugins.dolbyrts.broadcast.StreamStatus.STOPPED;
import static io.jenkins.plugins.dolbyrts.broadcast.StreamStatus.STOPPING;
import static io.jenkins.plugins.dolbyrts.status.Events.event;
import static io.jenkins.plugins.dolbyrts.status.Events.send;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import hudson.tasks.Builder;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.build.SandboxedJenkins;
import io.jenkins.plugins.dolbyrts.config.StatusSource;
import io.jenkins.plugins.dolbyrts.freestyle.StartBuildStep;
import io.jenkins.plugins.dolbyrts.freestyle.StayOnAirBuildStep;
import io.jenkins.plugins.dolbyrts.pipeline.DolbyRtsStartStep;
import io.jenkins.plugins.dolbyrts.register.OnAir;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events as they come in practice: by two names, twice, late, in the wrong order, and about something else. */
class EventsTest extends FollowingJenkins {

    @BeforeEach
    void followWebhooks() throws Exception {
        follow(StatusSource.WEBHOOK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Stream.Rts.Status.Updated", "Stream.Rts.StatusUpdated"})
    void areTakenByEitherName(String name) throws Exception {
        sandbox.webhooks().eventType(name);
        WorkflowRun run = build(Result.SUCCESS, start(conference, "waitFor: 'LIVE', timeout: 30"), "dolbyRtsStop()");
        assertEquals(List.of(REQUESTED, ACCEPTED, LIVE, STOPPING, STOPPED), statuses(broadcast(run)));
    }

    @Test
    void countOnceWhenTheyComeTwice() throws Exception {
        sandbox.webhooks().duplicateNext(2);
        WorkflowRun run =
                begin("(for STOPPED)", start(conference, "waitFor: 'LIVE'"), "dolbyRtsWait status: 'STOPPED'");
        sandbox.endStream(conference);
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));
        sandbox.webhooks().awaitDeliveries(4, PATIENCE);
        assertEquals(List.of(REQUESTED, ACCEPTED, LIVE, STOPPED), statuses(broadcast(run)));
        assertEquals(1, told(run, LIVE, conference).size());
        assertEquals(1, told(run, STOPPED, conference).size());
    }

    @Test
    void areWaitedForWhenTheyAreLate() throws Exception {
        sandbox.webhooks().delayNext(1, Duration.ofSeconds(2));
        build(Result.SUCCESS, start(conference, "waitFor: 'LIVE', timeout: 30"));
    }

    @Test
    void leadToTheTruthInTheWrongOrderWhereTheMonitorApiCanBeAsked() throws Exception {
        follow(StatusSource.AUTOMATIC);
        sandbox.webhooks().holdNext(1);
        sandbox.liveAfter(NOT_BY_ITSELF);
        WorkflowRun run = begin("(for STOPPED)", start(conference), "dolbyRtsWait status: 'STOPPED'");
        sandbox.goLive(conference);
        sandbox.endStream(conference);
        sandbox.webhooks().awaitDeliveries(1, PATIENCE);
        sandbox.webhooks().releaseHeld();
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));
        assertEquals(List.of(REQUESTED, ACCEPTED, LIVE, STOPPED), statuses(broadcast(run)));
        assertEquals(1, told(run, LIVE, conference).size());
        assertEquals(1, told(run, STOPPED, conference).size());
    }

    @Test
    void doNotBringAStreamBackThatWasStopped() throws Exception {
        sandbox.webhooks().holdNext(1);
        WorkflowRun run = build(Result.SUCCESS, start(conference), "dolbyRtsStop()");
        sandbox.webhooks().releaseHeld();
        sandbox.webhooks().awaitDeliveries(2, PATIENCE);
        takenIn();
        assertEquals(List.of(REQUESTED, ACCEPTED, STOPPING, STOPPED), statuses(broadcast(run)));
        assertEquals(List.of(), OnAir.get().ofConference(conference));
    }

    @Test
    void ofAnEarlierStreamDoNotEndTheNextOne() throws Exception {
        sandbox.webhooks().targets();
        WorkflowRun earlier = begin("go on", start(conference), "input 'go on'");
        assertEquals(204, genuine(event(conference, "in_progress")));
        jenkins.waitForMessage(" LIVE conference " + conference, earlier);
        sandbox.endStream(conference);
        assertEquals(204, genuine(event(conference, "stopped")));
        jenkins.waitForMessage(" STOPPED conference " + conference, earlier);

        WorkflowRun next = begin("go on", start(conference), "input 'go on'");
        assertEquals(204, genuine(event(conference, "stopped") + " "));
        takenIn();
        assertEquals(ACCEPTED, broadcast(next).getStatus());
        Instant before = broadcast(next).getRequestedAt().minusSeconds(1);
        assertEquals(204, genuine(event(conference, "in_progress") + " "));
        jenkins.waitForMessage(" LIVE conference " + conference, next);
        String late = event(conference, "stopped") + "  ";
        assertEquals(204, send(webhook(), sandbox.webhookKeys().sign(late, before), late));
        takenIn();
        assertEquals(LIVE, broadcast(next).getStatus(), "the earlier stream was stopped before");
    }

    @Test
    void aboutAnotherConferenceChangeNothing() throws Exception {
        sandbox.webhooks().targets();
        WorkflowRun run = build(Result.SUCCESS, start(conference));
        assertEquals(204, genuine(event(sandbox.account().unknown(), "in_progress")));
        assertEquals(204, genuine(event(sandbox.account().unknown(), "error")));
        takenIn();
        assertEquals(List.of(REQUESTED, ACCEPTED), statuses(broadcast(run)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"paused", "", "IN PROGRESS", "in_progress_"})
    void withAnUnknownStatusChangeNothing(String status) throws Exception {
        sandbox.webhooks().targets();
        WorkflowRun run = build(Result.SUCCESS, start(conference));
        assertEquals(204, genuine(event(conference, status)));
        takenIn();
        assertEquals(List.of(REQUESTED, ACCEPTED), statuses(broadcast(run)));
    }

    @Test
    void mayBeWrittenAsInTheDocumentationWithCommasTooMany() throws Exception {
        sandbox.webhooks().targets();
        WorkflowRun run = begin("go on", start(conference), "input 'go on'");
        assertEquals(204, genuine("""
                        {
                          "eventType": "Stream.Rts.Status.Updated",
                          "conference": {"confId": "%s", "confAlias": "town-hall",},
                          "status": "in_progress",
                          "message": "Real-time Streaming has been started successfully",
                        }""".formatted(conference)));
        jenkins.waitForMessage(" LIVE conference " + conference, run);
    }

    @Test
    void tellOfAnErrorWithTheServicesMessage() throws Exception {
        WorkflowRun run = begin("go on", start(conference, "waitFor: 'LIVE'"), "input 'go on'");
        sandbox.failStream(conference, "The encoder is gone");
        jenkins.waitForMessage(" ERROR conference " + conference, run);
        assertLogMatches(".*Z ERROR conference " + conference + " .*\\(webhook: The encoder is gone\\)", run);
        Broadcast broadcast = broadcast(run);
        assertEquals(ERROR, broadcast.getStatus());
        assertEquals("The encoder is gone", broadcast.getMessage());
        assertEquals(List.of(broadcast), OnAir.get().ofConference(conference), "nobody knows whether it is off air");
    }

    @Test
    void showNoTokenOfTheAudience() throws Exception {
        WorkflowRun run = begin("go on", startV3(conference, "waitFor: 'LIVE', timeout: 30"), "input 'go on'");
        assertFalse(broadcast(run).getViewerUrl().contains("token"));
        for (String secret : sandbox.secrets()) {
            assertFalse(log(run).contains(secret), "a secret in the log");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sleep 1000", "input 'go on'"})
    void areLinesInTheLogOfABuildAtRest(String rest) throws Exception {
        sandbox.liveAfter(NOT_BY_ITSELF);
        WorkflowRun run = begin(rest.startsWith("sleep") ? "Sleeping" : "go on", start(conference), rest);
        sandbox.goLive(conference);
        jenkins.waitForMessage(" LIVE conference " + conference, run);
        sandbox.endStream(conference);
        jenkins.waitForMessage(" STOPPED conference " + conference, run);
        assertEquals(1, told(run, LIVE, conference).size());
        assertEquals(1, told(run, STOPPED, conference).size());
    }

    @Test
    void areLinesInTheLogOfAFreestyleBuild() throws Exception {
        sandbox.liveAfter(NOT_BY_ITSELF);
        FreeStyleBuild build = project(new StartBuildStep(startStep()), new StayOnAirBuildStep(10))
                .scheduleBuild2(0)
                .waitForStart();
        jenkins.waitForMessage("(for STOPPED", build);
        sandbox.goLive(conference);
        jenkins.waitForMessage(" LIVE conference " + conference, build);
        sandbox.endStream(conference);
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build));
        assertEquals(1, told(build, STOPPED, conference).size());
    }

    @Test
    void afterTheBuildAreWrittenDownWithIt() throws Exception {
        sandbox.liveAfter(NOT_BY_ITSELF);
        WorkflowRun run = build(Result.SUCCESS, start(conference));
        String log = log(run);
        sandbox.goLive(conference);
        sandbox.endStream(conference);
        sandbox.webhooks().awaitDeliveries(2, PATIENCE);
        takenIn();
        assertEquals(List.of(REQUESTED, ACCEPTED, LIVE, STOPPED), statuses(broadcast(run)));
        assertEquals(log, log(run), "the log of a build that is over");
        assertNull(OnAir.get().find(broadcast(run).getId()));
    }

    /** Returns once all that was sent before is taken in. */
    private void takenIn() throws Exception {
        String other = sandbox.addConference();
        WorkflowRun run = begin("go on", start(other), "input 'go on'");
        genuine(event(other, "error"));
        jenkins.waitForMessage(" ERROR conference " + other, run);
    }

    private int genuine(String body) throws Exception {
        return send(webhook(), sandbox.webhookKeys().sign(body, Instant.now()), body);
    }

    private DolbyRtsStartStep startStep() {
        DolbyRtsStartStep step = new DolbyRtsStartStep(conference, SandboxedJenkins.APP);
        step.setStreamName(sandbox.account().streamName());
        step.setPublishingTokenCredentialsId(SandboxedJenkins.PUBLISHING_TOKEN);
        return step;
    }

    private static FreeStyleProject project(Builder... steps) throws Exception {
        FreeStyleProject project = jenkins.createFreeStyleProject();
        for (Builder step : steps) {
            project.getBuildersList().add(step);
        }
        return project;
    }
}
