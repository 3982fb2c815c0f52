package io.jenkins.plugins.dolbyrts.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Result;
import io.jenkins.plugins.dolbyrts.build.SandboxedJenkins;
import io.jenkins.plugins.dolbyrts.build.SharedJenkins;
import io.jenkins.plugins.dolbyrts.config.DolbyRtsConfiguration;
import io.jenkins.plugins.dolbyrts.sandbox.Endpoint;
import io.jenkins.plugins.dolbyrts.sandbox.Fault;
import io.jenkins.plugins.dolbyrts.sandbox.SeenRequest;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.htmlunit.html.HtmlAnchor;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;

class StartAndStopTest extends SharedJenkins {

    private static final String SHOW = "echo \"<${stream.status}> <${stream.conferenceId}> <${stream.streamName}>"
            + " <${stream.viewerUrl}> <${stream.startedAt}>\"";

    @Test
    void startsAStreamWithVersion2AndReturnsWhatBecameOfIt() throws Exception {
        String conference = sandbox.account().conferenceId();
        Instant before = Instant.now();
        WorkflowRun run = build(Result.SUCCESS, "def stream = " + start(conference), SHOW, "echo(stream.toString())");

        assertEquals(List.of(conference), sandbox.onAir());
        List<String> fields = List.of(lines(run, "<ACCEPTED>").get(0).split("[<>]"));
        assertEquals(conference, fields.get(3));
        assertEquals(sandbox.account().streamName(), fields.get(5));
        assertEquals(viewerPage(sandbox.account().streamName()), fields.get(7));
        Instant startedAt = Instant.parse(fields.get(9));
        assertFalse(startedAt.isBefore(before) || startedAt.isAfter(Instant.now()), fields.get(9));
        jenkins.assertLogContains(
                "\nACCEPTED conference " + conference + " stream "
                        + sandbox.account().streamName() + "\n",
                run);
    }

    @Test
    void startsAStreamWithVersion3AndKeepsTheSubscribeTokenToItself() throws Exception {
        String conference = sandbox.account().conferenceId();
        WorkflowRun run = build(Result.SUCCESS, "def stream = " + startV3(conference), SHOW, "dolbyRtsStop()");

        String stream = "conference-" + conference;
        jenkins.assertLogContains("<ACCEPTED> <" + conference + "> <" + stream + "> <" + viewerPage(stream) + ">", run);
        assertLogMatches(
                "\\[Dolby\\.io RTS] .* VIEWER conference " + conference + " stream " + stream + ": \\Q"
                        + viewerPage(stream) + "\\E",
                run);
        assertFalse(log(run).contains("token"), "a token in the log");
        assertEquals(List.of(), sandbox.onAir());
        assertTrue(
                sandbox.requests().stream().noneMatch(request -> request.path().startsWith("/v2/")));
    }

    @Test
    void writesALineForEachEvent() throws Exception {
        String conference = sandbox.account().conferenceId();
        WorkflowRun run = build(Result.SUCCESS, start(conference), "dolbyRtsStop()");

        String where = sandbox.url().getAuthority();
        String what =
                " conference " + conference + " stream " + sandbox.account().streamName();
        String viewer = viewerPage(sandbox.account().streamName());
        List<String> expected = List.of(
                "REQUESTED" + what + " \\(v2, " + where + "\\)",
                "ACCEPTED" + what + " \\(v2, \\d+ ms\\)",
                "VIEWER" + what + ": \\Q" + viewer + "\\E",
                "STOPPING" + what + " \\(v2, " + where + "\\)",
                "STOPPED" + what + " \\(v2, \\d+ ms\\)");
        List<String> actual = lines(run, "[Dolby.io RTS]");
        assertEquals(expected.size(), actual.size(), () -> String.join("\n", actual));
        for (int i = 0; i < expected.size(); i++) {
            String line = actual.get(i);
            String pattern =
                    "\\[Dolby\\.io RTS] \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z " + expected.get(i);
            assertTrue(line.matches(pattern), line);
        }
    }

