package io.jenkins.plugins.dolbyrts.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import hudson.model.Computer;
import hudson.model.Item;
import hudson.model.Result;
import hudson.model.User;
import hudson.security.AuthorizationStrategy;
import io.jenkins.plugins.dolbyrts.build.SharedJenkins;
import io.jenkins.plugins.dolbyrts.config.DolbyRtsConfiguration;
import io.jenkins.plugins.dolbyrts.config.StatusSource;
import io.jenkins.plugins.dolbyrts.sandbox.Endpoint;
import io.jenkins.plugins.dolbyrts.sandbox.Fault;
import io.jenkins.plugins.dolbyrts.sandbox.SandboxStream;
import java.io.IOException;
import java.util.List;
import jenkins.model.Jenkins;
import jenkins.security.QueueItemAuthenticatorConfiguration;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.MockQueueItemAuthenticator;

/** Builds that run as a user of their own, who may use the credentials of the jobs. */
class AuthorizedBuildsTest extends SharedJenkins {

    private String conference;

    @BeforeEach
    void configure() {
        conference = sandbox.account().conferenceId();
        DolbyRtsConfiguration.get().setStatusSource(StatusSource.MONITOR);
        DolbyRtsConfiguration.get().setPollInterval(1);
        DolbyRtsConfiguration.get().setTries(1);
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
    }

    @AfterEach
    void openJenkinsAgain() {
        QueueItemAuthenticatorConfiguration.get().getAuthenticators().clear();
        jenkins.jenkins.setAuthorizationStrategy(AuthorizationStrategy.UNSECURED);
    }

    @Test
    void areFollowedAndStoppedWithTheCredentialsOfTheirStart() throws Exception {
        WorkflowJob job = job(Shows.broadcast(sandbox.account(), conference) + " { echo 'show' }");
        runAs("producer", job);
        WorkflowRun run =
                Shows.end(jenkins, Result.SUCCESS, job.scheduleBuild2(0).waitForStart());
        jenkins.assertLogContains(" LIVE conference " + conference, run);
        assertEquals(List.of(), sandbox.onAir());
    }

    @Test
    void areStoppedInTheBackground() throws Exception {
        WorkflowJob job = job(Shows.broadcast(sandbox.account(), conference) + " { echo 'show' }");
        runAs("producer", job);
        sandbox.next(Endpoint.STOP, Fault.status(503));
        Shows.end(jenkins, Result.FAILURE, job.scheduleBuild2(0).waitForStart());
        sandbox.awaitStream(conference, SandboxStream.State.OFF, PATIENCE);
    }

    @Test
    void doNotLearnWhichOtherJobIsOnAir() throws Exception {
        WorkflowJob show = job(Shows.broadcast(sandbox.account(), conference) + " { input 'go on' }");
        WorkflowJob another = job(Shows.broadcast(sandbox.account(), conference) + " { echo 'never' }");
        runAs("producer", show);
        WorkflowRun run = show.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("go on", run);
        runAs("stranger", another);
        assertOnlyError(
                "conferenceId: the conference is on air already, started by another job: a conference has one stream at a"
                        + " time, stop that one first",
                jenkins.buildAndAssertStatus(Result.FAILURE, another));
        jenkins.jenkins.setAuthorizationStrategy(AuthorizationStrategy.UNSECURED);
        Shows.proceed(jenkins, run);
        jenkins.waitForCompletion(run);
    }

    private static void runAs(String user, WorkflowJob job) throws IOException {
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Computer.BUILD)
                .everywhere()
                .to(user)
                .grant(Item.READ, Item.BUILD, CredentialsProvider.USE_ITEM)
                .onItems(job)
                .to(user));
        QueueItemAuthenticatorConfiguration.get()
                .getAuthenticators()
                .replace(new MockQueueItemAuthenticator()
                        .authenticate(
                                job.getFullName(), User.getById(user, true).impersonate2()));
    }
}
