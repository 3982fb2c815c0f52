package io.jenkins.plugins.dolbyrts.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.Launcher;
import hudson.model.AbstractBuild;
import hudson.model.BuildListener;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import hudson.tasks.Builder;
import io.jenkins.plugins.dolbyrts.broadcast.StreamStatus;
import io.jenkins.plugins.dolbyrts.build.SharedJenkins;
import io.jenkins.plugins.dolbyrts.config.DolbyRtsConfiguration;
import io.jenkins.plugins.dolbyrts.config.StatusSource;
import io.jenkins.plugins.dolbyrts.freestyle.BroadcastBuildWrapper;
import io.jenkins.plugins.dolbyrts.freestyle.StartBuildStep;
import io.jenkins.plugins.dolbyrts.pipeline.DolbyRtsBroadcastStep;
import io.jenkins.plugins.dolbyrts.pipeline.DolbyRtsStartStep;
import io.jenkins.plugins.dolbyrts.register.BroadcastsAction;
import io.jenkins.plugins.dolbyrts.sandbox.Endpoint;
import io.jenkins.plugins.dolbyrts.sandbox.Fault;
import io.jenkins.plugins.dolbyrts.sandbox.SandboxStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.CaptureEnvironmentBuilder;
import org.jvnet.hudson.test.FailureBuilder;
import org.jvnet.hudson.test.TestBuilder;
import org.jvnet.hudson.test.TestNotifier;

/** Freestyle builds that are on air as long as they run. */
class BroadcastBuildWrapperTest extends SharedJenkins {

    private static CountDownLatch released;

    private String conference;
    private DolbyRtsBroadcastStep step;

    @BeforeEach
    void followStatuses() {
        released = new CountDownLatch(1);
        conference = sandbox.account().conferenceId();
        step = Shows.broadcastStep(sandbox.account(), conference);
        DolbyRtsConfiguration settings = DolbyRtsConfiguration.get();
        settings.setStatusSource(StatusSource.MONITOR);
        settings.setPollInterval(1);
    }

