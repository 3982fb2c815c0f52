package io.jenkins.plugins.dolbyrts.broadcast;

import static io.jenkins.plugins.dolbyrts.broadcast.StreamStatus.ACCEPTED;
import static io.jenkins.plugins.dolbyrts.broadcast.StreamStatus.ERROR;
import static io.jenkins.plugins.dolbyrts.broadcast.StreamStatus.LIVE;
import static io.jenkins.plugins.dolbyrts.broadcast.StreamStatus.REQUESTED;
import static io.jenkins.plugins.dolbyrts.broadcast.StreamStatus.STOPPED;
import static io.jenkins.plugins.dolbyrts.broadcast.StreamStatus.STOPPING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.dolbyrts.event.StatusEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Events and answers tell of the same things, in any order. */
class TimelineTest {

    private static final String CONFERENCE = "a11e0000-0000-4000-8000-000000000001";

    private final Instant begin = Instant.parse("2026-11-27T19:00:00Z");
    private final Broadcast broadcast = new Broadcast(
            StreamSettings.of(CONFERENCE, 2, null, "town-hall", null, null, 0, 0, null, "publishing-token"),
            "dolby-app",
            "show",
            1,
            true,
            begin);

    @Test
    void showsAStopOnceThoughTheEventComesBeforeTheAnswer() {
        goLive();
        reach(STOPPING, 10);
        take(StatusEvent.Status.STOPPED, 11);
        reach(STOPPED, 12);
        assertEquals(List.of(REQUESTED, ACCEPTED, LIVE, STOPPING, STOPPED), statuses());
        assertFalse(broadcast.isLost());
    }

    @Test
    void isOverIfTheEventSaysSoAndTheAnswerIsLost() {
        goLive();
        reach(STOPPING, 10);
        take(StatusEvent.Status.STOPPED, 11);
        reach(STOPPING, 40);
        assertEquals(STOPPED, broadcast.getStatus());
        assertFalse(broadcast.isLost());
    }

    @Test
    void isOverIfItStopsAfterAnError() {
        goLive();
        take(StatusEvent.Status.ERROR, 10);
        take(StatusEvent.Status.STOPPED, 11);
        assertEquals(STOPPED, broadcast.getStatus());
        assertTrue(broadcast.isLost());
    }

    @Test
    void isLiveAgainIfTheServiceSaysSoAfterAnError() {
        goLive();
        take(StatusEvent.Status.ERROR, 10);
        take(StatusEvent.Status.IN_PROGRESS, 9);
        assertEquals(ERROR, broadcast.getStatus(), "that was before");
        take(StatusEvent.Status.IN_PROGRESS, 11);
        assertEquals(LIVE, broadcast.getStatus());
    }

    @Test
    void knowsWhatItsStartHasLedToAlthoughAnEventCameBeforeTheAnswer() {
        take(StatusEvent.Status.IN_PROGRESS, 1);
        assertNull(broadcast.getStarted());
        broadcast.accepted(new StartedStream(CONFERENCE, "town-hall", ACCEPTED, "https://example.com", at(2)));
        assertEquals(
                new StartedStream(CONFERENCE, "town-hall", ACCEPTED, "https://example.com", at(1)),
                broadcast.getStarted());
    }

    @Test
    void isLostIfNobodyAskedForItsStop() {
        goLive();
        take(StatusEvent.Status.STOPPED, 10);
        assertTrue(broadcast.isLost());
    }

    @Test
    void isNotLostIfAnotherBuildAskedForItsStop() {
        goLive();
        broadcast.stopAsked();
        take(StatusEvent.Status.STOPPED, 10);
        assertFalse(broadcast.isLost());
    }

    @Test
    void isLostIfItStopsAfterAnotherBuildAskedForItInVain() {
        goLive();
        broadcast.stopAsked();
        broadcast.stopFailed();
        take(StatusEvent.Status.STOPPED, 10);
        assertTrue(broadcast.isLost());
    }

