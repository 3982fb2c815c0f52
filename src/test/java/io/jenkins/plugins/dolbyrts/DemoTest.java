package io.jenkins.plugins.dolbyrts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hudson.model.Job;
import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.dolbyrts.sandbox.Sandbox;
import io.jenkins.plugins.dolbyrts.sandbox.SandboxAccount;
import io.jenkins.plugins.dolbyrts.sandbox.SandboxStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import jenkins.model.ParameterizedJobMixIn.ParameterizedJob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The jobs and settings of {@code mvn -Pdemo} do what they promise. */
@WithJenkins
class DemoTest {

    private static final Path DEMO = Path.of("src/test/demo");

    @Test
    void eachJobPutsItsConferenceOnAirAndTakesItOff(JenkinsRule jenkins, @TempDir Path home) throws Exception {
        try (Sandbox sandbox = Sandbox.builder().account(SandboxAccount.demo()).start()) {
            Path settings = home.resolve("jenkins.yaml");
            String port = String.valueOf(sandbox.url().getPort());
            Files.writeString(
                    settings, Files.readString(DEMO.resolve("jenkins.yaml")).replace("${sandbox.port}", port));
            ConfigurationAsCode.get().configure(settings.toString());

            List<Path> jobs;
            try (Stream<Path> folders = Files.list(DEMO.resolve("jobs"))) {
                jobs = folders.sorted().toList();
            }
            for (Path job : jobs) {
                jenkins.assertBuildStatus(Result.SUCCESS, build(job));
            }

            List<String> conferences = sandbox.account().alive();
            assertEquals(conferences.size(), jobs.size(), "a conference a job");
            for (String conference : conferences) {
                SandboxStream stream = sandbox.stream(conference);
                assertEquals(new SandboxStream(conference, SandboxStream.State.OFF, 1, 1), stream);
            }
        }
    }

    private static Run<?, ?> build(Path folder) throws Exception {
        try (InputStream xml = Files.newInputStream(folder.resolve("config.xml"))) {
            var job = (Job<?, ?>)
                    Jenkins.get().createProjectFromXML(folder.getFileName().toString(), xml);
            return (Run<?, ?>) ((ParameterizedJob<?, ?>) job).scheduleBuild2(0).get(60, TimeUnit.SECONDS);
        }
    }
}
