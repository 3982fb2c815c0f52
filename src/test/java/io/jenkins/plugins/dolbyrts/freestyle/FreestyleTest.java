package io.jenkins.plugins.dolbyrts.freestyle;

import static io.jenkins.plugins.dolbyrts.build.SandboxedJenkins.APP;
import static io.jenkins.plugins.dolbyrts.build.SandboxedJenkins.PUBLISHING_TOKEN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.FilePath;
import hudson.Launcher;
import hudson.model.AbstractBuild;
import hudson.model.BuildListener;
import hudson.model.Cause;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.ParametersAction;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.Result;
import hudson.model.StringParameterDefinition;
import hudson.model.StringParameterValue;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.dolbyrts.build.SharedJenkins;
import io.jenkins.plugins.dolbyrts.config.DolbyRtsConfiguration;
import io.jenkins.plugins.dolbyrts.pipeline.DolbyRtsStartStep;
import io.jenkins.plugins.dolbyrts.pipeline.DolbyRtsStopStep;
import io.jenkins.plugins.dolbyrts.sandbox.Endpoint;
import io.jenkins.plugins.dolbyrts.sandbox.Fault;
import io.jenkins.plugins.dolbyrts.sandbox.SandboxStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.TestBuilder;

class FreestyleTest extends SharedJenkins {

    @Test
    void startsAndStopsAStream() throws Exception {
        String conference = sandbox.account().conferenceId();
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(project(start(conference), new DolbyRtsStopStep()));
        String what =
                " conference " + conference + " stream " + sandbox.account().streamName();
        for (String word : List.of("REQUESTED", "ACCEPTED", "VIEWER", "STOPPING", "STOPPED")) {
            assertEquals(1, lines(build, "Z " + word + what).size(), () -> word);
        }
        assertEquals(List.of(), sandbox.onAir());
        assertEquals(1, sandbox.stream(conference).stops());
    }

