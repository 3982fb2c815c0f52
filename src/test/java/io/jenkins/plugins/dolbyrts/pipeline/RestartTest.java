package io.jenkins.plugins.dolbyrts.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hudson.model.Result;
import io.jenkins.plugins.dolbyrts.build.SandboxedJenkins;
import io.jenkins.plugins.dolbyrts.config.DolbyRtsConfiguration;
import io.jenkins.plugins.dolbyrts.config.StatusSource;
import io.jenkins.plugins.dolbyrts.sandbox.Endpoint;
import io.jenkins.plugins.dolbyrts.sandbox.Fault;
import io.jenkins.plugins.dolbyrts.sandbox.Sandbox;
import io.jenkins.plugins.dolbyrts.sandbox.SandboxStream;
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

/** Jenkins is restarted in the middle of a broadcast; the service on the other side knows nothing of that. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class RestartTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String JOB = "show";

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    private final Sandbox sandbox = Sandbox.start();
    private final String conference = sandbox.account().conferenceId();

    @AfterEach
    void closeSandbox() {
        sandbox.close();
    }

    @Test
    void aStartThatWasCarriedOutIsNotMadeTwice() throws Throwable {
        sandbox.next(Endpoint.START, Fault.holdAnswer());
        sessions.then(jenkins -> {
            begin(jenkins, "def stream = " + start(), "echo \"<${stream.status}>\"", "dolbyRtsStop()");
            sandbox.awaitStream(conference, SandboxStream.State.LIVE, PATIENCE);
        });
        sessions.then(jenkins -> {
            WorkflowRun run = end(jenkins, Result.SUCCESS);
            String log = JenkinsRule.getLog(run);
            assertEquals(
                    1,
                    count(log, "WARNING conference .*taken as started by an earlier try whose answer was lost"),
                    log);
            assertEquals(1, count(log, " ACCEPTED conference "), log);
            assertEquals(0, count(log, " FAILED "), log);
            assertEquals(1, count(log, "<ACCEPTED>"), log);
        });
        assertEquals(2, sandbox.requests(Endpoint.START).size());
        assertEquals(new SandboxStream(conference, SandboxStream.State.OFF, 1, 1), sandbox.stream(conference));
    }

    @Test
    void aStartThatIsSeenToHaveWorkedBeforeItIsAnsweredIsNotMadeTwice() throws Throwable {
        sandbox.next(Endpoint.START, Fault.holdAnswer());
        sessions.then(jenkins -> {
            DolbyRtsConfiguration.get().setPollInterval(1);
            WorkflowRun run = begin(jenkins, StatusSource.MONITOR, start(), "dolbyRtsStop()");
            jenkins.waitForMessage(" LIVE conference " + conference, run);
        });
        sessions.then(jenkins -> {
            String log = JenkinsRule.getLog(end(jenkins, Result.SUCCESS));
            assertEquals(1, count(log, " WARNING conference .*taken as started"), log);
            assertEquals(0, count(log, " FAILED "), log);
        });
        assertEquals(new SandboxStream(conference, SandboxStream.State.OFF, 1, 1), sandbox.stream(conference));
    }

    @Test
    void aStartThatWasNotCarriedOutIsMadeAgain() throws Throwable {
        Fault request = Fault.hold();
        sandbox.next(Endpoint.START, request);
        sessions.then(jenkins -> {
            begin(jenkins, start(), "dolbyRtsStop()");
            request.awaitArrived(PATIENCE);
        });
        assertEquals(List.of(), sandbox.onAir());
        sessions.then(jenkins -> {
            WorkflowRun run = end(jenkins, Result.SUCCESS);
            String log = JenkinsRule.getLog(run);
            assertEquals(1, count(log, " ACCEPTED conference "), log);
            assertEquals(0, count(log, " FAILED "), log);
            assertEquals(0, count(log, " WARNING "), log);
        });
        assertEquals(new SandboxStream(conference, SandboxStream.State.OFF, 1, 1), sandbox.stream(conference));
    }

    @Test
    void aRestartCountsForNoTry() throws Throwable {
        sandbox.next(Endpoint.START, Fault.holdAnswer());
        sessions.then(jenkins -> {
            DolbyRtsConfiguration.get().setTries(1);
            begin(jenkins, start(), "dolbyRtsStop()");
            sandbox.awaitStream(conference, SandboxStream.State.LIVE, PATIENCE);
        });
        sessions.then(jenkins -> {
            WorkflowRun run = end(jenkins, Result.SUCCESS);
            assertEquals(0, count(JenkinsRule.getLog(run), " FAILED | RETRY "), JenkinsRule.getLog(run));
        });
        assertEquals(new SandboxStream(conference, SandboxStream.State.OFF, 1, 1), sandbox.stream(conference));
    }

    @Test
    void aStartThatWaitsForItsNextTryIsMadeAgain() throws Throwable {
        sandbox.next(Endpoint.START, Fault.status(503).retryAfter(Duration.ofSeconds(100)));
        sessions.then(jenkins -> {
            WorkflowRun run = begin(jenkins, start(), "dolbyRtsStop()");
            jenkins.waitForMessage(" RETRY conference " + conference, run);
        });
        sessions.then(jenkins -> {
            WorkflowRun run = end(jenkins, Result.SUCCESS);
            String log = JenkinsRule.getLog(run);
            assertEquals(0, count(log, " FAILED | WARNING "), log);
        });
        assertEquals(new SandboxStream(conference, SandboxStream.State.OFF, 1, 1), sandbox.stream(conference));
    }

    @Test
    void aStopIsMadeAgain() throws Throwable {
        Fault request = Fault.hold();
        sandbox.next(Endpoint.STOP, request);
        sessions.then(jenkins -> {
            begin(jenkins, start(), "dolbyRtsStop()");
            request.awaitArrived(PATIENCE);
        });
        assertEquals(List.of(conference), sandbox.onAir());
        sessions.then(jenkins -> end(jenkins, Result.SUCCESS));
        assertEquals(new SandboxStream(conference, SandboxStream.State.OFF, 1, 1), sandbox.stream(conference));
    }

    @Test
    void aBuildStopsAfterwardsWhatItStartedBefore() throws Throwable {
        sessions.then(jenkins -> {
            WorkflowRun run = begin(
                    jenkins,
                    "def stream = " + start(),
                    "input 'the show must go on'",
                    "echo \"still ${stream.status} ${stream.viewerUrl}\"",
                    "dolbyRtsStop()");
            jenkins.waitForMessage("the show must go on", run);
        });
        assertEquals(List.of(conference), sandbox.onAir());
        sessions.then(jenkins -> {
            WorkflowRun run = run(jenkins);
            jenkins.waitForMessage("the show must go on", run);
            InputAction inputs = run.getAction(InputAction.class);
            inputs.getExecutions().get(0).proceed(null);
            end(jenkins, Result.SUCCESS);
            jenkins.assertLogContains("still ACCEPTED https://viewer.millicast.com?streamId=", run);
        });
        assertEquals(new SandboxStream(conference, SandboxStream.State.OFF, 1, 1), sandbox.stream(conference));
    }

    private String start() {
        return SandboxedJenkins.start(sandbox.account(), conference);
    }

    private WorkflowRun begin(JenkinsRule jenkins, String... script) throws Exception {
        return begin(jenkins, StatusSource.NONE, script);
    }

    private WorkflowRun begin(JenkinsRule jenkins, StatusSource source, String... script) throws Exception {
        DolbyRtsConfiguration.get().setStatusSource(source);
        SandboxedJenkins.configure(sandbox);
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, JOB);
        job.setDefinition(new CpsFlowDefinition(String.join("\n", script), true));
        return job.scheduleBuild2(0).waitForStart();
    }

    private static WorkflowRun run(JenkinsRule jenkins) {
        return jenkins.jenkins.getItemByFullName(JOB, WorkflowJob.class).getBuildByNumber(1);
    }

    private static WorkflowRun end(JenkinsRule jenkins, Result result) throws Exception {
        return jenkins.assertBuildStatus(result, jenkins.waitForCompletion(run(jenkins)));
    }

    private static long count(String log, String pattern) {
        return log.lines().filter(line -> line.matches(".*(" + pattern + ").*")).count();
    }
}
