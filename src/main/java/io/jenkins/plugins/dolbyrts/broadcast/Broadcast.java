package io.jenkins.plugins.dolbyrts.broadcast;

import io.jenkins.plugins.dolbyrts.event.StatusEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/**
 * A stream that a build put on air, or tried to: all it takes to show it, to follow it and to stop it, and no secret.
 * It is kept with the build, and, until it is over, in the register of what is on air. Safe for many threads.
 */
public final class Broadcast {

    /** For how long it is tried to stop a broadcast in the background. */
    public static final Duration STOP_PATIENCE = Duration.ofHours(1);

    /** How far the service's clock may be behind ours. */
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(5);
    /** How far the times of one event may lie apart, as told by different sources; a restart takes longer. */
    private static final Duration EVENT_SPREAD = Duration.ofSeconds(1);

    private final String id = UUID.randomUUID().toString();
    private final String conferenceId;
    private final int apiVersion;
    private final String region;
    private final String credentialsId;
    private final int build;
    private final boolean guarded;
    private Timeline timeline;

    private boolean answered;
    private boolean stopAsked;
    private String job;
    private String streamName;
    private String viewerUrl;
    private transient Integer viewers;
    private boolean leftOnAir;
    /** In milliseconds of the epoch; 0 while no background stop is under way. */
    private long stopUntil;

    /**
     * Makes a broadcast that is about to be started.
     *
     * @param credentialsId the credential that starts it, and stops it if nothing else is said
     * @param job full name of the job that the build is one of
     * @param build number of the build
     * @param guarded whether it must not outlive the build
     */
    public Broadcast(
            StreamSettings settings, String credentialsId, String job, int build, boolean guarded, Instant now) {
        this.conferenceId = settings.conferenceId();
        this.apiVersion = settings.version().number();
        this.region = settings.region();
        this.credentialsId = credentialsId;
        this.job = job;
        this.build = build;
        this.guarded = guarded;
        this.streamName = settings.streamName();
        this.timeline = new Timeline(new TimelineEntry(now, StreamStatus.REQUESTED, Source.JENKINS, null));
    }

    /** Tells this broadcast from all others, those of the same conference included. */
    public String getId() {
        return id;
    }

    public String getConferenceId() {
        return conferenceId;
    }

    public int getApiVersion() {
        return apiVersion;
    }

    /** The region whose API the start was sent to, null for none. */
    public String getRegion() {
        return region;
    }

    public String getCredentialsId() {
        return credentialsId;
    }

    /** The full name of the job. */
    public synchronized String getJob() {
        return job;
    }

    /** The job was renamed or moved. */
    public synchronized void setJob(String job) {
        this.job = job;
    }

    public int getBuild() {
        return build;
    }

    /** Whether it must not outlive the build. */
    public boolean isGuarded() {
        return guarded;
    }

    /** Whether it is meant to be over when its build is: it is guarded, or was to be stopped already. */
    public synchronized boolean mustEndWithBuild() {
        return guarded || getStatus() == StreamStatus.STOPPING;
    }

    /** Whether its build has ended and knowingly left it on air. */
    public synchronized boolean isLeftOnAir() {
        return leftOnAir;
    }

    /** Its build has ended and knowingly leaves it on air. */
    public synchronized void leaveOnAir() {
        leftOnAir = true;
    }

    /** Until when it is, or was, tried to stop it in the background; null if it is not. */
    public synchronized Instant getStopUntil() {
        return stopUntil == 0 ? null : Instant.ofEpochMilli(stopUntil);
    }

    /** It is tried to stop it in the background, until this moment. */
    public synchronized void stopUntil(Instant end) {
        stopUntil = end.toEpochMilli();
    }

    /** Its stop was asked for and failed, so it is to be tried in the background, unless that is so, or was in vain. */
    public synchronized void stopInBackground(Instant now) {
        if (stopUntil == 0) {
            stopUntil(now.plus(STOP_PATIENCE));
        }
    }

    /** How often it was started again. */
    public synchronized int getRestarts() {
        return timeline.starts() - 1;
    }

    /** Null if it is not known. */
    public synchronized String getStreamName() {
        return streamName;
    }

    /** The audience's page without any token, null if it is not known. */
    public synchronized String getViewerUrl() {
        return viewerUrl;
    }

    /** How many watch, as far as was seen last; null if nobody looked. */
    public synchronized Integer getViewers() {
        return viewers;
    }

    public synchronized void setViewers(Integer viewers) {
        this.viewers = viewers;
    }

    /** What happened, the earliest first. */
    public synchronized List<TimelineEntry> getTimeline() {
        return timeline.entries();
    }

    public synchronized StreamStatus getStatus() {
        return timeline.last().getStatus();
    }

    /** What was said when the present status was reached; null if nothing was. */
    public synchronized String getMessage() {
        return timeline.last().getMessage();
    }

    /** When the start was requested. */
    public synchronized Instant getRequestedAt() {
        return timeline.first().getAt();
    }

    /** When the present status was reached. */
    public synchronized Instant getStatusSince() {
        return timeline.last().getAt();
    }

    /** The stream as its start left it, once the service took that; null before. */
    public synchronized StartedStream getStarted() {
        List<TimelineEntry> since = sinceStart();
        return answered && since.size() > 1
                ? new StartedStream(
                        conferenceId,
                        streamName,
                        StreamStatus.ACCEPTED,
                        viewerUrl,
                        since.get(1).getAt())
                : null;
    }

    /** Whether nobody has seen an answer to the start, although an event may have told that it worked. */
    public synchronized boolean isUnanswered() {
        return !answered && (getStatus() == StreamStatus.REQUESTED || getStatus() == StreamStatus.LIVE);
    }

