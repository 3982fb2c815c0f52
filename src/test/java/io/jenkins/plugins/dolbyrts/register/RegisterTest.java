package io.jenkins.plugins.dolbyrts.register;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Items;
import hudson.model.Result;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.broadcast.StreamStatus;
import io.jenkins.plugins.dolbyrts.build.SandboxedJenkins;
import io.jenkins.plugins.dolbyrts.build.SharedJenkins;
import io.jenkins.plugins.dolbyrts.config.DolbyRtsConfiguration;
import io.jenkins.plugins.dolbyrts.config.StatusSource;
import io.jenkins.plugins.dolbyrts.freestyle.StartBuildStep;
import io.jenkins.plugins.dolbyrts.freestyle.StayOnAirBuildStep;
import io.jenkins.plugins.dolbyrts.pipeline.DolbyRtsStartStep;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is written down of what is on air. */
class RegisterTest extends SharedJenkins {

    private String conference;

    @BeforeEach
    void followStatuses() {
        conference = sandbox.account().conferenceId();
        DolbyRtsConfiguration.get().setStatusSource(StatusSource.MONITOR);
        DolbyRtsConfiguration.get().setPollInterval(1);
        sandbox.liveAfter(Duration.ofHours(1));
    }

    @Test
    void holdsAFileForEachUntilItIsOver() throws Exception {
        String other = sandbox.account().alive().get(1);
        WorkflowRun run = job(start(conference), start(other), "dolbyRtsWait(status: 'STOPPED')")
                .scheduleBuild2(0)
                .waitForStart();
        jenkins.waitForMessage("(for STOPPED)", run);
        assertEquals(2, files().size());
        for (Broadcast broadcast : OnAir.get().list()) {
            assertTrue(files().contains(broadcast.getId() + ".xml"));
        }
        sandbox.goLive(conference);
        sandbox.endStream(conference);
        jenkins.waitForMessage(" STOPPED conference " + conference, run);
        jenkins.waitForMessage("WAITING conference " + other, run);
        assertEquals(List.of(OnAir.get().ofConference(other).get(0).getId() + ".xml"), files());
        sandbox.goLive(other);
        sandbox.endStream(other);
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));
        assertEquals(List.of(), files());
        assertEquals(List.of(), OnAir.get().list());
        assertEquals(2, BroadcastsAction.of(run).size(), "the build keeps its record");
    }

    @Test
    void holdsNothingOfAStartThatWasRefused() throws Exception {
        WorkflowRun run = build(Result.FAILURE, start(sandbox.account().unknown()));
        assertEquals(List.of(), files());
        assertEquals(StreamStatus.FAILED, BroadcastsAction.of(run).get(0).getStatus());
    }

    @Test
    void holdsNoSecret() throws Exception {
        WorkflowRun run = job(startV3(conference, "waitFor: 'LIVE'"), start(sandbox.addConference()), "input 'go on'")
                .scheduleBuild2(0)
                .waitForStart();
        jenkins.waitForMessage("(for LIVE", run);
        sandbox.goLive(conference);
        jenkins.waitForMessage("go on", run);
        assertEquals(2, files().size());
        for (String name : files()) {
            String content = Files.readString(folder().resolve(name), StandardCharsets.UTF_8);
            for (String secret : sandbox.secrets()) {
                assertFalse(content.contains(secret), "a secret in " + name);
            }
        }
        run.doKill();
        jenkins.waitForCompletion(run);
        stopAll();
    }

    @Test
    void keepsUpWithAJobThatIsMoved() throws Exception {
        Folder folder = jenkins.createProject(Folder.class);
        Folder other = jenkins.createProject(Folder.class);
        WorkflowJob job = job(folder, start(conference), "input 'go on'");
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("go on", run);
        Broadcast broadcast = BroadcastsAction.of(run).get(0);
        assertSame(run, OnAir.build(broadcast));

        Items.move(job, other);
        WorkflowJob moved = jenkins.jenkins.getItemByFullName(other.getName() + "/" + job.getName(), WorkflowJob.class);
        assertSame(moved, OnAir.job(broadcast));
        other.renameTo("elsewhere");
        assertEquals("elsewhere/" + job.getName(), broadcast.getJob());
        String written = Files.readString(folder().resolve(broadcast.getId() + ".xml"));
        assertTrue(written.contains("<job>elsewhere/" + job.getName() + "</job>"), written);

        sandbox.goLive(conference);
        jenkins.waitForMessage(" LIVE conference " + conference, OnAir.build(broadcast));
        ((WorkflowRun) OnAir.build(broadcast)).doKill();
        jenkins.waitForCompletion(OnAir.build(broadcast));
        stopAll();
    }

    @Test
    void findsTheLogOfAFreestyleBuildWhoseJobIsMoved() throws Exception {
        DolbyRtsStartStep start = new DolbyRtsStartStep(conference, SandboxedJenkins.APP);
        start.setStreamName(sandbox.account().streamName());
        start.setPublishingTokenCredentialsId(SandboxedJenkins.PUBLISHING_TOKEN);
        FreeStyleProject project = jenkins.createFreeStyleProject();
        project.getBuildersList().add(new StartBuildStep(start));
        project.getBuildersList().add(new StayOnAirBuildStep(0));
        FreeStyleBuild build = project.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("(for STOPPED)", build);
        Items.move(project, jenkins.createProject(Folder.class));
        sandbox.goLive(conference);
        sandbox.endStream(conference);
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build));
        jenkins.assertLogContains(" LIVE conference " + conference, build);
    }

    @Test
    void doesWithoutAJobThatIsDeleted() throws Exception {
        WorkflowJob job = job(start(conference));
        jenkins.buildAndAssertSuccess(job);
        job.delete();
        assertEquals(1, OnAir.get().ofConference(conference).size(), "it is on air all the same");
        Broadcast broadcast = OnAir.get().ofConference(conference).get(0);
        sandbox.goLive(conference);
        sandbox.endStream(conference);
        String other = sandbox.addConference();
        WorkflowRun barrier = job(start(other, "waitFor: 'LIVE'"), "dolbyRtsStop()")
                .scheduleBuild2(0)
                .waitForStart();
        jenkins.waitForMessage("(for LIVE", barrier);
        sandbox.goLive(other);
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(barrier));
        assertEquals(StreamStatus.STOPPED, broadcast.getStatus());
        assertEquals(List.of(), files());
    }

    private void stopAll() throws Exception {
        for (Broadcast broadcast : OnAir.get().list()) {
            build(
                    Result.SUCCESS,
                    "dolbyRtsStop(conferenceId: '" + broadcast.getConferenceId() + "', credentialsId: '"
                            + SandboxedJenkins.APP + "')");
        }
        assertEquals(List.of(), files());
    }

    private static Path folder() {
        return jenkins.jenkins.getRootDir().toPath().resolve("dolby-rts");
    }

    private static List<String> files() throws IOException {
        if (!Files.isDirectory(folder())) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder())) {
            return all.map(each -> each.getFileName().toString()).toList();
        }
    }
}
