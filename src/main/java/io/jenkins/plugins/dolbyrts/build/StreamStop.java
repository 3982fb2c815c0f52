package io.jenkins.plugins.dolbyrts.build;

import hudson.AbortException;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.broadcast.BroadcastLog;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcaster;
import io.jenkins.plugins.dolbyrts.broadcast.Fields;
import io.jenkins.plugins.dolbyrts.broadcast.InvalidFieldException;
import io.jenkins.plugins.dolbyrts.broadcast.StreamStatus;
import io.jenkins.plugins.dolbyrts.client.DolbyException;
import io.jenkins.plugins.dolbyrts.config.DolbyRtsConfiguration;
import io.jenkins.plugins.dolbyrts.register.BroadcastsAction;
import io.jenkins.plugins.dolbyrts.register.BuildLogs;
import io.jenkins.plugins.dolbyrts.register.OnAir;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Stops streams for a build. */
public final class StreamStop {

    private StreamStop() {}

    /**
     * Stops a stream, or all that the build has on air.
     *
     * @throws AbortException if a stream may still be on air, or was not and had to be; its message is one line
     * @throws InterruptedException at once if interrupted
     */
    public static void stop(Run<?, ?> run, TaskListener listener, StopOrder order)
            throws AbortException, InterruptedException {
        List<Broadcast> mine = onAir(run);
        try {
            List<StopOrder> orders = complete(order, mine);
            if (orders.isEmpty()) {
                nothingToStop(listener, order);
            }
            List<String> failures = new ArrayList<>();
            for (StopOrder one : orders) {
                try {
                    stop(run, listener, one, mine);
                } catch (InvalidFieldException | DolbyException | AbortException e) {
                    failures.add(e.getMessage());
                }
            }
            if (!failures.isEmpty()) {
                throw new AbortException(String.join("; ", failures));
            }
        } catch (InvalidFieldException e) {
            throw new AbortException(e.getMessage());
        }
    }

    /**
     * Stops a broadcast whose start has turned out a failure; that it was not on air is fine, and that it may still be is
     * in the log.
     *
     * @throws InterruptedException at once if interrupted
     */
    public static void afterFailure(Run<?, ?> run, TaskListener listener, Broadcast broadcast)
            throws InterruptedException {
        try {
            stop(run, listener, new StopOrder(broadcast.getConferenceId(), null, 0, null, 0, false));
        } catch (AbortException e) {
            listener.getLogger().println(e.getMessage());
        }
    }

    /**
     * Stops a broadcast from outside of its build's steps. The log of the build is told as long as it is written.
     *
     * @param who on whose behalf, for the log and the timeline
     * @throws AbortException if it may still be on air; its message is one line
     * @throws InterruptedException at once if interrupted
     */
    public static void stop(Broadcast broadcast, String who) throws AbortException, InterruptedException {
        stop(broadcast, who, BuildLogs.of(broadcast));
    }

    /** The same with a log that is at hand. */
    public static void stop(Broadcast broadcast, String who, BroadcastLog log)
            throws AbortException, InterruptedException {
        List<Broadcast> only = List.of(broadcast);
        try {
            reached(only, StreamStatus.STOPPING, "by " + who, log);
            Broadcaster.Stop stop = new Broadcaster.Stop(
                    broadcast.getConferenceId(),
                    Fields.apiVersion(broadcast.getApiVersion()),
                    BroadcastCredentials.account(broadcast),
                    StreamService.timeout(0),
                    false,
                    mayStillStart(only, log));
            stop(stop, log, only, other -> false);
        } catch (InvalidFieldException e) {
            log.warning("cannot be stopped: " + e.getMessage());
            failed(only, e.getMessage(), log);
            throw new AbortException(e.getMessage());
        } catch (DolbyException e) {
            throw new AbortException(e.getMessage());
        }
    }

    private static void stop(Run<?, ?> run, TaskListener listener, StopOrder order, List<Broadcast> mine)
            throws InterruptedException, DolbyException, AbortException {
        List<Broadcast> broadcasts = mine.stream()
                .filter(mineToo -> mineToo.isConference(order.conferenceId()))
                .toList();
        String streamName = broadcasts.isEmpty() ? null : broadcasts.get(0).getStreamName();
        BroadcastLog log = BuildLogs.of(listener, order.conferenceId(), streamName);
        try {
            reached(broadcasts, StreamStatus.STOPPING, null, log);
            Broadcaster.Stop stop = new Broadcaster.Stop(
                    order.conferenceId(),
                    Fields.apiVersion(order.apiVersion()),
                    BroadcastCredentials.account(
                            order.credentialsId(), run, StreamService.endpoints(Fields.region(order.region()))),
                    StreamService.timeout(order.timeout()),
                    order.failIfNotLive(),
                    mayStillStart(broadcasts, log));
            stop(stop, log, broadcasts, other -> OnAir.mayStop(run, other));
        } catch (InvalidFieldException e) {
            failed(broadcasts, e.getMessage(), log);
            throw e;
        }
    }

