package io.jenkins.plugins.dolbyrts.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.hudson.plugins.folder.properties.FolderCredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.Item;
import hudson.model.Items;
import hudson.model.Result;
import hudson.model.Run;
import hudson.security.AuthorizationStrategy;
import hudson.security.SecurityRealm;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.broadcast.StreamStatus;
import io.jenkins.plugins.dolbyrts.build.SandboxedJenkins;
import io.jenkins.plugins.dolbyrts.build.SharedJenkins;
import io.jenkins.plugins.dolbyrts.config.DolbyRtsConfiguration;
import io.jenkins.plugins.dolbyrts.config.StatusSource;
import io.jenkins.plugins.dolbyrts.register.OnAir;
import io.jenkins.plugins.dolbyrts.sandbox.Endpoint;
import io.jenkins.plugins.dolbyrts.sandbox.Fault;
import io.jenkins.plugins.dolbyrts.sandbox.Sandbox;
import io.jenkins.plugins.dolbyrts.sandbox.SandboxStream;
import io.jenkins.plugins.dolbyrts.sandbox.SeenRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.logging.Level;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.LogRecorder;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** What happens to a broadcast when its build, its job or its credentials do not see it to its end. */
class BackgroundStopsTest extends SharedJenkins {

    private String conference;

    @BeforeEach
    void followStatuses() {
        conference = sandbox.account().conferenceId();
        DolbyRtsConfiguration settings = DolbyRtsConfiguration.get();
        settings.setStatusSource(StatusSource.MONITOR);
        settings.setPollInterval(1);
        settings.setTries(1);
    }

    @AfterEach
    void openJenkinsAgain() throws Exception {
        jenkins.jenkins.doCancelQuietDown();
        jenkins.jenkins.setSecurityRealm(SecurityRealm.NO_AUTHENTICATION);
        jenkins.jenkins.setAuthorizationStrategy(AuthorizationStrategy.UNSECURED);
    }

    @Test
    void triesAgainAfterGrowingPausesUntilSomebodyElseStopsTheStream() throws Exception {
        sandbox.always(Endpoint.STOP, Fault.status(503));
        Run<?, ?> run = build(Result.FAILURE, broadcast() + " { echo 'show' }");
        jenkins.assertLogContains("the stream may still be on air, Jenkins goes on trying", run);
        Broadcast broadcast = only(run);
        assertTrue(BackgroundStops.isWanted(broadcast));
        // the block's own, then those of the background
        List<SeenRequest> stops = sandbox.awaitRequests(Endpoint.STOP, 4, PATIENCE);
        assertTrue(between(stops, 1, 2).compareTo(Duration.ofSeconds(9)) > 0, "first pause");
        assertTrue(between(stops, 2, 3).compareTo(Duration.ofSeconds(19)) > 0, "second pause");
        sandbox.clearFaults();
        build(Result.SUCCESS, "dolbyRtsStop(conferenceId: '" + conference + "', credentialsId: 'dolby-app')");
        assertFalse(broadcast.getStatus().mayBeOnAir());
        assertEquals(List.of(), Shows.registered(broadcast.getJob()));
    }

    @Test
    void worksOnceTheCredentialIsBack() throws Exception {
        WorkflowRun run = begin(job(broadcast() + " { input 'go on' }"));
        SandboxedJenkins.forgetCredentials();
        LogRecorder log =
                new LogRecorder().record(BackgroundStops.class, Level.INFO).capture(100);
        Shows.proceed(jenkins, run);
        Shows.end(jenkins, Result.FAILURE, run);
        Shows.await(
                "the log of Jenkins",
                () -> log.getMessages().stream()
                        .anyMatch(line ->
                                line.contains("may still be on air") && line.contains("no credential 'dolby-app'")));
        assertEquals(List.of(conference), sandbox.onAir());
        SandboxedJenkins.configure(sandbox);
        sandbox.awaitStream(conference, SandboxStream.State.OFF, PATIENCE);
    }

    @Test
    void worksOnceTheRotatedSecretIsThere() throws Exception {
        WorkflowRun run = begin(job(broadcast() + " { input 'go on' }"));
        SandboxedJenkins.forgetCredentials();
        global().addCredentials(
                        Domain.global(),
                        new UsernamePasswordCredentialsImpl(
                                CredentialsScope.GLOBAL,
                                SandboxedJenkins.APP,
                                "",
                                sandbox.account().appKey(),
                                "old"));
        sandbox.expireTokensNow();
        Shows.proceed(jenkins, run);
        Shows.end(jenkins, Result.FAILURE, run);
        jenkins.assertLogContains("compare the app key and secret", run);
        assertEquals(List.of(conference), sandbox.onAir());
        SandboxedJenkins.forgetCredentials();
        SandboxedJenkins.configure(sandbox);
        sandbox.awaitStream(conference, SandboxStream.State.OFF, PATIENCE);
    }