    @Test
    void showsTheViewerPageAsALink() throws Exception {
        WorkflowRun run = build(Result.SUCCESS, start(sandbox.account().conferenceId()));
        String viewer = viewerPage(sandbox.account().streamName());
        try (JenkinsRule.WebClient web = jenkins.createWebClient()) {
            HtmlPage console = web.getPage(run, "console");
            HtmlAnchor link = console.getAnchorByHref(viewer);
            assertEquals(viewer, link.asNormalizedText());
        }
    }

    @Test
    void namesNoViewerPageWithoutAnAccount() throws Exception {
        DolbyRtsConfiguration.get().setMillicastAccountId(null);
        WorkflowRun run =
                build(Result.SUCCESS, "def stream = " + start(sandbox.account().conferenceId()), SHOW);
        jenkins.assertLogContains("> <null> <", run);
        jenkins.assertLogNotContains("VIEWER", run);
    }

    @Test
    void stopsEverythingThatThisBuildStarted() throws Exception {
        String first = sandbox.account().alive().get(0);
        String second = sandbox.account().alive().get(1);
        String others = sandbox.account().alive().get(2);
        build(Result.SUCCESS, startV3(others));
        WorkflowRun run = build(
                Result.SUCCESS, start(first), startV3(second), "dolbyRtsStop()", "echo 'off air'", "dolbyRtsStop()");

        assertEquals(List.of(others), sandbox.onAir(), "what another build started stays on air");
        assertEquals(1, sandbox.stream(first).stops());
        assertEquals(1, sandbox.stream(second).stops());
        assertEquals(
                List.of("/v3/conferences/mix/" + second + "/rts/stop", "/v2/conferences/mix/" + first + "/rts/stop"),
                sandbox.requests(Endpoint.STOP).stream().map(SeenRequest::path).toList());
        String afterwards = log(run).substring(log(run).indexOf("off air"));
        assertTrue(afterwards.contains("nothing was stopped"), afterwards);
    }

    @Test
    void stopsOneConferenceWithTheCredentialsOfItsStart() throws Exception {
        String first = sandbox.account().alive().get(0);
        String second = sandbox.account().alive().get(1);
        build(Result.SUCCESS, start(first), start(second), "dolbyRtsStop conferenceId: '" + first + "'");
        assertEquals(List.of(second), sandbox.onAir());
    }

    @Test
    void stopsAConferenceThatIsWrittenInCapitals() throws Exception {
        String conference = sandbox.account().conferenceId();
        sandbox.next(Endpoint.STOP, Fault.status(200));
        WorkflowRun run = build(
                Result.SUCCESS,
                start(conference),
                "dolbyRtsStop conferenceId: '" + conference.toUpperCase(Locale.ROOT) + "'",
                "dolbyRtsStop()");
        jenkins.assertLogContains("nothing was stopped", run);
    }

