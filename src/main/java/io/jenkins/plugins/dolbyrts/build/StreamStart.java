package io.jenkins.plugins.dolbyrts.build;

import hudson.AbortException;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.broadcast.BroadcastLog;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcaster;
import io.jenkins.plugins.dolbyrts.broadcast.InvalidFieldException;
import io.jenkins.plugins.dolbyrts.broadcast.StartedStream;
import io.jenkins.plugins.dolbyrts.broadcast.StreamSettings;
import io.jenkins.plugins.dolbyrts.broadcast.StreamStatus;
import io.jenkins.plugins.dolbyrts.client.ApiVersion;
import io.jenkins.plugins.dolbyrts.client.DolbyException;
import io.jenkins.plugins.dolbyrts.config.DolbyRtsConfiguration;
import io.jenkins.plugins.dolbyrts.register.BroadcastsAction;
import io.jenkins.plugins.dolbyrts.register.OnAir;
import java.io.IOException;
import java.time.Clock;

/** Starts a stream for a build. */
public final class StreamStart {

    /**
     * What came of it.
     *
     * @param broadcast null after a dry run
     */
    public record Outcome(StartedStream stream, Broadcast broadcast) {}

    private StreamStart() {}

    /**
     * Starts a stream, or rehearses that, and writes it down with the build and in the register.
     *
     * <p>If an earlier start of the same conference by the same build was never answered, because Jenkins was restarted or
     * the connection lost, this one takes up where that one left off.
     *
     * @throws AbortException if the stream was not started, or nobody knows whether it was; its message is one line
     * @throws InterruptedException at once if interrupted
     */
    public static Outcome start(Run<?, ?> run, TaskListener listener, StartOrder order)
            throws IOException, InterruptedException {
        try {
            StreamSettings settings = order.settings();
            Broadcast unanswered = unanswered(run, settings.conferenceId());
            Broadcaster.Start start = new Broadcaster.Start(
                    settings,
                    BroadcastCredentials.account(
                            order.credentialsId(), run, StreamService.endpoints(settings.region())),
                    settings.version() == ApiVersion.V2
                            ? BroadcastCredentials.publishingToken(order.publishingTokenCredentialsId(), run)
                            : null,
                    DolbyRtsConfiguration.get().getMillicastAccountId(),
                    order.patience(),
                    unanswered != null);
            BroadcastLog log = new BroadcastLog(
                    listener.getLogger(), Clock.systemUTC(), settings.conferenceId(), settings.streamName());
            if (order.dryRun()) {
                return new Outcome(StreamService.get().broadcaster().rehearse(start, log), null);
            }
            Broadcast broadcast = unanswered == null ? written(run, order) : unanswered;
            return new Outcome(start(broadcast, start, log), broadcast);
        } catch (InvalidFieldException | DolbyException e) {
            throw new AbortException(e.getMessage());
        }
    }

    private static StartedStream start(Broadcast broadcast, Broadcaster.Start start, BroadcastLog log)
            throws InterruptedException, DolbyException {
        try {
            StartedStream started = StreamService.get().broadcaster().start(start, log);
            broadcast.accepted(started);
            return started;
        } catch (DolbyException e) {
            StreamStatus status = e.isEffectUnknown() ? StreamStatus.REQUESTED : StreamStatus.FAILED;
            broadcast.reached(status, e.getMessage(), log.now());
            throw e;
        } finally {
            OnAir.get().changed(broadcast);
        }
    }

    private static Broadcast written(Run<?, ?> run, StartOrder order) throws IOException {
        Broadcast broadcast = new Broadcast(
                order.settings(),
                order.credentialsId(),
                run.getParent().getFullName(),
                run.getNumber(),
                Clock.systemUTC().instant());
        OnAir.get().add(run, broadcast);
        return broadcast;
    }

    private static Broadcast unanswered(Run<?, ?> run, String conferenceId) {
        return BroadcastsAction.of(run).stream()
                .filter(broadcast -> broadcast.isConference(conferenceId))
                .filter(Broadcast::isUnanswered)
                .findFirst()
                .orElse(null);
    }
}
