package io.jenkins.plugins.dolbyrts.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hudson.model.Job;
import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.build.SandboxedJenkins;
import io.jenkins.plugins.dolbyrts.config.DolbyRtsConfiguration;
import io.jenkins.plugins.dolbyrts.config.StatusSource;
import io.jenkins.plugins.dolbyrts.pipeline.DolbyRtsBroadcastStep;
import io.jenkins.plugins.dolbyrts.pipeline.StreamStep;
import io.jenkins.plugins.dolbyrts.register.OnAir;
import io.jenkins.plugins.dolbyrts.sandbox.Sandbox;
import io.jenkins.plugins.dolbyrts.sandbox.SandboxAccount;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.support.steps.input.InputAction;
import org.jvnet.hudson.test.JenkinsRule;

/** What the tests of broadcasts that have to end have in common. */
final class Shows {

    /** For what is expected to happen, and would be waited for in vain on a failure only. */
    static final Duration PATIENCE = Duration.ofSeconds(90);

    private Shows() {}

    /** A Jenkins that asks the sandbox every second what has become of its streams. */
    static void configure(Sandbox sandbox) throws IOException {
        DolbyRtsConfiguration settings = DolbyRtsConfiguration.get();
        settings.setStatusSource(StatusSource.MONITOR);
        settings.setPollInterval(1);
        SandboxedJenkins.configure(sandbox);
    }

    /** The head of a broadcast's block. */
    static String broadcast(SandboxAccount account, String conference, String... more) {
        return SandboxedJenkins.start(account, conference, more).replaceFirst("dolbyRtsStart", "dolbyRtsBroadcast");
    }

    static DolbyRtsBroadcastStep broadcastStep(SandboxAccount account, String conference) {
        return complete(new DolbyRtsBroadcastStep(conference, SandboxedJenkins.APP), account);
    }

    static <T extends StreamStep> T complete(T step, SandboxAccount account) {
        step.setStreamName(account.streamName());
        step.setPublishingTokenCredentialsId(SandboxedJenkins.PUBLISHING_TOKEN);
        return step;
    }

    static WorkflowRun begin(JenkinsRule jenkins, String name, String... script) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, name);
        job.setDefinition(new CpsFlowDefinition(String.join("\n", script), true));
        return job.scheduleBuild2(0).waitForStart();
    }

    /** The first build of a job. */
    static Run<?, ?> build(JenkinsRule jenkins, String name) {
        return jenkins.jenkins.getItemByFullName(name, Job.class).getBuildByNumber(1);
    }

    static WorkflowRun pipeline(JenkinsRule jenkins, String name) {
        return (WorkflowRun) build(jenkins, name);
    }

    static <R extends Run<?, ?>> R end(JenkinsRule jenkins, Result result, R run) throws Exception {
        return jenkins.assertBuildStatus(result, jenkins.waitForCompletion(run));
    }

    /** Answers the question that a build has asked, once it has. */
    static void proceed(JenkinsRule jenkins, WorkflowRun run) throws Exception {
        await(
                "the question of " + run,
                () -> run.getAction(InputAction.class) != null
                        && !run.getAction(InputAction.class).getExecutions().isEmpty());
        run.getAction(InputAction.class).getExecutions().get(0).proceed(null);
    }

    /** The broadcasts of the register that a job has started. */
    static List<Broadcast> registered(String job) {
        return OnAir.get().list().stream()
                .filter(broadcast -> broadcast.getJob().equals(job))
                .toList();
    }

    static void await(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            assertEquals(true, System.nanoTime() < deadline, () -> what + " awaited in vain");
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
