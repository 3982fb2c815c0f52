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
import io.jenkins.plugins.dolbyrts.register.BuildLogs;
import io.jenkins.plugins.dolbyrts.register.OnAir;
import java.io.IOException;
import java.time.Clock;
import java.util.function.Consumer;

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
     * the connection lost, this one takes up where that one left off. A guarded one does so only after a restart, since
     * otherwise the other may be under way, and a conference has one stream.
     *
     * @param resumed whether Jenkins was restarted since the step began
     * @param written is told of the broadcast before the start is sent; not called for a dry run
     * @throws AbortException if the stream was not started, or nobody knows whether it was; its message is one line
     * @throws InterruptedException at once if interrupted
     */
    public static Outcome start(
            Run<?, ?> run, TaskListener listener, StartOrder order, boolean resumed, Consumer<Broadcast> written)
            throws IOException, InterruptedException {
        try {
            Broadcast unanswered = resumed || !order.guarded()
                    ? unanswered(run, order.settings().conferenceId())
                    : null;
            Broadcaster.Start start = start(run, order, unanswered != null);
            BroadcastLog log = log(listener, order);
            if (order.dryRun()) {
                return new Outcome(StreamService.get().broadcaster().rehearse(start, log), null);
            }
            Broadcast broadcast = unanswered == null ? written(run, order) : unanswered;
            written.accept(broadcast);
            return new Outcome(carryOut(broadcast, start, log), broadcast);
        } catch (InvalidFieldException | DolbyException e) {
            throw new AbortException(e.getMessage());
        }
    }

    /**
     * Starts a broadcast that was lost once more.
     *
     * @param which for the timeline, which try it is
     * @throws AbortException if the stream was not started, or nobody knows whether it was; its message is one line
     * @throws InterruptedException at once if interrupted
     */
    public static void again(Run<?, ?> run, TaskListener listener, StartOrder order, Broadcast broadcast, String which)
            throws AbortException, InterruptedException {
        try {
            // an error does not say whether the stream is off air, nor does a lost answer to an earlier try
            Broadcaster.Start start = start(run, order, broadcast.getStatus().mayBeOnAir());
            BroadcastLog log = log(listener, order);
            broadcast.reached(StreamStatus.REQUESTED, which, log.now());
            OnAir.get().changed(broadcast);
            carryOut(broadcast, start, log);
        } catch (InvalidFieldException | DolbyException e) {
            throw new AbortException(e.getMessage());
        }
    }

    private static Broadcaster.Start start(Run<?, ?> run, StartOrder order, boolean mayBeStarted) {
        StreamSettings settings = order.settings();
        return new Broadcaster.Start(
                settings,
                BroadcastCredentials.account(order.credentialsId(), run, StreamService.endpoints(settings.region())),
                settings.version() == ApiVersion.V2
                        ? BroadcastCredentials.publishingToken(order.publishingTokenCredentialsId(), run)
                        : null,
                DolbyRtsConfiguration.get().getMillicastAccountId(),
                order.patience(),
                mayBeStarted);
    }

    private static BroadcastLog log(TaskListener listener, StartOrder order) {
        return BuildLogs.of(
                listener, order.settings().conferenceId(), order.settings().streamName());
    }

    private static StartedStream carryOut(Broadcast broadcast, Broadcaster.Start start, BroadcastLog log)
            throws InterruptedException, DolbyException {
        StreamService service = StreamService.get();
        try {
            StartedStream started = service.broadcaster().start(start, log);
            broadcast.accepted(started);
            closeOthers(broadcast);
            return started;
        } catch (DolbyException e) {
            if (e.isEffectUnknown() || broadcast.getStatus() == StreamStatus.LIVE) {
                // a refusal counts for less than an event that told of the stream meanwhile
                broadcast.unanswered(e.getMessage());
            } else {
                broadcast.reached(StreamStatus.FAILED, e.getMessage(), log.now());
            }
            throw e;
        } finally {
            if (!service.isClosed()) { // else what was written before counts after the restart
                OnAir.get().changed(broadcast);
            }
        }
    }

    /** A conference has one stream, so what was on air of it before is not any more. */
    private static void closeOthers(Broadcast accepted) {
        for (Broadcast other : OnAir.get().ofConference(accepted.getConferenceId())) {
            if (other != accepted && !other.isBeingStarted()) {
                StreamStop.over(other, "the conference was put on air anew, not by this build");
            }
        }
    }

    private static Broadcast written(Run<?, ?> run, StartOrder order) throws IOException {
        Broadcast broadcast = new Broadcast(
                order.settings(),
                order.credentialsId(),
                run.getParent().getFullName(),
                run.getNumber(),
                order.guarded(),
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
