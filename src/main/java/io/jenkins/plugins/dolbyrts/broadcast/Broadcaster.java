package io.jenkins.plugins.dolbyrts.broadcast;

import io.jenkins.plugins.dolbyrts.client.Account;
import io.jenkins.plugins.dolbyrts.client.ApiVersion;
import io.jenkins.plugins.dolbyrts.client.Deadline;
import io.jenkins.plugins.dolbyrts.client.DolbyClient;
import io.jenkins.plugins.dolbyrts.client.DolbyException;
import io.jenkins.plugins.dolbyrts.client.Operation;
import io.jenkins.plugins.dolbyrts.client.Secrets;
import io.jenkins.plugins.dolbyrts.client.StartAnswer;
import io.jenkins.plugins.dolbyrts.client.ViewerUrl;
import java.time.Duration;
import java.util.Locale;

/** Puts conferences on air and takes them off, and writes to a log what happens on the way. */
public final class Broadcaster {

    /**
     * A stream to be started.
     *
     * @param publishingToken a secret, null with version 3
     * @param millicastAccountId the account for the audience's page, null if it is not known
     * @param timeout for the whole start
     * @param mayBeStarted whether an earlier try of the same build, cut off by a restart, may have started it
     */
    public record Start(
            StreamSettings settings,
            Account account,
            String publishingToken,
            String millicastAccountId,
            Duration timeout,
            boolean mayBeStarted) {

        /** Names the conference and leaves the publishing token out. */
        @Override
        public String toString() {
            return "start of " + settings.conferenceId();
        }
    }

    /**
     * A stream to be stopped.
     *
     * @param timeout for the whole stop
     * @param failIfNotLive whether it is a failure that there is nothing to stop
     * @param mayStillStart whether a start may still be on its way, so that there being nothing to stop says little
     */
    public record Stop(
            String conferenceId,
            ApiVersion version,
            Account account,
            Duration timeout,
            boolean failIfNotLive,
            boolean mayStillStart) {}

    private final DolbyClient client;

    public Broadcaster(DolbyClient client) {
        this.client = client;
    }

    /**
     * Starts a stream.
     *
     * @throws DolbyException if it was not started, or nobody knows whether it was; the log says so already
     * @throws InterruptedException if interrupted; the log says that the stream may be on air
     */
    public StartedStream start(Start start, BroadcastLog log) throws DolbyException, InterruptedException {
        StreamSettings settings = start.settings();
        Stopwatch watch = Stopwatch.start(settings.version());
        log.status(
                StreamStatus.REQUESTED,
                settings.version() + ", " + start.account().endpoints().api().getRawAuthority());
        StartAnswer answer;
        try {
            answer = client.start(
                    operation(start.account(), start.timeout(), log),
                    settings.request(start.publishingToken()),
                    start.mayBeStarted());
        } catch (DolbyException e) {
            log.failed(e.getMessage(), watch.detail());
            if (e.isEffectUnknown()) {
                log.warning("the stream may be on air all the same: stop it with dolbyRtsStop");
            }
            throw e;
        } catch (InterruptedException e) {
            log.warning("aborted while the start was under way, the stream may be on air: stop it with dolbyRtsStop");
            throw e;
        }
        log.named(answer.streamName());
        log.status(StreamStatus.ACCEPTED, watch.detail());
        if (answer.assumption() != null) {
            log.warning("taken as started by an earlier try whose answer was lost, since the repeat was answered: "
                    + answer.assumption());
        }
        String streamName = answer.streamName() == null ? settings.streamName() : answer.streamName();
        String viewerUrl = viewerUrl(start, answer, streamName);
        if (viewerUrl != null) {
            log.viewer(viewerUrl);
        }
        return new StartedStream(settings.conferenceId(), streamName, StreamStatus.ACCEPTED, viewerUrl, log.now());
    }

    /**
     * Does everything of a start but the start itself: shows that settings, key and secret are right.
     *
     * @throws DolbyException if the service does not give an access token; the log says so already
     * @throws InterruptedException if interrupted
     */
    public StartedStream rehearse(Start start, BroadcastLog log) throws DolbyException, InterruptedException {
        StreamSettings settings = start.settings();
        Stopwatch watch = Stopwatch.start(settings.version());
        try {
            client.authorize(operation(start.account(), start.timeout(), log));
        } catch (DolbyException e) {
            log.failed(e.getMessage(), watch.detail());
            throw e;
        }
        log.status(
                StreamStatus.REHEARSED,
                watch.detail() + ", dry run: settings and credentials are in order, the stream was not started");
        return new StartedStream(
                settings.conferenceId(),
                settings.streamName(),
                StreamStatus.REHEARSED,
                ViewerPage.of(start.millicastAccountId(), settings.streamName()),
                log.now());
    }

    /**
     * Stops a stream.
     *
     * @return whether there was one; if not, the log says so in a warning
     * @throws DolbyException if it may still be on air, or was not and had to be; the log says so already
     * @throws InterruptedException if interrupted; the log says that the stream may still be on air
     */
    public boolean stop(Stop stop, BroadcastLog log) throws DolbyException, InterruptedException {
        Stopwatch watch = Stopwatch.start(stop.version());
        log.status(
                StreamStatus.STOPPING,
                stop.version() + ", " + stop.account().endpoints().api().getRawAuthority());
        boolean wasOnAir = true;
        try {
            client.stop(operation(stop.account(), stop.timeout(), log), stop.version(), stop.conferenceId());
        } catch (DolbyException e) {
            if (e.kind() == DolbyException.Kind.NOT_ON_AIR && e.isEffectUnknown()) {
                log.warning("taken as stopped by an earlier try whose answer was lost, since the repeat was answered: "
                        + e.getMessage());
            } else if (e.kind() == DolbyException.Kind.NOT_ON_AIR && stop.mayStillStart()) {
                log.warning("not on air yet, but its start was not answered and may still be carried out: "
                        + e.getMessage());
                throw e;
            } else if (e.kind() == DolbyException.Kind.NOT_ON_AIR && !stop.failIfNotLive()) {
                wasOnAir = false;
                log.warning("was not on air: " + e.getMessage());
            } else {
                log.failed(e.getMessage(), watch.detail());
                if (e.kind() != DolbyException.Kind.NOT_ON_AIR) {
                    log.warning("the stream may still be on air");
                }
                throw e;
            }
        } catch (InterruptedException e) {
            log.warning("aborted while the stop was under way, the stream may still be on air");
            throw e;
        }
        log.status(StreamStatus.STOPPED, watch.detail());
        return wasOnAir;
    }

    private static String viewerUrl(Start start, StartAnswer answer, String streamName) {
        String given = ViewerUrl.withoutToken(answer.viewerUrl());
        if (given != null) {
            return given;
        }
        String account = answer.streamAccountId() == null ? start.millicastAccountId() : answer.streamAccountId();
        return ViewerPage.of(account, streamName);
    }

    private static Operation operation(Account account, Duration timeout, BroadcastLog log) {
        return new Operation(
                account,
                Deadline.after(timeout),
                (why, nextTry, tries, pause) -> log.retry(
                        why.getMessage(),
                        String.format(
                                Locale.ROOT, "try %d of %d in %.1f s", nextTry, tries, pause.toMillis() / 1000.0)),
                new Secrets());
    }

    /** Measures how long an event took. */
    private record Stopwatch(long start, ApiVersion version) {

        static Stopwatch start(ApiVersion version) {
            return new Stopwatch(System.nanoTime(), version);
        }

        String detail() {
            return version + ", " + (System.nanoTime() - start) / 1_000_000 + " ms";
        }
    }
}
