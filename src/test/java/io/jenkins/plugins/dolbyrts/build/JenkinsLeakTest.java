package io.jenkins.plugins.dolbyrts.build;

import static io.jenkins.plugins.dolbyrts.build.SandboxedJenkins.APP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.ProxyConfiguration;
import hudson.model.Result;
import io.jenkins.plugins.dolbyrts.config.DolbyRtsConfiguration;
import io.jenkins.plugins.dolbyrts.sandbox.Endpoint;
import io.jenkins.plugins.dolbyrts.sandbox.Fault;
import io.jenkins.plugins.dolbyrts.sandbox.Sandbox;
import io.jenkins.plugins.dolbyrts.sandbox.SandboxStream;
import io.jenkins.plugins.dolbyrts.sandbox.SeenRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** No secret is found in any file of Jenkins, nor in what it logs, however much it is told to log. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class JenkinsLeakTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PROXY_USER = "camera";
    private static final String PROXY_PASSWORD = "proxy-password-5d1c";

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    private final Sandbox sandbox = Sandbox.start();

    @AfterEach
    void closeSandbox() {
        sandbox.close();
    }

    @Test
    void noSecretIsWrittenDownOrLogged() throws Throwable {
        String v2 = sandbox.account().alive().get(0);
        String v3 = sandbox.account().alive().get(1);
        String interrupted = sandbox.account().alive().get(2);
        String refused = sandbox.account().alive().get(3);
        List<String> buildLogs = new ArrayList<>();
        try (LoopbackProxy proxy = new LoopbackProxy(PROXY_USER, PROXY_PASSWORD);
                EverythingLogged logged = new EverythingLogged()) {
            sessions.then(jenkins -> {
                DolbyRtsConfiguration.get().setPollInterval(1);
                SandboxedJenkins.configure(sandbox);
                jenkins.jenkins.setProxy(
                        new ProxyConfiguration("127.0.0.1", proxy.port(), PROXY_USER, PROXY_PASSWORD, null));
                buildLogs.add(build(jenkins, Result.SUCCESS, start(v2), "dolbyRtsStop()"));
                buildLogs.add(build(jenkins, Result.SUCCESS, "echo(" + startV3(v3) + ".toString())", "dolbyRtsStop()"));
                for (Fault fault : echoes(carriedByAStart())) {
                    sandbox.next(Endpoint.START, fault);
                    buildLogs.add(build(jenkins, Result.FAILURE, start(refused)));
                }
                for (Fault fault : echoes(carriedByATokenRequest())) {
                    sandbox.expireTokensNow();
                    sandbox.always(Endpoint.TOKEN, fault);
                    buildLogs.add(build(jenkins, Result.FAILURE, startV3(refused)));
                    sandbox.clearFaults();
                }
                buildLogs.add(
                        build(jenkins, Result.FAILURE, start(sandbox.account().unknown())));

                sandbox.next(Endpoint.START, Fault.holdAnswer());
                begin(jenkins, "interrupted", startV3(interrupted), "dolbyRtsStop()");
                sandbox.awaitStream(interrupted, SandboxStream.State.LIVE, PATIENCE);
                sandbox.awaitRequests(Endpoint.EVENTS, 1, PATIENCE);
                assertTrue(proxy.forwarded() > 0, "the proxy was not used");
            });
            sessions.then(jenkins -> {
                WorkflowRun run = jenkins.jenkins
                        .getItemByFullName("interrupted", WorkflowJob.class)
                        .getBuildByNumber(1);
                jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));
                buildLogs.add(JenkinsRule.getLog(run));
            });

            Set<String> secrets = secrets();
            assertTrue(secrets.size() >= 12, "of account, proxy, tokens and viewers");
            Path home = sessions.getHome().toPath();
            assertFound(sandbox.account().streamName(), home, buildLogs, logged.lines());
            for (String secret : secrets) {
                assertEquals(List.of(), filesWith(home, secret), "files that hold a secret");
                assertEquals(0, count(buildLogs, secret), "build logs that hold a secret");
                assertEquals(List.of(), logged.loggersOf(secret), "loggers that were given a secret");
            }
        }
    }

    /** Failures of a server that says whatever it was told. */
    private static List<Fault> echoes(Set<String> secrets) {
        String all = String.join(" ", secrets);
        String one = secrets.iterator().next();
        return List.of(
                Fault.status(400).json("{\"status\": 400, \"error\": \"Bad\", \"message\": \"" + all + "\"}"),
                Fault.status(403).json("{\"status\": \"fail\", \"data\": {\"message\": \"" + one + " is wrong\"}}"),
                Fault.status(422).body("text/plain", all),
                Fault.status(501).body("text/html", "<html>" + all + "</html>"),
                Fault.redirect(302, "https://example.com/?value=" + one),
                Fault.status(200).body("text/plain; echo=" + one, all));
    }

    private Set<String> carriedByAStart() {
        Set<String> secrets = new LinkedHashSet<>();
        secrets.add(sandbox.account().publishingToken());
        List<SeenRequest> starts = sandbox.requests(Endpoint.START);
        String bearer = starts.get(starts.size() - 1).header("Authorization").orElseThrow();
        secrets.add(bearer.substring("Bearer ".length()));
        secrets.addAll(carriedByATokenRequest());
        return secrets;
    }

    private Set<String> carriedByATokenRequest() {
        Set<String> secrets = new LinkedHashSet<>();
        secrets.add(sandbox.account().appSecret());
        secrets.add(basic(sandbox.account().appKey(), sandbox.account().appSecret()));
        secrets.add(PROXY_PASSWORD);
        secrets.add(basic(PROXY_USER, PROXY_PASSWORD));
        return secrets;
    }

    private Set<String> secrets() {
        Set<String> secrets = new LinkedHashSet<>(sandbox.secrets());
        secrets.add(PROXY_PASSWORD);
        secrets.add(basic(PROXY_USER, PROXY_PASSWORD));
        for (String secret : List.copyOf(secrets)) {
            secrets.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
        }
        return secrets;
    }

    private static String basic(String user, String password) {
        return Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** What must be found, or the search is no good. */
    private static void assertFound(String text, Path home, List<String> buildLogs, List<String> logged)
            throws IOException {
        List<String> files = filesWith(home, text);
        assertTrue(files.stream().anyMatch(file -> file.endsWith("/log")), () -> "of " + files);
        assertTrue(files.stream().anyMatch(file -> file.endsWith("/build.xml")), () -> "of " + files);
        assertTrue(count(buildLogs, text) > 0);
        assertTrue(
                logged.stream().anyMatch(line -> line.startsWith("org.apache.hc.client5.http")),
                "the HTTP client logged nothing");
    }

    private static List<String> filesWith(Path home, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        String searched = new String(bytes, StandardCharsets.ISO_8859_1);
        try (Stream<Path> files = Files.walk(home)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(home.resolve("plugins")) && !file.startsWith(home.resolve("war")))
                    .filter(file -> read(file).contains(searched))
                    .map(Path::toString)
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long count(List<String> texts, String text) {
        return texts.stream().filter(candidate -> candidate.contains(text)).count();
    }

    private String start(String conference) {
        return SandboxedJenkins.start(sandbox.account(), conference);
    }

    private static String startV3(String conference) {
        return "dolbyRtsStart(apiVersion: 3, conferenceId: '" + conference + "', credentialsId: '" + APP + "')";
    }

    private static String build(JenkinsRule jenkins, Result result, String... script) throws Exception {
        WorkflowRun run = begin(jenkins, "job" + (jenkins.jenkins.getItems().size() + 1), script);
        return JenkinsRule.getLog(jenkins.assertBuildStatus(result, jenkins.waitForCompletion(run)));
    }

    private static WorkflowRun begin(JenkinsRule jenkins, String name, String... script) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, name);
        job.setDefinition(new CpsFlowDefinition(String.join("\n", script), true));
        return job.scheduleBuild2(0).waitForStart();
    }
}
