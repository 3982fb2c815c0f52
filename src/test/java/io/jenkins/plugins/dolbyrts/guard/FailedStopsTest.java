package io.jenkins.plugins.dolbyrts.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.build.SandboxedJenkins;
import io.jenkins.plugins.dolbyrts.build.SharedJenkins;
import io.jenkins.plugins.dolbyrts.config.DolbyRtsConfiguration;
import io.jenkins.plugins.dolbyrts.config.StatusSource;
import io.jenkins.plugins.dolbyrts.sandbox.Endpoint;
import io.jenkins.plugins.dolbyrts.sandbox.Fault;
import io.jenkins.plugins.dolbyrts.sandbox.SandboxStream;
import java.net.URL;
import java.util.List;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** Stops that fail, whoever asked for them: the background goes on, with the credentials of the start. */
class FailedStopsTest extends SharedJenkins {

    private String conference;

    @BeforeEach
    void tryOnce() {
        conference = sandbox.account().conferenceId();
        DolbyRtsConfiguration.get().setStatusSource(StatusSource.MONITOR);
        DolbyRtsConfiguration.get().setTries(1);
    }

    @Test
    void anotherBuildsStopThatMeetsABrokenServiceIsTriedAgain() throws Exception {
        Broadcast broadcast = only(build(Result.SUCCESS, start(conference)));
        sandbox.next(Endpoint.STOP, Fault.status(503));
        build(Result.FAILURE, stop(SandboxedJenkins.APP));
        assertEquals(List.of(conference), sandbox.onAir());
        assertEquals("it could not be stopped so far, and Jenkins goes on trying", concern(broadcast));
        watch();
        sandbox.awaitStream(conference, SandboxStream.State.OFF, PATIENCE);
        Shows.await("the end", () -> Shows.registered(broadcast.getJob()).isEmpty());
        assertNull(concern(broadcast));
    }

    @Test
    void anotherBuildsStopThatIsRefusedTakesNothingOffAir() throws Exception {
        CredentialsProvider.lookupStores(jenkins.jenkins)
                .iterator()
                .next()
                .addCredentials(
                        Domain.global(),
                        new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, "wrong", "", "key", "secret"));
        Broadcast broadcast = only(build(Result.SUCCESS, start(conference)));
        build(Result.FAILURE, stop("wrong"));
        watch();
        assertNull(broadcast.getStopUntil());
        assertEquals(List.of(conference), sandbox.onAir());
    }

    @Test
    void aStopWhoseCredentialIsGoneWorksOnceItIsBack() throws Exception {
        WorkflowRun run = begin(start(conference), "input 'go on'", "dolbyRtsStop()");
        SandboxedJenkins.forgetCredentials();
        Shows.proceed(jenkins, run);
        Shows.end(jenkins, Result.FAILURE, run);
        jenkins.assertLogContains("there is no credential '" + SandboxedJenkins.APP + "'", run);
        jenkins.assertLogContains("the stream may still be on air, Jenkins goes on trying", run);
        SandboxedJenkins.configure(sandbox);
        sandbox.awaitStream(conference, SandboxStream.State.OFF, PATIENCE);
    }

    @Test
    void theLogSaysWhyTheStopAtTheEndOfTheBuildFailed() throws Exception {
        WorkflowRun run = begin(start(conference, "stopAtEndOfBuild: true"), "input 'go on'");
        SandboxedJenkins.forgetCredentials();
        Shows.proceed(jenkins, run);
        Shows.end(jenkins, Result.FAILURE, run);
        assertLogMatches(
                ".* WARNING conference " + conference + " .*cannot be stopped: credentialsId: there is no credential '"
                        + SandboxedJenkins.APP + "'.*",
                run);
        SandboxedJenkins.configure(sandbox);
        sandbox.awaitStream(conference, SandboxStream.State.OFF, PATIENCE);
    }

    @Test
    void aStopWhoseJobIsGoneFindsTheCredentialsOfTheFolder() throws Exception {
        Folder outer = jenkins.createProject(Folder.class);
        Folder inner = outer.createProject(Folder.class, "shows");
        SandboxedJenkins.forgetCredentials();
        BackgroundStopsTest.store(outer)
                .addCredentials(Domain.global(), SandboxedJenkins.app(SandboxedJenkins.APP, sandbox.account()));
        BackgroundStopsTest.store(outer)
                .addCredentials(
                        Domain.global(),
                        SandboxedJenkins.publishingToken(SandboxedJenkins.PUBLISHING_TOKEN, sandbox.account()));
        sandbox.next(Endpoint.STOP, 2, Fault.status(503));
        WorkflowRun run = job(inner, Shows.broadcast(sandbox.account(), conference) + " { echo 'show' }")
                .scheduleBuild2(0)
                .waitForStart();
        Shows.end(jenkins, Result.FAILURE, run);
        inner.delete();
        assertEquals(List.of(conference), sandbox.onAir());
        sandbox.awaitStream(conference, SandboxStream.State.OFF, PATIENCE);
    }

    @Test
    void aStopThatAPersonAskedForIsTriedAgainWhileTheBuildGoesOn() throws Exception {
        WorkflowRun run = begin(start(conference), "input 'go on'");
        sandbox.next(Endpoint.STOP, Fault.status(503));
        try (JenkinsRule.WebClient web = jenkins.createWebClient()) {
            URL stop =
                    new URL(jenkins.getURL(), "dolby-rts/stop?id=" + only(run).getId());
            web.getPage(web.addCrumb(new WebRequest(stop, HttpMethod.POST)));
        }
        sandbox.awaitRequests(Endpoint.STOP, 1, PATIENCE);
        Shows.await("the failure", () -> only(run).getStopUntil() != null);
        watch();
        sandbox.awaitStream(conference, SandboxStream.State.OFF, PATIENCE);
        assertTrue(run.isBuilding());
        Shows.proceed(jenkins, run);
        Shows.end(jenkins, Result.SUCCESS, run);
    }

    private WorkflowRun begin(String... script) throws Exception {
        WorkflowRun run = job(script).scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("go on", run);
        return run;
    }

    private String stop(String credentialsId) {
        return "dolbyRtsStop conferenceId: '" + conference + "', credentialsId: '" + credentialsId + "'";
    }

    private static Broadcast only(Run<?, ?> run) {
        List<Broadcast> broadcasts = Shows.registered(run.getParent().getFullName());
        assertEquals(1, broadcasts.size());
        return broadcasts.get(0);
    }

    private static String concern(Broadcast broadcast) {
        return jenkins.jenkins.getExtensionList(OnAirMonitor.class).get(0).getConcerns().stream()
                .filter(concern -> concern.broadcast().getId().equals(broadcast.getId()))
                .map(OnAirMonitor.Concern::what)
                .findFirst()
                .orElse(null);
    }

    /** What goes on every half minute. */
    private static void watch() {
        jenkins.jenkins.getExtensionList(Watchman.class).get(0).doRun();
    }
}
