package io.jenkins.plugins.dolbyrts.status;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hudson.model.Result;
import io.jenkins.plugins.dolbyrts.broadcast.StreamStatus;
import io.jenkins.plugins.dolbyrts.build.SandboxedJenkins;
import io.jenkins.plugins.dolbyrts.config.DolbyRtsConfiguration;
import io.jenkins.plugins.dolbyrts.config.StatusSource;
import io.jenkins.plugins.dolbyrts.register.BroadcastsAction;
import io.jenkins.plugins.dolbyrts.register.OnAir;
import io.jenkins.plugins.dolbyrts.sandbox.Sandbox;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.support.steps.input.InputAction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** Jenkins is restarted while a build waits; the show on the other side goes on. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class WaitRestartTest {

    private static final Duration NOT_BY_ITSELF = Duration.ofHours(1);
    private static final String JOB = "show";

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    private final Sandbox sandbox = Sandbox.builder().liveAfter(NOT_BY_ITSELF).start();
    private final String conference = sandbox.account().conferenceId();

    @AfterEach
    void closeSandbox() {
        sandbox.close();
    }

    @Test
    void theEventComesWhileJenkinsIsDown() throws Throwable {
        sessions.then(jenkins -> begin(
                jenkins,
                StatusSource.AUTOMATIC,
                "(for LIVE",
                "def stream = " + start("waitFor: 'LIVE', timeout: 600"),
                "echo \"<${stream.status}>\"",
                "dolbyRtsWait status: 'STOPPED'"));
        sandbox.goLive(conference);
        sessions.then(jenkins -> {
            jenkins.waitForMessage("(for STOPPED)", run(jenkins));
            jenkins.assertLogContains("<LIVE>", run(jenkins));
            assertTold(1, StreamStatus.LIVE, run(jenkins));
        });
        sandbox.endStream(conference);
        sessions.then(jenkins -> {
            WorkflowRun run = end(jenkins, Result.SUCCESS);
            assertTold(1, StreamStatus.LIVE, run);
            assertTold(1, StreamStatus.STOPPED, run);
            assertEquals(List.of(), OnAir.get().list());
        });
    }

    @Test
    void theEventComesAfterwards() throws Throwable {
        sessions.then(jenkins -> begin(
                jenkins, StatusSource.WEBHOOK, "(for LIVE", start("waitFor: 'LIVE', timeout: 600"), "echo 'over'"));
        sessions.then(jenkins -> {
            WorkflowRun run = run(jenkins);
            receiveWebhooks(jenkins);
            sandbox.goLive(conference);
            end(jenkins, Result.SUCCESS);
            assertTold(1, StreamStatus.LIVE, run);
        });
    }

    @Test
    void theEventCameBefore() throws Throwable {
        sessions.then(jenkins -> {
            WorkflowRun run = begin(
                    jenkins,
                    StatusSource.WEBHOOK,
                    "go on",
                    start(),
                    "input 'go on'",
                    "dolbyRtsWait status: 'STOPPED', timeout: 600",
                    "dolbyRtsWait status: 'LIVE', timeout: 600");
            receiveWebhooks(jenkins);
            sandbox.goLive(conference);
            sandbox.endStream(conference);
            jenkins.waitForMessage(" STOPPED conference " + conference, run);
        });
        sessions.then(jenkins -> {
            proceed(run(jenkins));
            end(jenkins, Result.SUCCESS);
        });
    }

    @Test
    void theStreamFailsWhileJenkinsIsDown() throws Throwable {
        sessions.then(jenkins -> begin(
                jenkins, StatusSource.MONITOR, "(for LIVE", start("waitFor: 'LIVE', timeout: 600"), "echo 'over'"));
        sandbox.failStream(conference, "The encoder is gone");
        sessions.then(jenkins -> {
            WorkflowRun run = end(jenkins, Result.FAILURE);
            jenkins.assertLogContains("ERROR: the service reports an error of the stream: The encoder is gone", run);
        });
    }

    @Test
    void theTimeIsUpWhileJenkinsIsDown() throws Throwable {
        long[] begin = new long[1];
        sessions.then(jenkins -> {
            begin[0] = System.nanoTime();
            begin(jenkins, StatusSource.WEBHOOK, "(for LIVE", start("waitFor: 'LIVE', timeout: 20"));
        });
        assertEquals(List.of(conference), sandbox.onAir());
        Thread.sleep(Math.max(
                0, 21_000 - Duration.ofNanos(System.nanoTime() - begin[0]).toMillis()));
        sessions.then(jenkins -> {
            WorkflowRun run = end(jenkins, Result.FAILURE);
            jenkins.assertLogContains("ERROR: the stream was not LIVE in time, the last status is ACCEPTED", run);
        });
        assertEquals(List.of(), sandbox.onAir());
        assertEquals(1, sandbox.stream(conference).stops());
    }

    @Test
    void linesAreWrittenWhereverTheBuildRestsAndHoweverItsJobIsCalledNow() throws Throwable {
        sessions.then(jenkins -> {
            begin(jenkins, StatusSource.MONITOR, "go on", start(), "input 'go on'");
            job(jenkins).renameTo("before");
        });
        sandbox.goLive(conference);
        sessions.then(jenkins -> {
            WorkflowRun run = jenkins.jenkins
                    .getItemByFullName("before", WorkflowJob.class)
                    .getBuildByNumber(1);
            jenkins.waitForMessage(" LIVE conference " + conference, run);
            run.getParent().renameTo(JOB);
            sandbox.endStream(conference);
            jenkins.waitForMessage(" STOPPED conference " + conference, run);
            assertTold(1, StreamStatus.LIVE, run);
            assertEquals(StreamStatus.STOPPED, BroadcastsAction.of(run).get(0).getStatus());
            proceed(run);
            end(jenkins, Result.SUCCESS);
        });
    }

    private String start(String... more) {
        return SandboxedJenkins.start(sandbox.account(), conference, more);
    }

    private WorkflowRun begin(JenkinsRule jenkins, StatusSource source, String untilLine, String... script)
            throws Exception {
        SandboxedJenkins.configure(sandbox);
        DolbyRtsConfiguration.get().setStatusSource(source);
        DolbyRtsConfiguration.get().setPollInterval(1);
        DolbyRtsConfiguration.get().save();
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, JOB);
        job.setDefinition(new CpsFlowDefinition(String.join("\n", script), true));
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage(untilLine, run);
        return run;
    }

    private void receiveWebhooks(JenkinsRule jenkins) throws Exception {
        sandbox.webhooks().targets(URI.create(jenkins.getURL() + DolbyRtsConfiguration.WEBHOOK_PATH + "/"));
    }

    private static void proceed(WorkflowRun run) throws Exception {
        run.getAction(InputAction.class).getExecutions().get(0).proceed(null);
    }

    private static WorkflowJob job(JenkinsRule jenkins) {
        return jenkins.jenkins.getItemByFullName(JOB, WorkflowJob.class);
    }

    private static WorkflowRun run(JenkinsRule jenkins) {
        return job(jenkins).getBuildByNumber(1);
    }

    private static WorkflowRun end(JenkinsRule jenkins, Result result) throws Exception {
        return jenkins.assertBuildStatus(result, jenkins.waitForCompletion(run(jenkins)));
    }

    private void assertTold(int times, StreamStatus status, WorkflowRun run) throws Exception {
        String log = JenkinsRule.getLog(run);
        String line = " " + status + " conference " + conference;
        assertEquals(times, log.lines().filter(each -> each.contains(line)).count(), log);
    }
}