    @Test
    void stopsWhatAnotherBuildStartedIfItIsToldTheCredentials() throws Exception {
        String conference = sandbox.account().conferenceId();
        build(Result.SUCCESS, start(conference));
        WorkflowRun stranger = build(Result.FAILURE, "dolbyRtsStop conferenceId: '" + conference + "'");
        assertOnlyError("credentialsId: empty: choose a credential", stranger);
        assertEquals(List.of(conference), sandbox.onAir());

        build(
                Result.SUCCESS,
                "dolbyRtsStop conferenceId: '" + conference + "', credentialsId: '" + SandboxedJenkins.APP + "'");
        assertEquals(List.of(), sandbox.onAir());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void refusesAnEmptyConferenceIdInAStop(String nothing) throws Exception {
        WorkflowRun run = build(
                Result.FAILURE,
                start(sandbox.account().conferenceId()),
                "dolbyRtsStop conferenceId: '" + nothing + "'");
        assertOnlyError("conferenceId: empty: enter the id of the conference", run);
        assertEquals(List.of(), sandbox.requests(Endpoint.STOP));
    }

    @Test
    void warnsIfThereIsNothingToStopAndFailsIfThatMatters() throws Exception {
        WorkflowRun run = build(Result.SUCCESS, "dolbyRtsStop()");
        assertLogMatches(
                "\\[Dolby\\.io RTS] \\S+Z WARNING: this build has started no stream that may be on air, so nothing was"
                        + " stopped",
                run);
        assertOnlyError(
                "dolbyRtsStop: this build has started no stream that may be on air, so there is nothing to stop",
                build(Result.FAILURE, "dolbyRtsStop failIfNotLive: true"));
        assertNoRequests();
    }

    @ParameterizedTest
    @CsvSource({"404, unknown", "409, off", "410, ended"})
    void takesAStopOfWhatIsNotOnAirAsDoneUnlessThatMatters(int status, String what) throws Exception {
        String conference =
                switch (what) {
                    case "unknown" -> sandbox.account().unknown();
                    case "off" -> sandbox.account().conferenceId();
                    default -> sandbox.account().endedConferenceId();
                };
        String stop = "dolbyRtsStop conferenceId: '" + conference + "', credentialsId: '" + SandboxedJenkins.APP + "'";
        WorkflowRun run = build(Result.SUCCESS, stop);
        assertLogMatches(
                "\\[Dolby\\.io RTS] \\S+Z WARNING conference " + conference + ": was not on air: .*HTTP " + status
                        + ".*",
                run);

        WorkflowRun strict = build(Result.FAILURE, stop + ", failIfNotLive: true");
        assertEquals(1, lines(strict, "ERROR: ").size());
        assertTrue(lines(strict, "ERROR: ").get(0).contains("HTTP " + status));
        assertNoStackTrace(strict);
    }

    @Test
    void forgetsAStreamThatWasTakenOffAirByOthers() throws Exception {
        String conference = sandbox.account().conferenceId();
        WorkflowRun run = build(
                Result.SUCCESS,
                start(conference),
                "dolbyRtsStop(conferenceId: '" + conference + "')",
                "try { dolbyRtsStop(conferenceId: '" + conference + "', credentialsId: '" + SandboxedJenkins.APP
                        + "', failIfNotLive: true) } catch (e) { echo 'caught: ' + e.message }",
                "dolbyRtsStop()");
        assertTrue(log(run).contains("caught: "), "the second stop should fail");
        assertTrue(log(run).contains("nothing was stopped"));
    }

    @ParameterizedTest
    @CsvSource({
        "unknown, check the conference id",
        "ended, check the conference id",
        "onAir, a conference has one stream at a time"
    })
    void saysWhatToDoIfTheStartIsRefused(String what, String remedy) throws Exception {
        String conference =
                switch (what) {
                    case "unknown" -> sandbox.account().unknown();
                    case "ended" -> sandbox.account().endedConferenceId();
                    default -> sandbox.account().conferenceId();
                };
        if (what.equals("onAir")) {
            build(Result.SUCCESS, startV3(conference));
        }
        int before = sandbox.requests(Endpoint.START).size();
        WorkflowRun run = build(Result.FAILURE, start(conference));
        assertEquals(1, lines(run, "ERROR: ").size(), log(run));
        assertTrue(lines(run, "ERROR: ").get(0).contains(remedy), log(run));
        assertNoStackTrace(run);
        assertLogMatches(
                "\\[Dolby\\.io RTS] \\S+Z FAILED conference " + conference + " stream .*" + remedy + ".*", run);
        assertEquals(before + 1, sandbox.requests(Endpoint.START).size());
    }

    @Test
    void doesNotStopWhatItFailedToStart() throws Exception {
        String conference = sandbox.account().conferenceId();
        build(Result.SUCCESS, startV3(conference));
        WorkflowRun run = build(Result.FAILURE, "try { " + start(conference) + " }", "finally { dolbyRtsStop() }");
        jenkins.assertLogContains("nothing was stopped", run);
        assertEquals(List.of(conference), sandbox.onAir(), "it is another build's stream");
    }

    @Test
    void stopsWhateverBecameOfAStartThatWasNotAnswered() throws Exception {
        String conference = sandbox.account().conferenceId();
        DolbyRtsConfiguration.get().setTries(1);
        sandbox.next(Endpoint.START, Fault.closed().carriedOut());
        WorkflowRun run = build(Result.FAILURE, "try { " + start(conference) + " }", "finally { dolbyRtsStop() }");
        assertLogMatches(".* WARNING conference " + conference + " .*the stream may be on air all the same.*", run);
        assertEquals(List.of(), sandbox.onAir());
        assertEquals(1, sandbox.stream(conference).stops());
    }

    @Test
    void runsInADeclarativePipeline() throws Exception {
        String conference = sandbox.account().conferenceId();
        WorkflowRun run = build(
                Result.SUCCESS,
                "pipeline {",
                "  agent none",
                "  stages {",
                "    stage('On air') {",
                "      steps {",
                "        " + start(conference),
                "      }",
                "    }",
                "  }",
                "  post {",
                "    always {",
                "      dolbyRtsStop()",
                "    }",
                "  }",
                "}");
        assertEquals(1, lines(run, " ACCEPTED conference " + conference).size());
        assertEquals(1, lines(run, " STOPPED conference " + conference).size());
        assertEquals(List.of(), sandbox.onAir());
    }

    @Test
    void stopsInADeclarativePipelineThatFails() throws Exception {
        String conference = sandbox.account().conferenceId();
        WorkflowRun run = build(
                Result.FAILURE,
                "pipeline {",
                "  agent none",
                "  stages {",
                "    stage('On air') {",
                "      steps {",
                "        " + startV3(conference),
                "        error 'the show is over'",
                "      }",
                "    }",
                "  }",
                "  post {",
                "    always {",
                "      dolbyRtsStop()",
                "    }",
                "  }",
                "}");
        assertOnlyError("the show is over", run);
        assertEquals(1, sandbox.stream(conference).stops());
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "'3'"})
    void takesTheVersionAsANumberOrAText(String version) throws Exception {
        String conference = sandbox.account().conferenceId();
        String credential = "credentialsId: '" + SandboxedJenkins.APP + "'";
        build(
                Result.SUCCESS,
                "dolbyRtsStart apiVersion: " + version + ", conferenceId: '" + conference + "', " + credential);
        build(
                Result.SUCCESS,
                "dolbyRtsStop apiVersion: " + version + ", conferenceId: '" + conference + "', " + credential);
        assertEquals(
                List.of("/v1/auth/token", path(3, conference, "start"), path(3, conference, "stop")),
                sandbox.requests().stream().map(SeenRequest::path).toList());
    }