    @Test
    void isNotLostIfAnotherBuildsStopWorkedAndItsAnswerWasLost() {
        goLive();
        broadcast.stopAsked();
        take(StatusEvent.Status.STOPPED, 10);
        broadcast.stopFailed();
        assertFalse(broadcast.isLost());
    }

    @Test
    void mayBeOnAirIfItsStartIsAnsweredAfterAnotherBuildsStop() {
        reach(STOPPED, 1);
        broadcast.accepted(new StartedStream(CONFERENCE, "town-hall", ACCEPTED, null, at(2)));
        assertEquals(ACCEPTED, broadcast.getStatus());
    }

    @Test
    void staysOverIfItsStartIsAnsweredAfterTheShow() {
        take(StatusEvent.Status.IN_PROGRESS, 1);
        take(StatusEvent.Status.STOPPED, 2);
        broadcast.accepted(new StartedStream(CONFERENCE, "town-hall", ACCEPTED, null, at(3)));
        assertEquals(STOPPED, broadcast.getStatus());
    }

    @Test
    void isLostIfItStopsOnceItWasStartedAgain() {
        goLive();
        reach(STOPPING, 10);
        reach(STOPPED, 11);
        reach(REQUESTED, 12);
        broadcast.accepted(new StartedStream(CONFERENCE, "town-hall", ACCEPTED, null, at(13)));
        take(StatusEvent.Status.IN_PROGRESS, 14);
        take(StatusEvent.Status.STOPPED, 15);
        assertTrue(broadcast.isLost());
    }

    @Test
    void isNotLostBecauseTheLossBeforeItsRestartIsToldOnceMore() {
        goLive();
        take(StatusEvent.Status.ERROR, 10);
        reach(REQUESTED, 12);
        take(StatusEvent.Status.ERROR, 10);
        broadcast.accepted(new StartedStream(CONFERENCE, "town-hall", ACCEPTED, null, at(13)));
        take(StatusEvent.Status.ERROR, 11);
        assertEquals(ACCEPTED, broadcast.getStatus());
        take(StatusEvent.Status.IN_PROGRESS, 12);
        assertEquals(LIVE, broadcast.getStatus(), "the service's clock may be slow");
    }

    @Test
    void mayStillStartUntilTheServiceHasHadItsTimeAfterTheFirstStop() {
        Duration patience = Duration.ofSeconds(30);
        assertTrue(broadcast.mayStillStart(patience, at(5)));
        reach(STOPPING, 10);
        reach(STOPPING, 20);
        assertTrue(broadcast.mayStillStart(patience, at(39)));
        assertFalse(broadcast.mayStillStart(patience, at(40)));
    }

    @Test
    void cannotStartAnyMoreOnceItsStartIsAnswered() {
        broadcast.accepted(new StartedStream(CONFERENCE, "town-hall", ACCEPTED, null, at(1)));
        assertFalse(broadcast.mayStillStart(Duration.ofSeconds(30), at(2)));
    }

    @Test
    void cannotStartAnyMoreOnceItWasSeen() {
        take(StatusEvent.Status.IN_PROGRESS, 1);
        assertFalse(broadcast.mayStillStart(Duration.ofSeconds(30), at(2)));
    }

    private void goLive() {
        broadcast.accepted(new StartedStream(CONFERENCE, "town-hall", ACCEPTED, null, at(1)));
        take(StatusEvent.Status.IN_PROGRESS, 2);
    }

    private void reach(StreamStatus status, int second) {
        broadcast.reached(status, null, at(second));
    }

    private void take(StatusEvent.Status status, int second) {
        broadcast.take(new StatusEvent(CONFERENCE, null, status, null, null, null, at(second)), Source.WEBHOOK);
    }

    private Instant at(int second) {
        return begin.plusSeconds(second);
    }

    private List<StreamStatus> statuses() {
        return broadcast.getTimeline().stream().map(TimelineEntry::getStatus).toList();
    }
}
