package io.jenkins.plugins.dolbyrts.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.ExtensionList;
import hudson.model.Result;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.broadcast.StreamSettings;
import io.jenkins.plugins.dolbyrts.broadcast.StreamStatus;
import io.jenkins.plugins.dolbyrts.build.SharedJenkins;
import io.jenkins.plugins.dolbyrts.register.OnAir;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

class OnAirMonitorTest extends SharedJenkins {

    @AfterEach
    void closeTheRegister() {
        for (Broadcast broadcast : OnAir.get().list()) {
            broadcast.reached(StreamStatus.STOPPED, "the test is over", Instant.now());
            OnAir.get().changed(broadcast);
        }
    }

    @Test
    void isSilentAboutAStreamThatItsBuildLeftOnAirKnowingly() throws Exception {
        build(Result.SUCCESS, start(sandbox.account().conferenceId()));
        assertFalse(monitor().isActivated());
    }

    @Test
    void tellsOfAStreamWhoseBuildIsGone() throws Exception {
        String conference = sandbox.account().conferenceId();
        WorkflowRun run = build(Result.SUCCESS, start(conference));
        run.getParent().delete();
        assertTrue(monitor().isActivated());
        try (JenkinsRule.WebClient web = jenkins.createWebClient()) {
            String page = web.goTo("manage").asNormalizedText();
            assertTrue(
                    page.contains("Conference " + conference + ", started by "
                            + run.getParent().getFullName() + " #1: its build is gone, and nobody will stop it."),
                    page);
        }
    }

    @Test
    void saysHowManyMoreThereAre() throws Exception {
        WorkflowRun run = build(Result.SUCCESS, "echo 'the show'");
        for (int i = 0; i < 12; i++) {
            OnAir.get().add(run, broadcast(run, UUID.randomUUID().toString()));
        }
        try (JenkinsRule.WebClient web = jenkins.createWebClient()) {
            String page = web.goTo("manage").asNormalizedText();
            assertTrue(page.contains("and 2 more"), page);
        }
    }

    @Test
    void tellsOfAStreamThatIsOnAirForLong() throws Exception {
        WorkflowRun run = build(Result.SUCCESS, "echo 'the show'");
        Broadcast broadcast = broadcast(run, sandbox.account().conferenceId());
        broadcast.leaveOnAir();
        OnAir.get().add(run, broadcast);
        assertEquals(
                List.of("it has been on air for more than 4 hours"),
                monitor().getConcerns().stream().map(OnAirMonitor.Concern::what).toList());
    }

    /** It was begun four hours ago. */
    private static Broadcast broadcast(WorkflowRun run, String conference) {
        return new Broadcast(
                StreamSettings.of(conference, 3, null, null, null, null, 0, 0, null, null),
                "dolby-app",
                run.getParent().getFullName(),
                run.getNumber(),
                false,
                Instant.now().minus(Duration.ofHours(4)).minusSeconds(1));
    }

    private static OnAirMonitor monitor() {
        return ExtensionList.lookupSingleton(OnAirMonitor.class);
    }
}
