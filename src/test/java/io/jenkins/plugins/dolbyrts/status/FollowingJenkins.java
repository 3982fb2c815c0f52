package io.jenkins.plugins.dolbyrts.status;

import hudson.model.Executor;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.broadcast.StreamStatus;
import io.jenkins.plugins.dolbyrts.broadcast.TimelineEntry;
import io.jenkins.plugins.dolbyrts.build.SharedJenkins;
import io.jenkins.plugins.dolbyrts.config.DolbyRtsConfiguration;
import io.jenkins.plugins.dolbyrts.config.StatusSource;
import io.jenkins.plugins.dolbyrts.register.BroadcastsAction;
import io.jenkins.plugins.dolbyrts.register.OnAir;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** For test classes: a Jenkins that follows the statuses of streams, and that the sandbox tells of them. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
abstract class FollowingJenkins extends SharedJenkins {

    static final Duration NOT_BY_ITSELF = Duration.ofHours(1);

    String conference;

    @BeforeEach
    void chooseAConference() {
        conference = sandbox.account().conferenceId();
    }

    @AfterEach
    void endWhatIsLeft() throws Exception {
        for (Broadcast broadcast : OnAir.get().list()) {
            broadcast.reached(StreamStatus.STOPPED, "the test is over", Instant.now());
            OnAir.get().changed(broadcast);
        }
        for (Job<?, ?> job : jenkins.jenkins.getAllItems(Job.class)) {
            for (Run<?, ?> run : job.getBuilds()) {
                if (run.isBuilding()) {
                    Executor executor = run.getExecutor();
                    if (executor != null) {
                        executor.interrupt();
                    }
                    jenkins.waitForCompletion(run);
                }
            }
        }
    }

    /** Statuses come this way, by webhook only if Jenkins is told to take them. */
    void follow(StatusSource source) throws IOException {
        DolbyRtsConfiguration settings = DolbyRtsConfiguration.get();
        settings.setStatusSource(source);
        settings.setPollInterval(1);
        sandbox.webhooks().targets(webhook());
    }

    /** The same, with webhooks that get lost. */
    void followWithoutWebhooks(StatusSource source) throws IOException {
        follow(source);
        sandbox.webhooks().targets();
    }

    static URI webhook() throws IOException {
        return URI.create(jenkins.getURL() + DolbyRtsConfiguration.WEBHOOK_PATH + "/");
    }

    /** A build that does this and has come to the line. */
    static WorkflowRun begin(String untilLine, String... script) throws Exception {
        WorkflowRun run = job(script).scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage(untilLine, run);
        return run;
    }

    /** The only broadcast of a build. */
    static Broadcast broadcast(Run<?, ?> run) {
        List<Broadcast> broadcasts = BroadcastsAction.of(run);
        if (broadcasts.size() != 1) {
            throw new AssertionError(broadcasts.size() + " broadcasts of " + run);
        }
        return broadcasts.get(0);
    }

    /** The statuses that a broadcast has had. */
    static List<StreamStatus> statuses(Broadcast broadcast) {
        return broadcast.getTimeline().stream().map(TimelineEntry::getStatus).toList();
    }

    /** The lines of a build's log that tell of a status of the conference. */
    static List<String> told(Run<?, ?> run, StreamStatus status, String conference) throws IOException {
        return lines(run, " " + status + " conference " + conference);
    }
}
