package io.jenkins.plugins.dolbyrts.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import hudson.tasks.Builder;
import io.jenkins.plugins.dolbyrts.broadcast.StreamStatus;
import io.jenkins.plugins.dolbyrts.build.SandboxedJenkins;
import io.jenkins.plugins.dolbyrts.config.StatusSource;
import io.jenkins.plugins.dolbyrts.freestyle.StartBuildStep;
import io.jenkins.plugins.dolbyrts.freestyle.StayOnAirBuildStep;
import io.jenkins.plugins.dolbyrts.freestyle.StopBuildStep;
import io.jenkins.plugins.dolbyrts.freestyle.WaitBuildStep;
import io.jenkins.plugins.dolbyrts.pipeline.DolbyRtsStartStep;
import io.jenkins.plugins.dolbyrts.pipeline.DolbyRtsStopStep;
import io.jenkins.plugins.dolbyrts.pipeline.DolbyRtsWaitStep;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same waiting in freestyle jobs. */
class FreestyleWaitTest extends FollowingJenkins {

    @BeforeEach
    void followStatuses() throws Exception {
        follow(StatusSource.WEBHOOK);
        sandbox.liveAfter(NOT_BY_ITSELF);
    }

    @Test
    void aStartEndsOnceTheStreamIsOnAir() throws Exception {
        FreeStyleBuild build = begin("(for LIVE, at most ", start(60), new StopBuildStep(new DolbyRtsStopStep()));
        assertTrue(build.isBuilding());
        sandbox.goLive(conference);
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build));
        assertEquals(
                List.of(
                        StreamStatus.REQUESTED,
                        StreamStatus.ACCEPTED,
                        StreamStatus.LIVE,
                        StreamStatus.STOPPING,
                        StreamStatus.STOPPED),
                statuses(broadcast(build)));
    }

    @Test
    void aStartFailsAndIsStoppedWhenTheServiceReportsAnError() throws Exception {
        FreeStyleBuild build = begin("(for LIVE", start(60), new WaitBuildStep(new DolbyRtsWaitStep("STOPPED")));
        sandbox.failStream(conference, "The encoder is gone");
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(build));
        assertOnlyError("the service reports an error of the stream: The encoder is gone", build);
        jenkins.assertLogContains(" STOPPED conference " + conference, build);
    }

    @Test
    void aStartFailsAndIsStoppedWhenTheTimeIsUp() throws Exception {
        FreeStyleBuild build = project(start(3)).scheduleBuild2(0).get();
        jenkins.assertBuildStatus(Result.FAILURE, build);
        assertOnlyError("the stream was not LIVE in time, the last status is ACCEPTED", build);
        assertEquals(List.of(), sandbox.onAir());
    }

    @Test
    void aWaitEndsWithTheShow() throws Exception {
        DolbyRtsWaitStep wait = new DolbyRtsWaitStep("STOPPED");
        wait.setTimeout(60);
        FreeStyleBuild build = begin("(for STOPPED, at most ", start(0), new WaitBuildStep(wait));
        sandbox.goLive(conference);
        sandbox.endStream(conference);
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build));
    }

    @Test
    void aWaitRefusesAVariableThatIsNotSet() throws Exception {
        DolbyRtsWaitStep wait = new DolbyRtsWaitStep("STOPPED");
        wait.setConferenceId("${NOT_SET}");
        assertOnlyError(
                "conferenceId: this is not a conference id: enter a UUID such as 6b1e4c1e-1f6f-4a52-9d0e-3c2b7a5d8e90",
                jenkins.assertBuildStatus(
                        Result.FAILURE,
                        project(start(0), new WaitBuildStep(wait))
                                .scheduleBuild2(0)
                                .get()));
    }

    @Test
    void aWaitFailsWhenTheTimeIsUp() throws Exception {
        DolbyRtsWaitStep wait = new DolbyRtsWaitStep("STOPPED");
        wait.setTimeout(1);
        FreeStyleBuild build =
                project(start(0), new WaitBuildStep(wait)).scheduleBuild2(0).get();
        jenkins.assertBuildStatus(Result.FAILURE, build);
        assertOnlyError("the stream was not STOPPED in time, the last status is ACCEPTED", build);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 30})
    void aBuildStaysOnAirUntilTheStreamStops(int minutes) throws Exception {
        FreeStyleBuild build = begin("(for STOPPED", start(0), new StayOnAirBuildStep(minutes));
        jenkins.assertLogContains("(for STOPPED" + (minutes == 0 ? ")" : ", at most 1"), build);
        sandbox.goLive(conference);
        jenkins.waitForMessage(" LIVE conference " + conference, build);
        assertTrue(build.isBuilding());
        sandbox.endStream(conference);
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build));
    }

    @Test
    void aBuildThatStaysOnAirFailsWithTheStream() throws Exception {
        FreeStyleBuild build = begin("(for STOPPED", start(0), new StayOnAirBuildStep(0));
        sandbox.goLive(conference);
        sandbox.failStream(conference, "The encoder is gone");
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(build));
        assertOnlyError("the service reports an error of the stream: The encoder is gone", build);
    }

    @Test
    void aBuildThatStaysOnAirIsAbortedAtOnce() throws Exception {
        FreeStyleBuild build = begin("(for STOPPED", start(0), new StayOnAirBuildStep(60));
        build.doStop();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
        assertNoStackTrace(build);
    }

    @Test
    void aBuildWithNothingOnAirSaysSo() throws Exception {
        FreeStyleBuild build =
                project(new StayOnAirBuildStep(0)).scheduleBuild2(0).get();
        jenkins.assertBuildStatus(Result.FAILURE, build);
        assertEquals(1, lines(build, "this build has put nothing on air").size(), log(build));
        assertNoStackTrace(build);
    }

    @Test
    void theBuildStepsComeBackFromTheirFormsAsTheyWere() throws Exception {
        StayOnAirBuildStep stay = new StayOnAirBuildStep(45);
        jenkins.assertEqualDataBoundBeans(stay, jenkins.configRoundtrip(stay));
        jenkins.assertEqualDataBoundBeans(
                new StayOnAirBuildStep(0), jenkins.configRoundtrip(new StayOnAirBuildStep(0)));

        DolbyRtsWaitStep blank = new DolbyRtsWaitStep("LIVE");
        DolbyRtsWaitStep after =
                jenkins.configRoundtrip(new WaitBuildStep(blank)).getStep();
        assertNull(after.getConferenceId());
        assertEquals("LIVE", after.getStatus());

        DolbyRtsWaitStep wait = new DolbyRtsWaitStep("STOPPED");
        wait.setConferenceId("$CONFERENCE_ID");
        wait.setTimeout(90);
        jenkins.assertEqualDataBoundBeans(
                wait, jenkins.configRoundtrip(new WaitBuildStep(wait)).getStep());

        StartBuildStep start = start(60);
        jenkins.assertEqualDataBoundBeans(
                start.getStep(), jenkins.configRoundtrip(start).getStep());
    }

    private StartBuildStep start(int waitForLive) {
        DolbyRtsStartStep step = new DolbyRtsStartStep(conference, SandboxedJenkins.APP);
        step.setStreamName(sandbox.account().streamName());
        step.setPublishingTokenCredentialsId(SandboxedJenkins.PUBLISHING_TOKEN);
        if (waitForLive > 0) {
            step.setWaitFor("LIVE");
            step.setTimeout(waitForLive);
        }
        return new StartBuildStep(step);
    }

    private static FreeStyleBuild begin(String untilLine, Builder... steps) throws Exception {
        FreeStyleBuild build = project(steps).scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage(untilLine, build);
        return build;
    }

    private static FreeStyleProject project(Builder... steps) throws Exception {
        FreeStyleProject project = jenkins.createFreeStyleProject();
        for (Builder step : steps) {
            project.getBuildersList().add(step);
        }
        return project;
    }
}
