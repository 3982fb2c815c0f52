package io.jenkins.plugins.dolbyrts.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.Result;
import io.jenkins.plugins.dolbyrts.build.SharedJenkins;
import io.jenkins.plugins.dolbyrts.sandbox.Endpoint;
import io.jenkins.plugins.dolbyrts.sandbox.SeenRequest;
import java.util.List;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;

class DryRunTest extends SharedJenkins {

    @Test
    void obtainsATokenAndStopsShortOfTheStart() throws Exception {
        String conference = sandbox.account().conferenceId();
        WorkflowRun run = build(
                Result.SUCCESS,
                "def stream = " + start(conference, "dryRun: true"),
                "echo \"<${stream.status}> <${stream.streamName}> <${stream.viewerUrl}>\"",
                "dolbyRtsStop()");

        assertEquals(List.of("POST /v1/auth/token"), requests());
        assertEquals(0, sandbox.stream(conference).starts());
        String stream = sandbox.account().streamName();
        assertLogMatches(
                "\\[Dolby\\.io RTS] \\S+Z REHEARSED conference " + conference + " stream " + stream
                        + " \\(v2, \\d+ ms, dry run: settings and credentials are in order,"
                        + " the stream was not started\\)",
                run);
        jenkins.assertLogContains(
                "<REHEARSED> <" + stream + "> <https://viewer.millicast.com?streamId="
                        + sandbox.account().streamAccountId() + "/" + stream + ">",
                run);
        jenkins.assertLogContains("nothing was stopped", run);
    }

    @Test
    void rehearsesVersion3AsWell() throws Exception {
        WorkflowRun run = build(Result.SUCCESS, startV3(sandbox.account().conferenceId(), "dryRun: true"));
        assertEquals(List.of("POST /v1/auth/token"), requests());
        assertEquals(1, lines(run, " REHEARSED ").size());
    }

    @Test
    void failsIfTheSecretIsWrong() throws Exception {
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new UsernamePasswordCredentialsImpl(
                        CredentialsScope.GLOBAL,
                        "mistyped",
                        null,
                        sandbox.account().appKey(),
                        "another-secret"));
        String conference = sandbox.account().conferenceId();
        WorkflowRun run = build(
                Result.FAILURE,
                "dolbyRtsStart apiVersion: 3, conferenceId: '" + conference
                        + "', credentialsId: 'mistyped', dryRun: true");
        assertEquals(List.of("POST /v1/auth/token"), requests());
        String error = lines(run, "ERROR: ").get(0);
        assertTrue(error.contains("HTTP 401") && error.contains("compare the app key and secret"), error);
        assertLogMatches("\\[Dolby\\.io RTS] \\S+Z FAILED conference " + conference + ": .*HTTP 401.*", run);
        assertNoStackTrace(run);
    }

    @Test
    void failsIfThePublishingTokenIsMissing() throws Exception {
        WorkflowRun run = build(
                Result.FAILURE,
                start(sandbox.account().conferenceId(), "dryRun: true").replace("publishing-token", "no-such-token"));
        assertTrue(lines(run, "ERROR: publishingTokenCredentialsId: there is no credential 'no-such-token'")
                        .size()
                == 1);
        assertNoRequests();
    }

    private List<String> requests() {
        return sandbox.requests(Endpoint.ANY).stream()
                .map(SeenRequest::toString)
                .toList();
    }
}
