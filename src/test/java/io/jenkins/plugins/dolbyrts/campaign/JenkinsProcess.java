package io.jenkins.plugins.dolbyrts.campaign;

import hudson.model.FreeStyleProject;
import hudson.model.Node;
import hudson.model.Queue;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.Slave;
import hudson.model.queue.QueueTaskFuture;
import hudson.slaves.DumbSlave;
import hudson.slaves.OfflineCause;
import hudson.slaves.RetentionStrategy;
import hudson.tasks.Shell;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.build.SandboxedJenkins;
import io.jenkins.plugins.dolbyrts.config.DolbyRtsConfiguration;
import io.jenkins.plugins.dolbyrts.config.StatusSource;
import io.jenkins.plugins.dolbyrts.freestyle.BroadcastBuildWrapper;
import io.jenkins.plugins.dolbyrts.pipeline.DolbyRtsBroadcastStep;
import io.jenkins.plugins.dolbyrts.register.OnAir;
import io.jenkins.plugins.dolbyrts.sandbox.Sandbox;
import io.jenkins.plugins.dolbyrts.sandbox.SandboxAccount;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** The Jenkins of the campaign, a process of its own. What is static here runs in that process. */
final class JenkinsProcess {

    private final RealJenkinsExtension process;

    JenkinsProcess(RealJenkinsExtension process) {
        this.process = process;
    }

    /** Starts it, with the sandbox's credentials and short time-outs, and has the sandbox send its events there. */
    void start(Sandbox sandbox, int executors) throws Throwable {
        process.startJenkins();
        URI url = sandbox.url();
        SandboxAccount account = sandbox.account();
        process.run(jenkins -> configure(url, account, executors));
        sandbox.webhooks().targets(URI.create(process.getUrl() + DolbyRtsConfiguration.WEBHOOK_PATH + "/"));
    }

    /** Makes the jobs. */
    void create(List<Job> jobs) throws Throwable {
        ArrayList<Job> sent = new ArrayList<>(jobs);
        process.run(jenkins -> {
            for (Job job : sent) {
                create(jenkins, job);
            }
        });
    }

    /** Begins a show's build, later if Jenkins is down, but only once. */
    void begin(Show show) throws Exception {
        String name = show.name();
        sure(() -> process.call(jenkins -> begin(jenkins.jenkins, name)));
    }

    /** Aborts a show's build as a user would; false if it was over. */
    boolean abort(Show show) throws Exception {
        String name = show.name();
        return sure(() -> process.call(jenkins -> abort(jenkins.jenkins, name)));
    }

    /** Cuts a show's agent off and takes it away, once it has the body to do; false if the build was over. */
    boolean loseAgent(Show show) throws Exception {
        String name = show.name();
        return sure(() -> process.call(jenkins -> loseAgent(jenkins.jenkins, name)));
    }

    /** Those of these shows whose builds have begun and are not over. */
    List<Show> atWork(List<Show> shows) throws Throwable {
        ArrayList<String> names = new ArrayList<>(shows.stream().map(Show::name).toList());
        List<String> atWork = process.call(jenkins -> {
            ArrayList<String> busy = new ArrayList<>(names);
            busy.removeIf(name -> !isAtWork(job(jenkins.jenkins, name).getBuildByNumber(1)));
            return busy;
        });
        return shows.stream().filter(show -> atWork.contains(show.name())).toList();
    }

    /** What has become of the builds of these shows. */
    List<Build> builds(List<Show> shows) throws Throwable {
        ArrayList<String> names = new ArrayList<>(shows.stream().map(Show::name).toList());
        return process.call(jenkins -> {
            ArrayList<Build> builds = new ArrayList<>();
            for (String name : names) {
                builds.add(build(jenkins.jenkins, name));
            }
            return builds;
        });
    }

    /** The conferences that Jenkins has in its register of what may be on air. */
    List<String> register() throws Throwable {
        return process.call(jenkins -> new ArrayList<>(
                OnAir.get().list().stream().map(Broadcast::getConferenceId).toList()));
    }