    /** Whether its start is under way, as far as anybody knows. */
    public synchronized boolean isBeingStarted() {
        return getStatus() == StreamStatus.REQUESTED && (getMessage() == null || getRestarts() > 0);
    }

    /**
     * Whether its start may still be on its way to the service: nobody has seen an answer to it, nor the stream, and since
     * its stop was first asked for, less than this has passed.
     */
    public synchronized boolean mayStillStart(Duration patience, Instant now) {
        return !answered
                && !wasLive()
                && sinceStart().stream()
                        .filter(entry -> entry.getStatus() == StreamStatus.STOPPING)
                        .findFirst()
                        .map(entry -> now.isBefore(entry.getAt().plus(patience)))
                        .orElse(true);
    }

    /** Whether the service ended it without being asked to, or says that something is wrong with it. */
    public synchronized boolean isLost() {
        StreamStatus status = getStatus();
        return status == StreamStatus.ERROR
                || status == StreamStatus.STOPPED && timeline.last().getSource() != Source.JENKINS && !stopAsked;
    }

    /** Somebody else than its build asks for its stop: the service may tell of that before it answers. */
    public synchronized void stopAsked() {
        stopAsked = true;
    }

    /** The stop that somebody else asked for did not work. */
    public synchronized void stopFailed() {
        StreamStatus status = getStatus();
        stopAsked = stopAsked && (status == StreamStatus.STOPPING || !status.mayBeOnAir());
    }

    private boolean wasLive() {
        return sinceStart().stream().anyMatch(entry -> entry.getStatus() == StreamStatus.LIVE);
    }

    /** What happened since it was started the last time, the start first. */
    synchronized List<TimelineEntry> sinceStart() {
        return timeline.sinceStart();
    }

    /** Nobody knows whether the start worked; unless an event has told so meanwhile. */
    public synchronized void unanswered(String message) {
        if (getStatus() == StreamStatus.REQUESTED) {
            timeline = timeline.butLast(
                    new TimelineEntry(getStatusSince(), StreamStatus.REQUESTED, Source.JENKINS, message));
        }
    }

    public boolean isConference(String otherConferenceId) {
        return conferenceId.equalsIgnoreCase(otherConferenceId);
    }

    /** The service took the start. If it was stopped meanwhile and never seen, nobody knows which of both came last. */
    public synchronized void accepted(StartedStream started) {
        answered = true;
        streamName = started.streamName() == null ? streamName : started.streamName();
        viewerUrl = started.viewerUrl() == null ? viewerUrl : started.viewerUrl();
        if (getStatus() == StreamStatus.REQUESTED || getStatus() == StreamStatus.STOPPED && !wasLive()) {
            add(started.startedAt(), StreamStatus.ACCEPTED, Source.JENKINS, null);
        }
    }

    /**
     * Something that this side did, or was answered. What an event has said to be over stays so until it is started again.
     *
     * @return whether it is news
     */
    public synchronized boolean reached(StreamStatus status, String message, Instant now) {
        if (status == StreamStatus.REQUESTED) {
            answered = false;
            stopAsked = false;
        } else if (!getStatus().mayBeOnAir()) {
            return false;
        }
        stopAsked |= status == StreamStatus.STOPPING;
        add(now, status, Source.JENKINS, message);
        return true;
    }

    /**
     * Takes in what the service said, unless it is old news: events may come twice, late, in the wrong order, or be about
     * an earlier stream of the same conference.
     *
     * @return whether the status has changed
     */
    public synchronized boolean take(StatusEvent event, Source source) {
        StreamStatus next = isOfAnEarlierStream(event) ? null : next(event);
        if (next == null) {
            return false;
        }
        streamName = streamName == null ? event.streamName() : streamName;
        viewerUrl = viewerUrl == null ? event.viewerUrl() : viewerUrl;
        add(event.at(), next, source, event.message());
        return true;
    }

    /**
     * Whether an event tells of what was before the last start. After a restart, the loss that led to it tells the old
     * events from the new ones, by the service's own clock. Before one, a show lasts longer than clocks differ, so a stop
     * before the request was never this one's.
     */
    private boolean isOfAnEarlierStream(StatusEvent event) {
        TimelineEntry loss = timeline.lastEventBeforeStart();
        if (loss != null) {
            return !event.at().isAfter(loss.getAt().plus(EVENT_SPREAD));
        }
        Instant requested = sinceStart().get(0).getAt();
        return event.at()
                .isBefore(
                        event.status() == StatusEvent.Status.STOPPED
                                ? requested.truncatedTo(ChronoUnit.SECONDS) // signatures tell no less than seconds
                                : requested.minus(CLOCK_SKEW));
    }

    private StreamStatus next(StatusEvent event) {
        StreamStatus status = getStatus();
        return switch (event.status()) {
            case IN_PROGRESS -> status.isStarting() || isRecovery(event) ? StreamStatus.LIVE : null;
            // before it is live, a stop can only be that of an earlier stream
            case STOPPED -> status.mayBeOnAir() && !status.isStarting() ? StreamStatus.STOPPED : null;
            case ERROR -> status.mayBeOnAir() && status != StreamStatus.ERROR ? StreamStatus.ERROR : null;
        };
    }

    private boolean isRecovery(StatusEvent event) {
        return getStatus() == StreamStatus.ERROR && event.at().isAfter(getStatusSince());
    }

    private void add(Instant at, StreamStatus status, Source source, String message) {
        timeline = timeline.and(new TimelineEntry(at, status, source, message));
    }
}
