package io.jenkins.plugins.dolbyrts.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.dolbyrts.config.DolbyRtsConfiguration;
import io.jenkins.plugins.dolbyrts.config.StatusSource;
import io.jenkins.plugins.dolbyrts.sandbox.Endpoint;
import io.jenkins.plugins.dolbyrts.sandbox.Sandbox;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/**
 * For test classes: one Jenkins for all tests of a class, which saves the seconds that a start of Jenkins takes, and
 * for each test a sandbox of its own, whose account and settings the Jenkins has.
 */
@WithJenkins
@Timeout(value = 3, unit = TimeUnit.MINUTES)
public abstract class SharedJenkins {

    /** For what is expected to happen, and would be waited for in vain on a failure only. */
    protected static final Duration PATIENCE = Duration.ofSeconds(60);

    protected static JenkinsRule jenkins;

    protected Sandbox sandbox;

    @BeforeAll
    static void startJenkins(JenkinsRule rule) {
        jenkins = rule;
    }

    @AfterAll
    static void stopJenkins() throws Exception {
        jenkins.after();
        jenkins = null;
    }

    @BeforeEach
    void pointJenkinsAtASandbox() throws IOException {
        sandbox = Sandbox.start();
        SandboxedJenkins.forgetCredentials();
        DolbyRtsConfiguration settings = DolbyRtsConfiguration.get();
        settings.setApiVersion(2);
        settings.setConnectTimeout(10);
        settings.setResponseTimeout(30);
        settings.setTimeout(120);
        settings.setTries(4);
        settings.setStatusSource(StatusSource.NONE);
        SandboxedJenkins.configure(sandbox);
    }

    @AfterEach
    void closeSandbox() {
        sandbox.close();
    }

    /** The call that starts the stream of a conference with version 2 and the global credentials. */
    protected String start(String conferenceId, String... more) {
        return SandboxedJenkins.start(sandbox.account(), conferenceId, more);
    }

    /** The call that starts the stream of a conference with version 3 and the global credentials. */
    protected static String startV3(String conferenceId, String... more) {
        String further = more.length == 0 ? "" : ", " + String.join(", ", more);
        return "dolbyRtsStart(apiVersion: 3, conferenceId: '" + conferenceId + "', credentialsId: '"
                + SandboxedJenkins.APP + "'" + further + ")";
    }

    /** A Pipeline job whose script, a line each, runs in the script sandbox. */
    protected static WorkflowJob job(String... script) throws Exception {
        return define(jenkins.createProject(WorkflowJob.class), script);
    }

    /** The same in a folder. */
    protected static WorkflowJob job(Folder folder, String... script) throws Exception {
        return define(
                folder.createProject(
                        WorkflowJob.class, "job" + (folder.getItems().size() + 1)),
                script);
    }

    private static WorkflowJob define(WorkflowJob job, String... script) throws Exception {
        job.setDefinition(new CpsFlowDefinition(String.join("\n", script), true));
        return job;
    }

    /** Builds a Pipeline to its end. */
    protected static WorkflowRun build(Result result, String... script) throws Exception {
        return jenkins.buildAndAssertStatus(result, job(script));
    }

    protected static String log(Run<?, ?> run) throws IOException {
        return JenkinsRule.getLog(run);
    }

    /** Those lines of a build's log that hold the text. */
    protected static List<String> lines(Run<?, ?> run, String text) throws IOException {
        return log(run).lines().filter(line -> line.contains(text)).toList();
    }

    /** The build's log says this in the one line that tells of a failure, and holds no stack trace. */
    protected static void assertOnlyError(String message, Run<?, ?> run) throws IOException {
        assertEquals(List.of("ERROR: " + message), lines(run, "ERROR: "), () -> "of " + run);
        assertNoStackTrace(run);
    }

    protected static void assertNoStackTrace(Run<?, ?> run) throws IOException {
        assertFalse(
                log(run).lines().anyMatch(line -> line.startsWith("\tat ") || line.contains("Exception")),
                () -> "a stack trace in the log of " + run);
    }

    protected static void assertLogMatches(String line, Run<?, ?> run) throws IOException {
        assertTrue(log(run).lines().anyMatch(candidate -> candidate.matches(line)), () -> {
            try {
                return "no line matches " + line + " in:\n" + log(run);
            } catch (IOException e) {
                return e.toString();
            }
        });
    }

    protected void assertNoRequests() {
        assertEquals(List.of(), sandbox.requests(Endpoint.ANY));
    }
}