    /** Stops and starts it, by request or by SIGTERM. */
    void restart(boolean politely) throws Exception {
        if (politely) {
            process.stopJenkins();
        } else {
            Process running = process.getProcess();
            running.destroy();
            if (!running.waitFor(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Jenkins does not end on SIGTERM");
            }
            process.stopJenkinsForcibly();
        }
        process.startJenkins();
    }

    /** Kills it as {@code kill -9} does, and starts it. */
    void kill() throws Exception {
        Process running = process.getProcess();
        process.stopJenkinsForcibly();
        running.waitFor();
        process.startJenkins();
    }

    private static void configure(URI url, SandboxAccount account, int executors) throws IOException {
        SandboxedJenkins.configure(url, account);
        DolbyRtsConfiguration settings = DolbyRtsConfiguration.get();
        settings.setConnectTimeout(2);
        settings.setResponseTimeout(4);
        settings.setTimeout(15);
        settings.setTries(3);
        settings.setStatusSource(StatusSource.AUTOMATIC);
        settings.setPollInterval(1);
        settings.save();
        Jenkins.get().setNumExecutors(executors);
        Jenkins.get().setQuietPeriod(0);
        Jenkins.get().save();
    }

    private static void create(JenkinsRule rule, Job job) throws Exception {
        if (job.agent()) {
            Slave agent = new DumbSlave(
                    job.name(),
                    new File(Jenkins.get().getRootDir(), "agents/" + job.name()).getPath(),
                    rule.createComputerLauncher(null));
            agent.setLabelString(job.name());
            agent.setRetentionStrategy(RetentionStrategy.NOOP);
            Jenkins.get().addNode(agent);
            agent.toComputer().connect(false);
        }
        if (job.freestyle()) {
            FreeStyleProject project = Jenkins.get().createProject(FreeStyleProject.class, job.name());
            DolbyRtsBroadcastStep step = new DolbyRtsBroadcastStep(job.conference(), SandboxedJenkins.APP);
            step.setStreamName(job.streamName());
            step.setPublishingTokenCredentialsId(SandboxedJenkins.PUBLISHING_TOKEN);
            project.getBuildWrappersList().add(new BroadcastBuildWrapper(step));
            project.getBuildersList().add(new Shell(job.script()));
            project.setAssignedNode(Jenkins.get());
        } else {
            WorkflowJob pipeline = Jenkins.get().createProject(WorkflowJob.class, job.name());
            pipeline.setDefinition(new CpsFlowDefinition(job.script(), true));
        }
    }

    private static boolean begin(Jenkins jenkins, String name) {
        hudson.model.Job<?, ?> job = job(jenkins, name);
        if (job.getNextBuildNumber() == 1 && !job.isInQueue()) {
            QueueTaskFuture<?> ignored = job instanceof WorkflowJob pipeline
                    ? pipeline.scheduleBuild2(0)
                    : ((FreeStyleProject) job).scheduleBuild2(0);
        }
        return true;
    }

    private static boolean abort(Jenkins jenkins, String name) throws Exception {
        hudson.model.Job<?, ?> job = job(jenkins, name);
        Run<?, ?> run = job.getBuildByNumber(1);
        if (run == null && !Queue.getInstance().cancel((Queue.Task) job)) {
            throw new IllegalStateException("the build is about to begin");
        }
        boolean hit = run == null || isAtWork(run);
        if (run instanceof WorkflowRun pipeline) {
            pipeline.doStop();
        } else if (run != null && run.getExecutor() != null) {
            run.getExecutor().interrupt(Result.ABORTED);
        }
        return hit;
    }

    private static boolean loseAgent(Jenkins jenkins, String name) throws Exception {
        Node node = jenkins.getNode(name);
        if (node == null) {
            return true; // lost by an earlier try
        }
        boolean over = build(jenkins, name).over();
        if (!over && !isOnAgent(job(jenkins, name).getBuildByNumber(1))) {
            throw new IllegalStateException("the agent has nothing to do yet");
        }
        node.toComputer().disconnect(new OfflineCause.ByCLI("lost"));
        jenkins.removeNode(node);
        return !over;
    }

    /** An agent that is taken away earlier is waited for, as long as it takes. */
    private static boolean isOnAgent(Run<?, ?> run) throws IOException {
        return run != null && run.getLog(Integer.MAX_VALUE).stream().anyMatch(line -> line.startsWith("Running on "));
    }

    private static Build build(Jenkins jenkins, String name) throws IOException {
        hudson.model.Job<?, ?> job = job(jenkins, name);
        Run<?, ?> run = job.getBuildByNumber(1);
        if (run == null) {
            return new Build(name, !job.isInQueue(), null, false, "no build");
        }
        if (isAtWork(run)) {
            return new Build(name, false, null, false, "");
        }
        String log = String.join("\n", run.getLog(Integer.MAX_VALUE));
        Result result = run.getResult();
        return new Build(name, true, result == null ? null : result.toString(), log.contains("\n" + Show.OVER), log);
    }

    private static boolean isAtWork(Run<?, ?> run) {
        return run != null && (run.isBuilding() || run.isLogUpdated());
    }

    private static hudson.model.Job<?, ?> job(Jenkins jenkins, String name) {
        return jenkins.getItemByFullName(name, hudson.model.Job.class);
    }

    /** Asks again while Jenkins is down, or not so far yet. */
    private static boolean sure(Request request) throws Exception {
        for (int tries = 1; ; tries++) {
            try {
                return request.make();
            } catch (Throwable e) {
                if (tries == 240) {
                    throw new IllegalStateException(e);
                }
                Thread.sleep(500);
            }
        }
    }

    /** Something asked of Jenkins. */
    private interface Request {
        boolean make() throws Throwable;
    }
}