    @Test
    void usesTheConfiguredVersionUnlessTheStepNamesOne() throws Exception {
        DolbyRtsConfiguration.get().setApiVersion(3);
        String one = sandbox.account().alive().get(0);
        String other = sandbox.account().alive().get(1);
        build(
                Result.SUCCESS,
                "dolbyRtsStart conferenceId: '" + one + "', credentialsId: '" + SandboxedJenkins.APP + "'",
                start(other, "apiVersion: 2"),
                "dolbyRtsStop conferenceId: '" + one + "', credentialsId: '" + SandboxedJenkins.APP + "'",
                "dolbyRtsStop()");
        assertEquals(
                List.of(path(3, one, "start"), path(2, other, "start"), path(3, one, "stop"), path(2, other, "stop")),
                sandbox.requests().stream().skip(1).map(SeenRequest::path).toList());
    }

    @Test
    void sendsTheLookOfTheStream() throws Exception {
        String one = sandbox.account().alive().get(0);
        String other = sandbox.account().alive().get(1);
        build(
                Result.SUCCESS,
                start(one, "layoutUrl: 'https://example.com/layout?a=b'", "layoutName: 'Town hall'"),
                startV3(other, "layoutUrl: 'default'", "width: 1280", "height: 720", "mixId: 'mix-1'"));
        String first = sandbox.requests(Endpoint.START).get(0).body();
        assertTrue(first.contains("\"layoutUrl\":\"https://example.com/layout?a=b\""), "layoutUrl");
        assertTrue(first.contains("\"layoutName\":\"Town hall\""), "layoutName");
        String second = sandbox.requests(Endpoint.START).get(1).body();
        assertTrue(second.contains("\"width\":1280") && second.contains("\"height\":720"), "size");
        assertTrue(second.contains("\"layoutUrl\":\"default\"") && second.contains("\"mixId\":\"mix-1\""), "layout");
    }

