package io.jenkins.plugins.dolbyrts.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.FreeStyleProject;
import hudson.model.Result;
import io.jenkins.plugins.dolbyrts.broadcast.StreamStatus;
import io.jenkins.plugins.dolbyrts.build.SandboxedJenkins;
import io.jenkins.plugins.dolbyrts.config.DolbyRtsConfiguration;
import io.jenkins.plugins.dolbyrts.config.StatusSource;
import io.jenkins.plugins.dolbyrts.freestyle.BroadcastBuildWrapper;
import io.jenkins.plugins.dolbyrts.freestyle.StartBuildStep;
import io.jenkins.plugins.dolbyrts.freestyle.StayOnAirBuildStep;
import io.jenkins.plugins.dolbyrts.pipeline.DolbyRtsBroadcastStep;
import io.jenkins.plugins.dolbyrts.pipeline.DolbyRtsStartStep;
import io.jenkins.plugins.dolbyrts.register.OnAir;
import io.jenkins.plugins.dolbyrts.sandbox.Endpoint;
import io.jenkins.plugins.dolbyrts.sandbox.Fault;
import io.jenkins.plugins.dolbyrts.sandbox.Sandbox;
import io.jenkins.plugins.dolbyrts.sandbox.SandboxAccount;
import io.jenkins.plugins.dolbyrts.sandbox.SandboxStream;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;
import org.kohsuke.stapler.StaplerRequest2;

