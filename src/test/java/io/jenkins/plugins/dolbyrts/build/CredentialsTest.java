package io.jenkins.plugins.dolbyrts.build;

import static io.jenkins.plugins.dolbyrts.build.SandboxedJenkins.APP;
import static io.jenkins.plugins.dolbyrts.build.SandboxedJenkins.PUBLISHING_TOKEN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.hudson.plugins.folder.properties.FolderCredentialsProvider;
import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.domains.HostnameSpecification;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.Fingerprint;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.plugins.dolbyrts.sandbox.Endpoint;
import java.io.IOException;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which credentials a build may use, and what it says of those that it may not or cannot. */
class CredentialsTest extends SharedJenkins {

    @Test
    void thoseOfAFolderWorkInItAndInWhatIsBelow() throws Exception {
        SandboxedJenkins.forgetCredentials();
        Folder studio = folder();
        Folder below = studio.createProject(Folder.class, "below");
        addAccount(studio);
        String one = sandbox.account().alive().get(0);
        String other = sandbox.account().alive().get(1);

        jenkins.buildAndAssertSuccess(job(studio, start(one), "dolbyRtsStop()"));
        jenkins.buildAndAssertSuccess(job(below, start(other), "dolbyRtsStop()"));
        assertEquals(1, sandbox.stream(one).stops());
        assertEquals(1, sandbox.stream(other).stops());
    }

    @Test
    void thoseOfAnotherFolderAreNotToBeHad() throws Exception {
        SandboxedJenkins.forgetCredentials();
        addAccount(folder());
        Folder neighbour = folder();
        String conference = sandbox.account().conferenceId();

        assertOnlyError(
                "credentialsId: there is no credential 'dolby-app' that this job may use for " + sandbox.url()
                        + ": add one of the kind 'Username with password', or correct the id",
                jenkins.buildAndAssertStatus(Result.FAILURE, job(neighbour, start(conference))));
        assertOnlyError(
                "credentialsId: there is no credential 'dolby-app' that this job may use for " + sandbox.url()
                        + ": add one of the kind 'Username with password', or correct the id",
                jenkins.buildAndAssertStatus(
                        Result.FAILURE,
                        job(
                                neighbour,
                                "dolbyRtsStop conferenceId: '" + conference + "', credentialsId: '" + APP + "'")));
        assertNoRequests();
    }