    /**
     * Stops a conference.
     *
     * @param broadcasts those that it is stopped for, which are {@link StreamStatus#STOPPING}
     * @param mayStop which others of the same conference may be stopped by their own credentials, if this stop fails
     */
    private static void stop(
            Broadcaster.Stop stop, BroadcastLog log, List<Broadcast> broadcasts, Predicate<Broadcast> mayStop)
            throws InterruptedException, DolbyException, AbortException {
        List<Broadcast> others = OnAir.get().ofConference(stop.conferenceId()).stream()
                .filter(broadcast -> !broadcasts.contains(broadcast))
                .toList();
        StreamService service = StreamService.get();
        boolean stopped = false;
        others.forEach(Broadcast::stopAsked);
        try {
            stopped = service.broadcaster().stop(stop, log);
            reached(broadcasts, StreamStatus.STOPPED, stopped ? null : "was not on air", log);
        } catch (DolbyException e) {
            if (service.isClosed()) { // what was written before counts after the restart
                throw e;
            }
            boolean notOnAir = e.kind() == DolbyException.Kind.NOT_ON_AIR;
            if (notOnAir && !stop.mayStillStart()) {
                reached(broadcasts, StreamStatus.STOPPED, e.getMessage(), log);
                throw e;
            }
            failed(broadcasts, e.getMessage(), log);
            if (notOnAir) {
                throw new AbortException(
                        "the start of the stream may still be carried out, it has to be stopped again");
            }
            if (!e.isRefusal()) {
                failed(others.stream().filter(mayStop).toList(), e.getMessage(), log);
            }
            throw e;
        } finally {
            others.forEach(stopped ? other -> over(other, "not by this build") : Broadcast::stopFailed);
        }
    }

    /** Once the service has had the time that it has for an answer, what has not started will not. */
    private static boolean mayStillStart(List<Broadcast> broadcasts, BroadcastLog log) {
        Duration patience = DolbyRtsConfiguration.get().limits().response();
        return broadcasts.stream().anyMatch(broadcast -> broadcast.mayStillStart(patience, log.now()));
    }

    /** A broadcast is over, whoever started it, and not because it asked for that. */
    static void over(Broadcast broadcast, String why) {
        BroadcastLog log = BuildLogs.of(broadcast);
        if (broadcast.reached(StreamStatus.STOPPED, why, log.now())) {
            log.told(broadcast);
            OnAir.get().changed(broadcast);
        }
    }

    /** Hands over to the background what may still be on air. */
    private static void failed(List<Broadcast> broadcasts, String why, BroadcastLog log) {
        broadcasts.forEach(broadcast -> broadcast.stopInBackground(log.now()));
        reached(broadcasts, StreamStatus.STOPPING, why, log);
    }

    private static void reached(List<Broadcast> broadcasts, StreamStatus status, String message, BroadcastLog log) {
        for (Broadcast broadcast : broadcasts) {
            broadcast.reached(status, message, log.now());
            OnAir.get().changed(broadcast);
        }
    }

    /** Those of a build's broadcasts that may be on air, the latest first. */
    private static List<Broadcast> onAir(Run<?, ?> run) {
        List<Broadcast> onAir = new ArrayList<>();
        for (Broadcast broadcast : BroadcastsAction.of(run)) {
            if (broadcast.getStatus().mayBeOnAir()) {
                onAir.add(0, broadcast);
            }
        }
        return onAir;
    }

    /** One order for each conference, with what was left out taken from the build's own streams and the settings. */
    private static List<StopOrder> complete(StopOrder order, List<Broadcast> mine) {
        if (order.conferenceId() == null) {
            return mine.stream()
                    .map(Broadcast::getConferenceId)
                    .distinct()
                    .map(conferenceId -> complete(order, conferenceId, mine))
                    .toList();
        }
        return List.of(complete(order, Fields.conferenceId(order.conferenceId()), mine));
    }

    private static StopOrder complete(StopOrder order, String conferenceId, List<Broadcast> mine) {
        Broadcast broadcast = mine.stream()
                .filter(candidate -> candidate.isConference(conferenceId))
                .findFirst()
                .orElse(null);
        int version = broadcast == null ? DolbyRtsConfiguration.get().getApiVersion() : broadcast.getApiVersion();
        return new StopOrder(
                conferenceId,
                order.credentialsId() == null && broadcast != null
                        ? broadcast.getCredentialsId()
                        : order.credentialsId(),
                order.apiVersion() == 0 ? version : order.apiVersion(),
                order.region() == null && broadcast != null ? broadcast.getRegion() : order.region(),
                order.timeout(),
                order.failIfNotLive());
    }

    private static void nothingToStop(TaskListener listener, StopOrder order) throws AbortException {
        String what = "this build has started no stream that may be on air";
        if (order.failIfNotLive()) {
            throw new AbortException("dolbyRtsStop: " + what + ", so there is nothing to stop");
        }
        BroadcastLog.note(listener.getLogger(), Clock.systemUTC(), what + ", so nothing was stopped");
    }
}