/** A Jenkins of its own process goes down in every way there is, with several broadcasts under way. */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class CrashTest {

    @RegisterExtension
    private final RealJenkinsExtension controller = new RealJenkinsExtension().javaOptions("-Xmx512m");

    private final Sandbox sandbox = Sandbox.start();

    @AfterEach
    void closeSandbox() {
        sandbox.close();
    }

    @Test
    void leavesNothingOnAirThatIsGuarded() throws Throwable {
        controller.startJenkins();
        controller.runRemotely(CrashTest::configure, service());
        String unguarded = killed();
        terminated(unguarded);
        shutDown(unguarded);
    }

    /** Kill -9: freestyle builds are lost, Pipelines go on from where they were. */
    private String killed() throws Throwable {
        String freestyle = sandbox.addConference();
        String unguarded = sandbox.addConference();
        String sent = sandbox.addConference();
        String pipeline = sandbox.addConference();
        String restarting = sandbox.addConference();
        String sentByPipeline = sandbox.addConference();
        String stopping = sandbox.addConference();
        String ending = sandbox.addConference();
        beginFreestyle("freestyle", freestyle);
        controller.runRemotely(CrashTest::startUnguarded, service(), new Show("unguarded", unguarded));
        beginPipeline("pipeline", pipeline, "input 'go on'");
        controller.runRemotely(
                CrashTest::startPipeline,
                service(),
                new Show("restarting", restarting, "input 'go on'", "onStreamLost: 'RESTART'"));
        controller.runRemotely(CrashTest::awaitLine, "restarting", "go on");
        Fault stop = Fault.hold();
        sandbox.next(Endpoint.STOP, 2, stop);
        controller.runRemotely(CrashTest::startPipeline, service(), new Show("stopping", stopping, "echo 'short'"));
        controller.runRemotely(CrashTest::startEnding, service(), new Show("ending", ending));
        stop.awaitArrived(2, Shows.PATIENCE);
        sandbox.next(Endpoint.START, Fault.holdAnswer());
        sandbox.failStream(restarting, "The encoder is gone");
        sandbox.awaitStream(restarting, SandboxStream.State.LIVE, Shows.PATIENCE);
        sandbox.next(Endpoint.START, Fault.holdAnswer());
        controller.runRemotely(CrashTest::startFreestyle, service(), new Show("sent", sent));
        sandbox.awaitStream(sent, SandboxStream.State.LIVE, Shows.PATIENCE);
        sandbox.next(Endpoint.START, Fault.holdAnswer());
        controller.runRemotely(
                CrashTest::startPipeline, service(), new Show("sent-by-pipeline", sentByPipeline, "input 'go on'"));
        sandbox.awaitStream(sentByPipeline, SandboxStream.State.LIVE, Shows.PATIENCE);

        ProcessHandle process = process();
        assertTrue(process.destroyForcibly());
        awaitEndOf(process);
        assertEquals(
                List.of(freestyle, unguarded, sent, pipeline, restarting, sentByPipeline, stopping, ending),
                sandbox.onAir());

        controller.startJenkins();
        assertTrue(controller.runRemotely(CrashTest::isRegistered, unguarded));
        for (String conference : List.of(freestyle, sent, stopping, ending)) {
            sandbox.awaitStream(conference, SandboxStream.State.OFF, Shows.PATIENCE);
        }
        controller.runRemotely(CrashTest::assertFailed, "ending");
        for (String job : List.of("pipeline", "restarting", "sent-by-pipeline")) {
            controller.runRemotely(CrashTest::finish, job);
        }
        assertEquals(List.of(unguarded), sandbox.onAir());
        assertEquals(
                "its build is gone, and nobody will stop it", controller.runRemotely(CrashTest::concern, unguarded));
        assertFalse(controller.runRemotely(CrashTest::isRegistered, freestyle));
        assertFalse(controller.runRemotely(CrashTest::isRegistered, sent));
        assertEquals(1, sandbox.stream(sentByPipeline).starts());
        assertEquals(2, sandbox.stream(restarting).starts());
        return unguarded;
    }

    /** SIGTERM: the same, although Jenkins gets to say goodbye. */
    private void terminated(String unguarded) throws Throwable {
        String freestyle = sandbox.addConference();
        String pipeline = sandbox.addConference();
        beginFreestyle("freestyle-2", freestyle);
        beginPipeline("pipeline-2", pipeline, "input 'go on'");

        ProcessHandle process = process();
        assertTrue(process.destroy());
        awaitEndOf(process);
        controller.startJenkins();
        sandbox.awaitStream(freestyle, SandboxStream.State.OFF, Shows.PATIENCE);
        controller.runRemotely(CrashTest::finish, "pipeline-2");
        assertEquals(List.of(unguarded), sandbox.onAir());
        assertTrue(controller.runRemotely(CrashTest::isRegistered, unguarded), "the unguarded one");
    }

    /** A safe shut-down waits for freestyle builds, and Pipelines go on afterwards. */
    private void shutDown(String unguarded) throws Throwable {
        String freestyle = sandbox.addConference();
        String pipeline = sandbox.addConference();
        beginFreestyle("freestyle-3", freestyle);
        beginPipeline("pipeline-3", pipeline, "input 'go on'");

        ProcessHandle process = process();
        controller.runRemotely(CrashTest::shutDownOnceBuildsAreOver);
        sandbox.endStream(freestyle);
        awaitEndOf(process);
        assertEquals(List.of(unguarded, pipeline), sandbox.onAir());
        controller.startJenkins();
        controller.runRemotely(CrashTest::assertFailed, "freestyle-3");
        controller.runRemotely(CrashTest::finish, "pipeline-3");
        assertEquals(List.of(unguarded), sandbox.onAir());
    }

    private ProcessHandle process() throws Throwable {
        return ProcessHandle.of(controller.runRemotely(CrashTest::pid)).orElseThrow();
    }

    private void awaitEndOf(ProcessHandle process) throws Exception {
        process.onExit().get(90, TimeUnit.SECONDS);
        controller.stopJenkinsForcibly(); // so that it is known to be down
    }

    private void beginFreestyle(String job, String conference) throws Throwable {
        controller.runRemotely(CrashTest::startFreestyle, service(), new Show(job, conference));
        controller.runRemotely(CrashTest::awaitLine, job, "for STOPPED");
    }

    private void beginPipeline(String job, String conference, String body) throws Throwable {
        controller.runRemotely(CrashTest::startPipeline, service(), new Show(job, conference, body));
        controller.runRemotely(CrashTest::awaitLine, job, "go on");
    }

    private Service service() {
        SandboxAccount account = sandbox.account();
        return new Service(
                sandbox.url().toString(),
                account.appKey(),
                account.appSecret(),
                account.streamName(),
                account.publishingToken());
    }

    private static void configure(JenkinsRule jenkins, Service service) throws Exception {
        DolbyRtsConfiguration settings = DolbyRtsConfiguration.get();
        settings.setStatusSource(StatusSource.MONITOR);
        settings.setPollInterval(1);
        settings.setAuthUrl(service.url);
        settings.setApiUrl(service.url);
        settings.save();
        SandboxedJenkins.addCredentials(service.account());
        jenkins.jenkins.setNumExecutors(8);
    }

    private static void startFreestyle(JenkinsRule jenkins, Service service, Show show) throws Exception {
        FreeStyleProject project = jenkins.createFreeStyleProject(show.job);
        DolbyRtsBroadcastStep step = Shows.broadcastStep(service.account(), show.conference);
        project.getBuildWrappersList().add(new BroadcastBuildWrapper(step));
        project.getBuildersList().add(new StayOnAirBuildStep(0));
        project.scheduleBuild2(0).waitForStart();
    }

    private static void startUnguarded(JenkinsRule jenkins, Service service, Show show) throws Exception {
        FreeStyleProject project = jenkins.createFreeStyleProject(show.job);
        DolbyRtsStartStep step = new DolbyRtsStartStep(show.conference, SandboxedJenkins.APP);
        project.getBuildersList().add(new StartBuildStep(Shows.complete(step, service.account())));
        project.getBuildersList().add(new StayOnAirBuildStep(0));
        jenkins.waitForMessage("for STOPPED", project.scheduleBuild2(0).waitForStart());
    }

    private static void startPipeline(JenkinsRule jenkins, Service service, Show show) throws Exception {
        Shows.begin(
                jenkins,
                show.job,
                Shows.broadcast(service.account(), show.conference, show.more) + " { " + show.body + " }");
    }

    /** A Pipeline whose program is over when its stream is stopped. */
    private static void startEnding(JenkinsRule jenkins, Service service, Show show) throws Exception {
        String start = SandboxedJenkins.start(service.account(), show.conference, "stopAtEndOfBuild: true");
        Shows.begin(jenkins, show.job, start);
    }

    private static void awaitLine(JenkinsRule jenkins, String job, String line) throws Exception {
        jenkins.waitForMessage(line, Shows.build(jenkins, job));
    }

    private static void finish(JenkinsRule jenkins, String job) throws Exception {
        WorkflowRun run = Shows.pipeline(jenkins, job);
        jenkins.waitForMessage("go on", run);
        Shows.await("LIVE in " + job, () -> Shows.registered(job).get(0).getStatus() == StreamStatus.LIVE);
        Shows.proceed(jenkins, run);
        Shows.end(jenkins, Result.SUCCESS, run);
    }

    private static void assertFailed(JenkinsRule jenkins, String job) throws Exception {
        assertNotNull(Shows.build(jenkins, job).getResult());
        jenkins.assertBuildStatus(Result.FAILURE, Shows.build(jenkins, job));
    }

    /** What the administrative monitor says of a conference. */
    private static String concern(JenkinsRule jenkins, String conference) {
        return jenkins.jenkins.getExtensionList(OnAirMonitor.class).get(0).getConcerns().stream()
                .filter(concern -> concern.broadcast().isConference(conference))
                .map(OnAirMonitor.Concern::what)
                .findFirst()
                .orElse("nothing");
    }

    private static Boolean isRegistered(JenkinsRule jenkins, String conference) {
        return !OnAir.get().ofConference(conference).isEmpty();
    }

    private static Long pid(JenkinsRule jenkins) {
        return ProcessHandle.current().pid();
    }

    private static void shutDownOnceBuildsAreOver(JenkinsRule jenkins) throws Exception {
        jenkins.jenkins.doSafeExit((StaplerRequest2) null);
    }

    /** What the process of Jenkins has to know of the sandbox. */
    private record Service(String url, String appKey, String appSecret, String streamName, String publishingToken)
            implements Serializable {

        SandboxAccount account() {
            return new SandboxAccount(
                    appKey, appSecret, streamName, publishingToken, "account", "", List.of(), List.of(), "");
        }
    }

    /** A job and what it puts on air. */
    private record Show(String job, String conference, String body, String... more) implements Serializable {

        Show(String job, String conference) {
            this(job, conference, "");
        }
    }
}
