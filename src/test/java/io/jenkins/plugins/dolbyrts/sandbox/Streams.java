package io.jenkins.plugins.dolbyrts.sandbox;

import io.jenkins.plugins.dolbyrts.sandbox.SandboxStream.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The conferences and what their streams are doing: the truth that a test compares a client's belief with.
 *
 * <p>What the real service answers when the state does not fit is unknown. The sandbox's choice: 404 for an unknown
 * conference, 410 for one that is over, 409 for a start while a stream is on and for a stop while none is.
 */
final class Streams {

    /** Hears what becomes of streams, while the lock is held; must not block. */
    interface Listener {
        void statusUpdated(Broadcast broadcast, String status, String message);
    }

    private final Clock clock;
    private final ScheduledExecutorService scheduler;
    private final Listener listener;
    private final Map<String, Conference> conferences = new LinkedHashMap<>();
    private final Set<String> subscribeTokens = new LinkedHashSet<>();
    private Duration liveAfter;

    Streams(SandboxAccount account, Clock clock, ScheduledExecutorService scheduler, Listener listener) {
        this.clock = clock;
        this.scheduler = scheduler;
        this.listener = listener;
        account.alive().forEach(id -> conferences.put(id, new Conference(id, clock.instant(), null)));
        account.ended().forEach(id -> conferences.put(id, new Conference(id, clock.instant(), clock.instant())));
    }

    synchronized void liveAfter(Duration delay) {
        liveAfter = delay;
    }

    synchronized String add() {
        String id = UUID.randomUUID().toString();
        conferences.put(id, new Conference(id, clock.instant(), null));
        return id;
    }

    /**
     * Refuses what is not a conference that goes on.
     *
     * @throws Refusal with 404 or 410
     */
    synchronized Conference alive(String conferenceId) {
        Conference conference = known(conferenceId);
        if (conference.ended != null) {
            throw Refusal.of(410, "Gone", "The conference has ended");
        }
        return conference;
    }

    /**
     * Refuses a conference that nobody has heard of.
     *
     * @throws Refusal with 404
     */
    synchronized Conference known(String conferenceId) {
        Conference conference = conferences.get(conferenceId);
        if (conference == null) {
            throw Refusal.of(404, "Not Found", "There is no such conference");
        }
        return conference;
    }

    synchronized void start(Broadcast broadcast) {
        Conference conference = alive(broadcast.conferenceId());
        if (conference.state != State.OFF) {
            throw Refusal.of(409, "Conflict", "A stream has already been started");
        }
        conference.starts++;
        conference.broadcast = broadcast;
        conference.wentLive = null;
        conference.wentOff = null;
        change(conference, State.STARTING);
        if (broadcast.subscribeToken() != null) {
            subscribeTokens.add(broadcast.subscribeToken());
        }
        if (liveAfter.isZero()) {
            goLive(conference);
        } else {
            scheduler.schedule(() -> goLiveIfStill(conference, broadcast), liveAfter.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    synchronized void stop(String conferenceId) {
        Conference conference = alive(conferenceId);
        if (conference.state == State.OFF) {
            throw Refusal.of(409, "Conflict", "No stream has been started");
        }
        conference.stops++;
        goOff(conference, "stopped", "Real-time Streaming has been stopped successfully");
    }

    /** Brings a stream that is starting on the air now. */
    synchronized void goLive(String conferenceId) {
        Conference conference = conferences.get(conferenceId);
        if (conference == null || conference.state != State.STARTING) {
            throw new IllegalStateException("No stream of " + conferenceId + " is starting");
        }
        goLive(conference);
    }

    /** Takes a stream off the air without a request, with an event of the given status. */
    synchronized void breakOff(String conferenceId, String status, String message) {
        Conference conference = conferences.get(conferenceId);
        if (conference == null || conference.state == State.OFF) {
            throw new IllegalStateException("No stream of " + conferenceId + " is on");
        }
        goOff(conference, status, message);
    }

    /** Ends a conference, and its stream with it. */
    synchronized void endConference(String conferenceId) {
        Conference conference = alive(conferenceId);
        if (conference.state != State.OFF) {
            goOff(conference, "stopped", "The conference has ended");
        }
        conference.ended = clock.instant();
    }

    synchronized SandboxStream stream(String conferenceId) {
        Conference conference = conferences.get(conferenceId);
        return conference == null
                ? new SandboxStream(conferenceId, State.OFF, 0, 0)
                : new SandboxStream(conferenceId, conference.state, conference.starts, conference.stops);
    }

    synchronized List<String> onAir() {
        List<String> ids = new ArrayList<>();
        for (Conference conference : conferences.values()) {
            if (conference.state != State.OFF) {
                ids.add(conference.id);
            }
        }
        return List.copyOf(ids);
    }

    synchronized void await(String conferenceId, State state, Duration patience) throws InterruptedException {
        Waiting.until(
                this,
                () -> stream(conferenceId).state() == state,
                patience,
                () -> state + " awaited, still " + stream(conferenceId));
    }

    /** The latest broadcast that carried the stream name and has been on the air. */
    synchronized Optional<Airing> airing(String streamName) {
        return conferences.values().stream()
                .filter(conference -> conference.wentLive != null
                        && conference.broadcast.streamName().equals(streamName))
                .map(conference -> new Airing(conference.wentLive, conference.wentOff))
                .max((one, other) -> one.start.compareTo(other.start));
    }

    synchronized Set<String> subscribeTokens() {
        return Set.copyOf(subscribeTokens);
    }

    private synchronized void goLiveIfStill(Conference conference, Broadcast broadcast) {
        // It may have been stopped, and even been started again, in the meantime.
        if (conference.state == State.STARTING && conference.broadcast == broadcast) {
            goLive(conference);
        }
    }

    private void goLive(Conference conference) {
        conference.wentLive = clock.instant();
        change(conference, State.LIVE);
        listener.statusUpdated(
                conference.broadcast, "in_progress", "Real-time Streaming has been started successfully");
    }

    private void goOff(Conference conference, String status, String message) {
        conference.wentOff = clock.instant();
        change(conference, State.OFF);
        listener.statusUpdated(conference.broadcast, status, message);
    }

    private void change(Conference conference, State state) {
        conference.state = state;
        notifyAll();
    }

    /** The time that a stream was on the air; without an end while it still is. */
    record Airing(Instant start, Instant end) {}

    /** A conference; to be changed under the lock only. */
    static final class Conference {
        private final String id;
        private final Instant started;
        private volatile Instant ended;
        private State state = State.OFF;
        private int starts;
        private int stops;
        private Broadcast broadcast;
        private Instant wentLive;
        private Instant wentOff;

        private Conference(String id, Instant started, Instant ended) {
            this.id = id;
            this.started = started;
            this.ended = ended;
        }

        String id() {
            return id;
        }

        Instant started() {
            return started;
        }

        /** When it ended; {@code null} while it goes on. */
        Instant ended() {
            return ended;
        }
    }
}