    @Test
    void thoseOfAFolderGoBeforeTheGlobalOnesOfTheSameName() throws Exception {
        SandboxedJenkins.forgetCredentials();
        addGlobally(
                Domain.global(), new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, APP, null, "key", "no"));
        Folder studio = folder();
        addAccount(studio);
        jenkins.buildAndAssertSuccess(job(studio, start(sandbox.account().conferenceId())));
    }

    @Test
    void missingOnesAreNamedWithTheKindThatIsNeeded() throws Exception {
        String conference = sandbox.account().conferenceId();
        assertOnlyError(
                "credentialsId: there is no credential 'typo' that this job may use for " + sandbox.url()
                        + ": add one of the kind 'Username with password', or correct the id",
                build(Result.FAILURE, start(conference).replace(APP, "typo")));
        assertOnlyError(
                "publishingTokenCredentialsId: there is no credential 'typo' that this job may use for " + sandbox.url()
                        + ": add one of the kind 'Secret text', or correct the id",
                build(Result.FAILURE, start(conference).replace(PUBLISHING_TOKEN, "typo")));
        assertNoRequests();
    }

    @Test
    void thoseOfTheWrongKindAreNamedWithTheKindThatIsNeeded() throws Exception {
        String conference = sandbox.account().conferenceId();
        assertOnlyError(
                "credentialsId: the credential 'publishing-token' is of the kind 'Secret text': choose one of the kind"
                        + " 'Username with password'",
                build(Result.FAILURE, start(conference).replace(APP, PUBLISHING_TOKEN)));
        assertOnlyError(
                "publishingTokenCredentialsId: the credential 'dolby-app' is of the kind 'Username with password':"
                        + " choose one of the kind 'Secret text'",
                build(Result.FAILURE, start(conference).replace(PUBLISHING_TOKEN, APP)));
        assertNoRequests();
    }

    @Test
    void thoseForJenkinsItselfAreNotForJobs() throws Exception {
        SandboxedJenkins.forgetCredentials();
        addGlobally(
                Domain.global(),
                new UsernamePasswordCredentialsImpl(
                        CredentialsScope.SYSTEM,
                        APP,
                        null,
                        sandbox.account().appKey(),
                        sandbox.account().appSecret()));
        WorkflowRun run = build(Result.FAILURE, startV3(sandbox.account().conferenceId()));
        assertEquals(
                1,
                lines(run, "ERROR: credentialsId: there is no credential 'dolby-app'")
                        .size());
        assertNoRequests();
    }

    @Test
    void thoseOfADomainWorkForItsHosts() throws Exception {
        SandboxedJenkins.forgetCredentials();
        Domain domain = domain("127.0.0.1");
        addGlobally(domain, SandboxedJenkins.app(APP, sandbox.account()));
        addGlobally(domain, SandboxedJenkins.publishingToken(PUBLISHING_TOKEN, sandbox.account()));
        build(Result.SUCCESS, start(sandbox.account().conferenceId()), "dolbyRtsStop()");
    }

    @Test
    void thoseOfADomainAreNotSentElsewhere() throws Exception {
        String conference = sandbox.account().conferenceId();
        SandboxedJenkins.forgetCredentials();
        Domain domain = domain("*.dolby.io");
        addGlobally(domain, SandboxedJenkins.app(APP, sandbox.account()));
        addGlobally(Domain.global(), SandboxedJenkins.publishingToken(PUBLISHING_TOKEN, sandbox.account()));
        assertOnlyError(
                "credentialsId: there is no credential 'dolby-app' that this job may use for " + sandbox.url()
                        + ": add one of the kind 'Username with password', or correct the id",
                build(Result.FAILURE, start(conference)));

        SandboxedJenkins.forgetCredentials();
        addGlobally(Domain.global(), SandboxedJenkins.app(APP, sandbox.account()));
        addGlobally(domain, SandboxedJenkins.publishingToken(PUBLISHING_TOKEN, sandbox.account()));
        assertOnlyError(
                "publishingTokenCredentialsId: there is no credential 'publishing-token' that this job may use for "
                        + sandbox.url() + ": add one of the kind 'Secret text', or correct the id",
                build(Result.FAILURE, start(conference)));
        assertNoRequests();
    }

    @Test
    void theirUseIsTracked() throws Exception {
        Folder studio = folder();
        addAccount(studio);
        WorkflowJob job = job(studio, start(sandbox.account().conferenceId()), "dolbyRtsStop()");
        WorkflowRun run = jenkins.buildAndAssertSuccess(job);
        for (Credentials credential : store(studio).getCredentials(Domain.global())) {
            Fingerprint fingerprint = CredentialsProvider.getFingerprintOf(credential);
            assertNotNull(fingerprint, "no use of a credential was tracked");
            assertEquals(List.of(job.getFullName()), List.copyOf(fingerprint.getJobs()));
            assertTrue(fingerprint.getRangeSet(job).includes(run.getNumber()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", " ", "\t", "é", "\u200b"})
    void aSecretWithACharacterThatNoneHasIsRefusedAndNotShown(String character) throws Exception {
        String secret = "hush-hush" + character + "hush";
        addGlobally(
                Domain.global(),
                new UsernamePasswordCredentialsImpl(
                        CredentialsScope.GLOBAL,
                        "pasted",
                        null,
                        sandbox.account().appKey(),
                        secret));
        addGlobally(
                Domain.global(),
                new StringCredentialsImpl(CredentialsScope.GLOBAL, "pasted-token", null, Secret.fromString(secret)));
        String problem = ": the credential holds nothing, a space, a line break or another character that no key has:"
                + " copy it from the dashboard once more";

        String conference = sandbox.account().conferenceId();
        WorkflowRun key = build(Result.FAILURE, start(conference).replace(APP, "pasted"));
        assertOnlyError("credentialsId" + problem, key);
        WorkflowRun token = build(Result.FAILURE, start(conference).replace(PUBLISHING_TOKEN, "pasted-token"));
        assertOnlyError("publishingTokenCredentialsId" + problem, token);
        assertFalse(log(key).contains("hush") || log(token).contains("hush"), "a secret in the log");
        assertNoRequests();
    }

    @Test
    void anEmptySecretIsRefused() throws Exception {
        addGlobally(
                Domain.global(),
                new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, "empty", null, "key", ""));
        addGlobally(
                Domain.global(), new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, "no-key", null, "", "x"));
        for (String id : List.of("empty", "no-key")) {
            WorkflowRun run = build(
                    Result.FAILURE, startV3(sandbox.account().conferenceId()).replace("'" + APP, "'" + id));
            assertEquals(
                    1,
                    lines(run, "ERROR: credentialsId: the credential holds nothing")
                            .size());
            assertNoStackTrace(run);
        }
        assertNoRequests();
    }

    @Test
    void anAppKeyWithAColonIsRefused() throws Exception {
        addGlobally(
                Domain.global(),
                new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, "colon", null, "key:secret", "secret"));
        assertOnlyError(
                "credentialsId: the user name of the credential holds a colon, which no app key has: enter the app key",
                build(Result.FAILURE, startV3(sandbox.account().conferenceId()).replace("'" + APP, "'colon")));
        assertNoRequests();
    }

    @Test
    void aChangedSecretNeverMeetsATokenOfTheOldOne() throws Exception {
        build(Result.SUCCESS, startV3(sandbox.account().conferenceId()), "dolbyRtsStop()");
        SandboxedJenkins.forgetCredentials();
        addGlobally(
                Domain.global(),
                new UsernamePasswordCredentialsImpl(
                        CredentialsScope.GLOBAL, APP, null, sandbox.account().appKey(), "changed"));
        WorkflowRun run = build(Result.FAILURE, startV3(sandbox.account().conferenceId()));
        assertTrue(lines(run, "ERROR: ").get(0).contains("compare the app key and secret"), log(run));
        assertEquals(2, sandbox.requests(Endpoint.TOKEN).size());
        assertEquals(1, sandbox.requests(Endpoint.START).size());
    }

    private static Folder folder() throws IOException {
        return jenkins.createProject(Folder.class);
    }

    private void addAccount(Folder folder) throws IOException {
        CredentialsStore store = store(folder);
        store.addCredentials(Domain.global(), SandboxedJenkins.app(APP, sandbox.account()));
        store.addCredentials(Domain.global(), SandboxedJenkins.publishingToken(PUBLISHING_TOKEN, sandbox.account()));
    }

    private static CredentialsStore store(Folder folder) {
        return StreamSupport.stream(CredentialsProvider.lookupStores(folder).spliterator(), false)
                .filter(store ->
                        store.getProvider() instanceof FolderCredentialsProvider && store.getContext() == folder)
                .findFirst()
                .orElseThrow();
    }

    private static Domain domain(String hosts) {
        return new Domain("studio " + hosts, null, List.of(new HostnameSpecification(hosts, null)));
    }

    private static void addGlobally(Domain domain, StandardCredentials credential) throws IOException {
        CredentialsStore store =
                CredentialsProvider.lookupStores(jenkins.jenkins).iterator().next();
        if (!store.getDomains().contains(domain)) {
            store.addDomain(domain);
        }
        store.addCredentials(domain, credential);
    }
}