    @Test
    void isOnAirDuringTheStepsOfTheBuild() throws Exception {
        CaptureEnvironmentBuilder environment = new CaptureEnvironmentBuilder();
        FreeStyleBuild build = begin(environment, new Hold());
        jenkins.waitForMessage("holding", build);
        assertEquals(SandboxStream.State.LIVE, sandbox.stream(conference).state());
        released.countDown();
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(build));
        assertStoppedOnce();
        String name = sandbox.account().streamName();
        assertEquals(conference, environment.getEnvVars().get("DOLBY_RTS_CONFERENCE_ID"));
        assertEquals(name, environment.getEnvVars().get("DOLBY_RTS_STREAM_NAME"));
        assertEquals(
                "https://viewer.millicast.com?streamId=" + sandbox.account().streamAccountId() + "/" + name,
                environment.getEnvVars().get("DOLBY_RTS_VIEWER_URL"));
        String log = log(build);
        assertTrue(log.indexOf(" STOPPED conference") < log.indexOf("Finished: SUCCESS"), log);
    }

    @Test
    void isStoppedWhenAStepFails() throws Exception {
        FreeStyleBuild build = begin(new FailureBuilder());
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(build));
        assertStoppedOnce();
    }

    @Test
    void isStoppedWhenTheBuildIsAborted() throws Exception {
        FreeStyleBuild build = begin(new Hold());
        jenkins.waitForMessage("holding", build);
        build.doStop();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
        assertStoppedOnce();
    }

    @Test
    void isStoppedWhenTheBuildIsAbortedDuringTheStart() throws Exception {
        sandbox.next(Endpoint.START, Fault.holdAnswer());
        FreeStyleBuild build = begin(new Hold());
        sandbox.awaitStream(conference, SandboxStream.State.LIVE, PATIENCE);
        build.doStop();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
        assertStoppedOnce();
    }

    @Test
    void isStoppedWhenTheBuildIsAbortedTwice() throws Exception {
        Fault stop = Fault.hold();
        sandbox.next(Endpoint.STOP, stop);
        FreeStyleBuild build = begin(new Hold());
        jenkins.waitForMessage("holding", build);
        build.doStop();
        stop.awaitArrived(PATIENCE);
        build.doStop();
        stop.release();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
        assertStoppedOnce();
    }

    @Test
    void isStoppedWhenItDoesNotGetLive() throws Exception {
        sandbox.liveAfter(Duration.ofHours(1));
        step.setTimeout(2);
        FreeStyleBuild build = begin(new Hold());
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(build));
        assertOnlyError("the stream was not LIVE in time, the last status is ACCEPTED", build);
        assertStoppedOnce();
    }

    @Test
    void failsTheBuildWhenTheStreamIsLost() throws Exception {
        FreeStyleBuild build = begin(new Hold());
        jenkins.waitForMessage("holding", build);
        sandbox.failStream(conference, "The encoder is gone");
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(build));
        jenkins.assertLogContains("the stream was lost, the service reports ERROR: The encoder is gone", build);
    }

    @Test
    void makesTheBuildUnstableWhenTheStreamIsLostAndThatIsAskedFor() throws Exception {
        step.setOnStreamLost("UNSTABLE");
        FreeStyleBuild build = begin(new Hold());
        jenkins.waitForMessage("holding", build);
        sandbox.endStream(conference);
        jenkins.waitForMessage("the build goes on and is unstable", build);
        released.countDown();
        jenkins.assertBuildStatus(Result.UNSTABLE, jenkins.waitForCompletion(build));
    }

    @Test
    void startsALostStreamAgainIfThatIsAskedFor() throws Exception {
        step.setOnStreamLost("RESTART");
        FreeStyleBuild build = begin(new Hold());
        jenkins.waitForMessage("holding", build);
        sandbox.failStream(conference, "The encoder is gone");
        jenkins.waitForMessage("restart 1 of 3", build);
        sandbox.awaitStream(conference, SandboxStream.State.LIVE, PATIENCE);
        released.countDown();
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(build));
        assertEquals(new SandboxStream(conference, SandboxStream.State.OFF, 2, 1), sandbox.stream(conference));
    }

    @Test
    void doesNotStartALostStreamAgainOnceTheStepsAreOver() throws Exception {
        step.setOnStreamLost("RESTART");
        FreeStyleProject project = project(new Hold());
        project.getPublishersList().add(new AfterRestarts("restart of " + conference));
        FreeStyleBuild build = project.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("holding", build);
        sandbox.endStream(conference);
        jenkins.waitForMessage("restart 1 of 3", build);
        released.countDown();
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(build));
        assertEquals(new SandboxStream(conference, SandboxStream.State.OFF, 1, 0), sandbox.stream(conference));
    }

    @Test
    void isNotTakenForLostWhenItsOwnStopIsReportedBeforeItIsAnswered() throws Exception {
        Fault stop = Fault.holdAnswer();
        sandbox.next(Endpoint.STOP, stop);
        step.setOnStreamLost("UNSTABLE");
        FreeStyleBuild build = begin(new Hold());
        jenkins.waitForMessage("holding", build);
        released.countDown();
        Shows.await("the event", () -> BroadcastsAction.of(build).get(0).getStatus() == StreamStatus.STOPPED);
        stop.release();
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(build));
        jenkins.assertLogNotContains("lost", build);
        assertStoppedOnce();
    }

    @Test
    void isNeverGreenWhenTheStopFails() throws Exception {
        DolbyRtsConfiguration.get().setTries(1);
        sandbox.next(Endpoint.STOP, Fault.status(503));
        FreeStyleBuild build = begin(new Hold());
        jenkins.waitForMessage("holding", build);
        released.countDown();
        jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(build));
        jenkins.assertLogContains("the stream may still be on air, Jenkins goes on trying", build);
        sandbox.awaitStream(conference, SandboxStream.State.OFF, PATIENCE);
    }

    @Test
    void comesBackFromItsFormAsItWas() throws Exception {
        assertComesBack();
        step.setOnStreamLost("RESTART");
        step.setWaitForLive(false);
        step.setLayoutUrl("default");
        step.setLayoutName("Town hall");
        step.setWidth(1280);
        step.setHeight(720);
        step.setMixId("mix-1");
        step.setApiVersion(3);
        step.setRegion("ca");
        step.setTimeout(90);
        assertComesBack();
    }

    @Test
    void aStartStepStopsAtTheEndOfTheBuildIfAskedTo() throws Exception {
        DolbyRtsStartStep start =
                Shows.complete(new DolbyRtsStartStep(conference, step.getCredentialsId()), sandbox.account());
        start.setStopAtEndOfBuild(true);
        StartBuildStep after = jenkins.configRoundtrip(new StartBuildStep(start));
        assertTrue(after.getStep().isStopAtEndOfBuild());
        FreeStyleProject project = jenkins.createFreeStyleProject();
        project.getBuildersList().add(new StartBuildStep(start));
        project.getBuildersList().add(new FailureBuilder());
        jenkins.buildAndAssertStatus(Result.FAILURE, project);
        assertStoppedOnce();
    }

    @Test
    void aStartStepThatLeavesTheStreamOnAirSaysSoInTheLastLines() throws Exception {
        FreeStyleProject project = jenkins.createFreeStyleProject();
        project.getBuildersList()
                .add(new StartBuildStep(
                        Shows.complete(new DolbyRtsStartStep(conference, step.getCredentialsId()), sandbox.account())));
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(project);
        List<String> warnings = lines(build, "the build ends and the stream stays on air");
        assertEquals(1, warnings.size(), log(build));
        assertTrue(
                warnings.get(0).contains("https://viewer.millicast.com?streamId=")
                        && warnings.get(0).contains("dolbyRtsStop conferenceId: '" + conference + "'"),
                warnings.get(0));
        assertEquals(List.of(conference), sandbox.onAir());
        build(Result.SUCCESS, "dolbyRtsStop(conferenceId: '" + conference + "', credentialsId: 'dolby-app')");
        assertEquals(List.of(), Shows.registered(project.getFullName()), "closed by the job that stopped it");
        assertEquals(StreamStatus.STOPPED, BroadcastsAction.of(build).get(0).getStatus());
    }

    private void assertComesBack() throws Exception {
        FreeStyleProject project = jenkins.createFreeStyleProject();
        project.getBuildWrappersList().add(new BroadcastBuildWrapper(step));
        jenkins.configRoundtrip(project);
        jenkins.assertEqualDataBoundBeans(
                step,
                project.getBuildWrappersList().get(BroadcastBuildWrapper.class).getStep());
    }

    private FreeStyleProject project(Builder... builders) throws Exception {
        FreeStyleProject project = jenkins.createFreeStyleProject();
        project.getBuildWrappersList().add(new BroadcastBuildWrapper(step));
        project.getBuildersList().addAll(List.of(builders));
        return project;
    }

    private FreeStyleBuild begin(Builder... builders) throws Exception {
        return project(builders).scheduleBuild2(0).waitForStart();
    }

    private void assertStoppedOnce() {
        assertEquals(new SandboxStream(conference, SandboxStream.State.OFF, 1, 1), sandbox.stream(conference));
    }

    /** Lasts until it is released. */
    private static final class Hold extends TestBuilder {
        @Override
        public boolean perform(AbstractBuild<?, ?> build, Launcher launcher, BuildListener listener)
                throws InterruptedException {
            listener.getLogger().println("holding");
            released.await();
            return true;
        }
    }

    /** Lasts until a thread, if there is one, has come to its end. */
    private static final class AfterRestarts extends TestNotifier {
        private final String thread;

        private AfterRestarts(String thread) {
            this.thread = thread;
        }

        @Override
        public boolean perform(AbstractBuild<?, ?> build, Launcher launcher, BuildListener listener)
                throws InterruptedException {
            for (Thread running : Thread.getAllStackTraces().keySet()) {
                if (running.getName().endsWith(thread)) {
                    running.join(PATIENCE.toMillis());
                }
            }
            return true;
        }
    }
}