    @Test
    void needsNobodyLoggedInAndFindsTheCredentialsOfTheFolder() throws Exception {
        Folder folder = jenkins.createProject(Folder.class);
        SandboxedJenkins.forgetCredentials();
        CredentialsStore store = store(folder);
        for (StandardCredentials credential : List.of(
                SandboxedJenkins.app(SandboxedJenkins.APP, sandbox.account()),
                SandboxedJenkins.publishingToken(SandboxedJenkins.PUBLISHING_TOKEN, sandbox.account()))) {
            store.addCredentials(Domain.global(), credential);
        }
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy());
        sandbox.next(Endpoint.STOP, Fault.status(503));
        WorkflowRun run = begin(job(folder, broadcast("onStreamLost: 'UNSTABLE'") + " { input 'go on' }"));
        sandbox.failStream(conference, "The encoder is gone");
        jenkins.waitForMessage("the build goes on and is unstable", run);
        Shows.proceed(jenkins, run);
        Shows.end(jenkins, Result.FAILURE, run);
        sandbox.awaitRequests(Endpoint.STOP, 2, PATIENCE);
        Shows.await(
                "the end", () -> Shows.registered(run.getParent().getFullName()).isEmpty());
    }

    @Test
    void isStoppedWhenItsJobIsDeleted() throws Exception {
        WorkflowJob job = job(broadcast() + " { sleep 3600 }");
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("Sleeping", run);
        job.delete();
        sandbox.awaitStream(conference, SandboxStream.State.OFF, PATIENCE);
        Shows.await("the end", () -> Shows.registered(job.getFullName()).isEmpty());
    }

    @Test
    void isStoppedAlthoughItsJobIsDeletedWhileTheServiceIsDown() throws Exception {
        sandbox.next(Endpoint.STOP, 2, Fault.status(503));
        Run<?, ?> run = build(Result.FAILURE, broadcast() + " { echo 'show' }");
        run.getParent().delete();
        assertEquals(List.of(conference), sandbox.onAir());
        sandbox.awaitStream(conference, SandboxStream.State.OFF, PATIENCE);
    }

    @Test
    void staysInTheRegisterWhenTheJobOfAnUnguardedOneIsDeleted() throws Exception {
        Run<?, ?> run = build(Result.SUCCESS, start(conference));
        run.getParent().delete();
        watch();
        assertEquals(1, Shows.registered(run.getParent().getFullName()).size());
        assertEquals(List.of(conference), sandbox.onAir());
        build(Result.SUCCESS, "dolbyRtsStop(conferenceId: '" + conference + "', credentialsId: 'dolby-app')");
        assertEquals(List.of(), Shows.registered(run.getParent().getFullName()));
    }

    @Test
    void staysOnAirUnderTheNewNameWhenItsJobIsRenamed() throws Exception {
        WorkflowJob job = job(broadcast() + " { input 'go on' }");
        WorkflowRun run = begin(job);
        job.renameTo("renamed");
        assertStaysOnAir(run);
    }

    @Test
    void staysOnAirUnderTheNewNameWhenAFolderAboveIsMoved() throws Exception {
        Folder target = jenkins.createProject(Folder.class);
        Folder folder = jenkins.createProject(Folder.class);
        WorkflowRun run = begin(job(folder, broadcast() + " { input 'go on' }"));
        Folder moved = Items.move(folder, target);
        assertStaysOnAir(
                (WorkflowRun) ((WorkflowJob) moved.getItems().iterator().next()).getBuildByNumber(run.getNumber()));
    }

    @Test
    void isStoppedByItsBuildAlthoughTheJobIsDisabledMeanwhile() throws Exception {
        WorkflowJob job = job(broadcast() + " { input 'go on' }");
        WorkflowRun run = begin(job);
        job.setDisabled(true);
        assertStaysOnAir(run);
    }

    @Test
    void staysOnAirWhenJenkinsQuietsDownAndIsStoppedOnceItGoesOn() throws Exception {
        WorkflowRun run = begin(job(broadcast() + " { input 'go on' ; echo 'the end of the show' }"));
        jenkins.jenkins.doQuietDown();
        Shows.proceed(jenkins, run);
        jenkins.waitForMessage("Pausing", run);
        watch();
        assertEquals(List.of(conference), sandbox.onAir());
        jenkins.jenkins.doCancelQuietDown();
        Shows.end(jenkins, Result.SUCCESS, run);
        assertEquals(List.of(), sandbox.onAir());
    }

    @Test
    void isStoppedAlthoughTheClockOfJenkinsHasJumpedAhead() throws Exception {
        useClock(Duration.ofMinutes(-10));
        // what the service says of the stream looks older than its start
        WorkflowRun run = build(Result.FAILURE, broadcast("timeout: 3") + " { echo 'never' }");
        assertOnlyError("the stream was not LIVE in time, the last status is ACCEPTED", run);
        assertEquals(List.of(), sandbox.onAir());
        build(Result.SUCCESS, broadcast("waitForLive: false") + " { echo 'show' }");
        assertEquals(List.of(), sandbox.onAir());
    }

    @Test
    void isStoppedAlthoughTheClockOfJenkinsHasJumpedBack() throws Exception {
        useClock(Duration.ofMinutes(10));
        WorkflowRun run = begin(job(broadcast() + " { input 'go on' }"));
        sandbox.failStream(conference, "The encoder is gone");
        Shows.end(jenkins, Result.FAILURE, run);
        assertOnlyError("the stream was lost, the service reports ERROR: The encoder is gone", run);
        assertEquals(List.of(), sandbox.onAir());
    }

    @Test
    void isWrittenDownAlthoughTheThreadThatDoesSoIsInterrupted() throws Exception {
        WorkflowRun run = begin(job(broadcast() + " { input 'go on' }"));
        Broadcast broadcast = only(run);
        Shows.proceed(jenkins, run);
        Shows.end(jenkins, Result.SUCCESS, run);
        broadcast.reached(StreamStatus.REQUESTED, null, Instant.now());
        OnAir.get().changed(broadcast);
        assertEquals(1, Shows.registered(broadcast.getJob()).size());
        broadcast.reached(StreamStatus.STOPPED, null, Instant.now());
        Thread.currentThread().interrupt();
        OnAir.get().changed(broadcast);
        assertTrue(Thread.interrupted(), "the interruption is not forgotten");
        assertEquals(List.of(), Shows.registered(broadcast.getJob()));
    }

    /** The service's clock differs from that of Jenkins. */
    private void useClock(Duration difference) throws Exception {
        sandbox.close();
        sandbox = Sandbox.builder()
                .clock(Clock.offset(Clock.systemUTC(), difference))
                .start();
        conference = sandbox.account().conferenceId();
        SandboxedJenkins.forgetCredentials();
        SandboxedJenkins.configure(sandbox);
    }

    private void assertStaysOnAir(WorkflowRun run) throws Exception {
        String job = run.getParent().getFullName();
        watch();
        assertEquals(List.of(conference), sandbox.onAir());
        assertEquals(1, Shows.registered(job).size(), job);
        assertEquals(run, OnAir.build(Shows.registered(job).get(0)));
        Shows.proceed(jenkins, run);
        Shows.end(jenkins, Result.SUCCESS, run);
        assertEquals(List.of(), sandbox.onAir());
        assertEquals(List.of(), Shows.registered(job));
        assertEquals(1, sandbox.requests(Endpoint.STOP).size());
    }

    /** What goes on every half minute. */
    private static void watch() {
        jenkins.jenkins.getExtensionList(Watchman.class).get(0).doRun();
    }

    private static WorkflowRun begin(WorkflowJob job) throws Exception {
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("go on", run);
        return run;
    }

    private String broadcast(String... more) {
        return Shows.broadcast(sandbox.account(), conference, more);
    }

    private static Broadcast only(Run<?, ?> run) {
        List<Broadcast> broadcasts = Shows.registered(run.getParent().getFullName());
        assertEquals(1, broadcasts.size());
        return broadcasts.get(0);
    }

    private static Duration between(List<SeenRequest> requests, int first, int second) {
        return Duration.between(requests.get(first).at(), requests.get(second).at());
    }

    private static CredentialsStore global() {
        return CredentialsProvider.lookupStores(jenkins.jenkins).iterator().next();
    }

    static CredentialsStore store(Item folder) {
        for (CredentialsStore store : CredentialsProvider.lookupStores(folder)) {
            if (store.getProvider() instanceof FolderCredentialsProvider && store.getContext() == folder) {
                return store;
            }
        }
        throw new AssertionError("no store of credentials in " + folder);
    }
}