    @Test
    void saysThatARegionDoesNotFitTheApiUrl() throws Exception {
        String conference = sandbox.account().conferenceId();
        String problem =
                "region: no region can be put before the address 127.0.0.1 of the API URL: leave the region" + " empty";
        assertOnlyError(problem, build(Result.FAILURE, start(conference, "region: 'eu'")));
        assertOnlyError(
                problem,
                build(
                        Result.FAILURE,
                        "dolbyRtsStop region: 'eu', conferenceId: '" + conference + "', credentialsId: '"
                                + SandboxedJenkins.APP + "'"));
        assertNoRequests();
    }

    @Test
    void keepsToTheConfiguredTriesAndTimeOuts() throws Exception {
        String conference = sandbox.account().conferenceId();
        DolbyRtsConfiguration.get().setTries(1);
        sandbox.always(Endpoint.START, Fault.status(503));
        WorkflowRun once = build(Result.FAILURE, start(conference));
        assertEquals(1, sandbox.requests(Endpoint.START).size());
        assertTrue(lines(once, "ERROR: ").get(0).contains("HTTP 503"), log(once));
        jenkins.assertLogNotContains("RETRY", once);

        sandbox.clearFaults();
        DolbyRtsConfiguration.get().setTries(2);
        sandbox.next(Endpoint.START, Fault.status(503));
        WorkflowRun twice = build(Result.SUCCESS, start(conference), "dolbyRtsStop()");
        assertEquals(3, sandbox.requests(Endpoint.START).size());
        assertLogMatches(".* RETRY conference " + conference + " .*HTTP 503.*\\(try 2 of 2 in \\d\\.\\d s\\)", twice);

        DolbyRtsConfiguration.get().setTries(1);
        DolbyRtsConfiguration.get().setResponseTimeout(1);
        sandbox.next(Endpoint.START, Fault.hold());
        WorkflowRun slow = build(Result.FAILURE, start(conference));
        assertTrue(lines(slow, "ERROR: ").get(0).contains("within 1 s (response time-out)"), log(slow));

        DolbyRtsConfiguration.get().setResponseTimeout(30);
        DolbyRtsConfiguration.get().setTimeout(1);
        sandbox.next(Endpoint.START, Fault.hold());
        WorkflowRun late = build(Result.FAILURE, start(conference));
        assertTrue(lines(late, "ERROR: ").get(0).contains("given 1 s, total time-out"), log(late));

        DolbyRtsConfiguration.get().setTimeout(120);
        sandbox.next(Endpoint.START, Fault.hold());
        WorkflowRun own = build(Result.FAILURE, start(conference, "timeout: 2"));
        assertTrue(lines(own, "ERROR: ").get(0).contains("given 2 s, total time-out"), log(own));
    }

    private String viewerPage(String streamName) {
        return "https://viewer.millicast.com?streamId=" + sandbox.account().streamAccountId() + "/" + streamName;
    }

    private static String path(int version, String conferenceId, String verb) {
        return "/v" + version + "/conferences/mix/" + conferenceId + "/rts/" + verb;
    }
}