    @Test
    void expandsParametersAndTheEnvironmentInItsTexts() throws Exception {
        DolbyRtsStartStep start = new DolbyRtsStartStep("${CONFERENCE_ID}", "${APP}");
        start.setStreamName("$JOB_BASE_NAME-$SHOW");
        start.setPublishingTokenCredentialsId("${TOKEN}");
        start.setLayoutUrl("https://example.com/${SHOW}");
        start.setLayoutName("Layout $SHOW");
        DolbyRtsStopStep stop = new DolbyRtsStopStep();
        stop.setConferenceId("${CONFERENCE_ID}");
        stop.setCredentialsId("${APP}");
        FreeStyleProject project = project(start, stop);
        project.addProperty(new ParametersDefinitionProperty(
                new StringParameterDefinition("CONFERENCE_ID", ""),
                new StringParameterDefinition("APP", APP),
                new StringParameterDefinition("TOKEN", PUBLISHING_TOKEN),
                new StringParameterDefinition("SHOW", "town-hall")));
        String conference = sandbox.account().alive().get(3);
        FreeStyleBuild build = jenkins.assertBuildStatusSuccess(project.scheduleBuild2(
                0,
                new Cause.UserIdCause(),
                new ParametersAction(
                        new StringParameterValue("CONFERENCE_ID", conference),
                        new StringParameterValue("APP", APP),
                        new StringParameterValue("TOKEN", PUBLISHING_TOKEN),
                        new StringParameterValue("SHOW", "town-hall"))));

        assertEquals(1, sandbox.stream(conference).stops());
        assertEquals(
                1,
                lines(build, " ACCEPTED conference " + conference + " stream " + project.getName() + "-town-hall")
                        .size());
        String body = sandbox.requests(Endpoint.START).get(0).body();
        assertTrue(
                body.contains("\"https://example.com/town-hall\"") && body.contains("\"Layout town-hall\""), "layout");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../up", "no uuid", "${UNKNOWN}"})
    void refusesWhatAParameterHolds(String value) throws Exception {
        FreeStyleProject project = project(start("${CONFERENCE_ID}"), null);
        project.addProperty(new ParametersDefinitionProperty(new StringParameterDefinition("CONFERENCE_ID", value)));
        FreeStyleBuild build = jenkins.buildAndAssertStatus(Result.FAILURE, project);
        assertEquals(1, lines(build, "ERROR: conferenceId: ").size(), log(build));
        assertNoStackTrace(build);
        assertNoRequests();
    }

    @Test
    void stopsNothingIfTheParameterThatNamesTheConferenceIsEmpty() throws Exception {
        DolbyRtsStopStep stop = new DolbyRtsStopStep();
        stop.setConferenceId("${CONFERENCE_ID}");
        FreeStyleProject project = project(start(sandbox.account().conferenceId()), stop);
        project.addProperty(new ParametersDefinitionProperty(new StringParameterDefinition("CONFERENCE_ID", "")));
        assertOnlyError(
                "conferenceId: empty: enter the id of the conference",
                jenkins.buildAndAssertStatus(Result.FAILURE, project));
        assertEquals(List.of(), sandbox.requests(Endpoint.STOP));
    }

    @Test
    void sendsItsRequestsFromTheControllerWhateverTheAgent() throws Exception {
        DumbSlave agent = jenkins.createOnlineSlave();
        String conference = sandbox.account().conferenceId();
        FreeStyleProject project = jenkins.createFreeStyleProject();
        project.setAssignedNode(agent);
        project.getBuildersList().add(new StartBuildStep(start(conference)));
        project.getBuildersList().add(new LoseTheAgent(agent));
        project.getBuildersList().add(new StopBuildStep(new DolbyRtsStopStep()));
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(project);

        assertSame(agent, build.getBuiltOn());
        assertEquals(1, lines(build, " STOPPED conference " + conference).size(), log(build));
        assertEquals(1, sandbox.stream(conference).stops());
    }

    @Test
    void needsNoWorkspace() throws Exception {
        String conference = sandbox.account().conferenceId();
        FreeStyleProject project = jenkins.createFreeStyleProject();
        project.getBuildersList().add(new TestBuilder() {
            @Override
            public boolean perform(AbstractBuild<?, ?> build, Launcher launcher, BuildListener listener)
                    throws IOException, InterruptedException {
                FilePath workspace = build.getWorkspace();
                workspace.deleteRecursive();
                return !workspace.exists();
            }
        });
        project.getBuildersList().add(new StartBuildStep(start(conference)));
        project.getBuildersList().add(new StopBuildStep(new DolbyRtsStopStep()));
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(project);
        assertEquals(1, sandbox.stream(conference).stops());
        assertFalse(build.getWorkspace().exists(), "made a workspace");
    }

    @Test
    void anAbortedBuildEndsAtOnceAndSaysThatTheStreamMayBeOnAir() throws Exception {
        DolbyRtsConfiguration.get().setResponseTimeout(300);
        DolbyRtsConfiguration.get().setTimeout(300);
        String conference = sandbox.account().conferenceId();
        sandbox.next(Endpoint.START, Fault.holdAnswer());
        FreeStyleBuild build =
                project(start(conference), null).scheduleBuild2(0).waitForStart();
        sandbox.awaitStream(conference, SandboxStream.State.LIVE, PATIENCE);
        build.doStop();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));
        assertLogMatches(
                "\\[Dolby\\.io RTS] \\S+Z WARNING conference " + conference
                        + " .*aborted while the start was under way, the stream may be on air: .*",
                build);
    }

    @Test
    void failsTheBuildIfTheStreamWasNotStarted() throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertStatus(
                Result.FAILURE, project(start(sandbox.account().unknown()), new DolbyRtsStopStep()));
        assertEquals(1, lines(build, "ERROR: ").size());
        assertNoStackTrace(build);
        assertEquals(List.of(), sandbox.requests(Endpoint.STOP), "the build ended with the failure");
    }

    @Test
    void aStartComesBackFromItsFormAsItWas() throws Exception {
        DolbyRtsStartStep step = start("${CONFERENCE_ID}");
        StartBuildStep after = jenkins.configRoundtrip(new StartBuildStep(step));
        jenkins.assertEqualDataBoundBeans(step, after.getStep());

        step.setLayoutUrl("default");
        step.setLayoutName("Town hall");
        step.setWidth(1280);
        step.setHeight(720);
        step.setMixId("mix-1");
        step.setApiVersion(3);
        step.setRegion("ca");
        step.setTimeout(90);
        step.setDryRun(true);
        after = jenkins.configRoundtrip(new StartBuildStep(step));
        jenkins.assertEqualDataBoundBeans(step, after.getStep());
    }

    @Test
    void aStopComesBackFromItsFormAsItWas() throws Exception {
        DolbyRtsStopStep step = new DolbyRtsStopStep();
        StopBuildStep after = jenkins.configRoundtrip(new StopBuildStep(step));
        jenkins.assertEqualDataBoundBeans(step, after.getStep());
        assertNull(after.getStep().getConferenceId());

        step.setConferenceId("$CONFERENCE_ID");
        step.setCredentialsId(APP);
        step.setApiVersion(3);
        step.setRegion("in");
        step.setTimeout(45);
        step.setFailIfNotLive(true);
        after = jenkins.configRoundtrip(new StopBuildStep(step));
        jenkins.assertEqualDataBoundBeans(step, after.getStep());
    }

    @Test
    void aStopWhoseFormWasLeftBlankStopsWhatTheBuildStarted() throws Exception {
        String conference = sandbox.account().conferenceId();
        FreeStyleProject project = project(start(conference), new DolbyRtsStopStep());
        jenkins.configRoundtrip(project);
        jenkins.buildAndAssertSuccess(project);
        assertEquals(1, sandbox.stream(conference).stops());
    }

    private DolbyRtsStartStep start(String conferenceId) {
        DolbyRtsStartStep step = new DolbyRtsStartStep(conferenceId, APP);
        step.setStreamName(sandbox.account().streamName());
        step.setPublishingTokenCredentialsId(PUBLISHING_TOKEN);
        return step;
    }

    private static FreeStyleProject project(DolbyRtsStartStep start, DolbyRtsStopStep stop) throws Exception {
        FreeStyleProject project = jenkins.createFreeStyleProject();
        project.getBuildersList().add(new StartBuildStep(start));
        if (stop != null) {
            project.getBuildersList().add(new StopBuildStep(stop));
        }
        return project;
    }

    /** Cuts off the agent of a build, as a lost network would. */
    private static final class LoseTheAgent extends TestBuilder {
        private final transient DumbSlave agent;

        private LoseTheAgent(DumbSlave agent) {
            this.agent = agent;
        }

        @Override
        public boolean perform(AbstractBuild<?, ?> build, Launcher launcher, BuildListener listener)
                throws InterruptedException {
            try {
                agent.toComputer().disconnect(null).get();
            } catch (ExecutionException e) {
                throw new AssertionError(e);
            }
            return true;
        }
    }
}
