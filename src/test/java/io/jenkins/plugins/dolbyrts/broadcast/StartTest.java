package io.jenkins.plugins.dolbyrts.broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.dolbyrts.client.DolbyException;
import io.jenkins.plugins.dolbyrts.client.DolbyException.Kind;
import io.jenkins.plugins.dolbyrts.sandbox.Endpoint;
import io.jenkins.plugins.dolbyrts.sandbox.Fault;
import io.jenkins.plugins.dolbyrts.sandbox.SandboxStream.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Starts, as the service and the build log see them. */
class StartTest {

    @AutoClose
    private final Studio studio = new Studio();

    @Test
    void startPutsTheConferenceOnAirAndSaysSo() throws Exception {
        StartedStream started = studio.broadcaster.start(studio.v2(), studio.log());

        assertEquals(
                new StartedStream(studio.conferenceId(), "town-hall", StreamStatus.ACCEPTED, null, Studio.NOW),
                started);
        assertEquals(State.LIVE, studio.sandbox.stream(studio.conferenceId()).state());
        assertEquals(
                List.of(
                        "REQUESTED stream town-hall (v2, " + studio.server() + ")",
                        "ACCEPTED stream town-hall (v2, N ms)"),
                studio.lines());
    }

    @Test
    void linesBeginWithTheTimeAndNameTheConference() throws Exception {
        studio.broadcaster.start(studio.v2(), studio.log());

        assertEquals(
                "[Dolby.io RTS] 2026-11-27T19:00:00.412Z REQUESTED conference " + studio.conferenceId()
                        + " stream town-hall (v2, " + studio.server() + ")",
                studio.text().lines().findFirst().orElseThrow());
    }

    @Test
    void viewerPageIsToldIfTheAccountIsKnown() throws Exception {
        StartedStream started = studio.broadcaster.start(studio.v2(studio.conferenceId(), "aB3", false), studio.log());

        assertEquals("https://viewer.millicast.com?streamId=aB3/town-hall", started.viewerUrl());
        assertEquals(
                "VIEWER stream town-hall: https://viewer.millicast.com?streamId=aB3/town-hall",
                studio.lines().get(2));
    }

    @Test
    void version3TellsTheStreamAndItsViewerPageWithoutTheToken() throws Exception {
        StartedStream started = studio.broadcaster.start(studio.v3(), studio.log(studio.conferenceId(), null));

        String stream = "conference-" + studio.conferenceId();
        String page = "https://viewer.millicast.com?streamId="
                + studio.sandbox.account().streamAccountId() + "/" + stream;
        assertEquals(
                new StartedStream(studio.conferenceId(), stream, StreamStatus.ACCEPTED, page, Studio.NOW), started);
        assertEquals(
                List.of(
                        "REQUESTED (v3, " + studio.server() + ")",
                        "ACCEPTED stream " + stream + " (v3, N ms)",
                        "VIEWER stream " + stream + ": " + page),
                studio.lines());
        assertNoSecretInTheLog();
    }

    @Test
    void eachRetryIsOneLine() throws Exception {
        studio.sandbox.next(Endpoint.TOKEN, Fault.status(503).html());
        studio.sandbox.next(Endpoint.START, Fault.status(429).retryAfter(Duration.ofSeconds(1)));

        studio.broadcaster.start(studio.v2(), studio.log());

        assertEquals(
                List.of(
                        "REQUESTED stream town-hall (v2, " + studio.server() + ")",
                        "RETRY stream town-hall: " + studio.server() + " refused the request for an access token with"
                                + " HTTP 503 (a web page instead of JSON): the fault is on the side of the service: try"
                                + " again later (try 2 of 4 in 0.0 s)",
                        "RETRY stream town-hall: " + studio.server() + " refused the start with HTTP 429: start fewer"
                                + " streams at once, or try again later (try 2 of 4 in 1.0 s)",
                        "ACCEPTED stream town-hall (v2, N ms)"),
                studio.lines());
    }

    @Test
    void refusedStartFailsWithoutADoubt() {
        Broadcaster.Start start = studio.v2(studio.sandbox.account().unknown(), null, false);

        DolbyException e = assertThrows(DolbyException.class, () -> studio.broadcaster.start(start, studio.log()));

        assertEquals(Kind.CONFERENCE_NOT_FOUND, e.kind());
        assertEquals(
                "FAILED stream town-hall: " + studio.server() + " refused the start with HTTP 404 (Not Found: There is"
                        + " no such conference [404]): check the conference id, and that the conference is running (v2,"
                        + " N ms)",
                studio.lines().get(1));
        assertEquals(2, studio.lines().size());
        assertEquals(List.of(), studio.sandbox.onAir());
    }

    @Test
    void conferenceThatHasEndedIsNotFound() {
        Broadcaster.Start start = studio.v2(studio.sandbox.account().endedConferenceId(), null, false);

        DolbyException e = assertThrows(DolbyException.class, () -> studio.broadcaster.start(start, studio.log()));

        assertEquals(Kind.CONFERENCE_NOT_FOUND, e.kind());
        assertEquals(410, e.status());
    }

    @Test
    void wrongPublishingTokenIsToldFromAWrongKey() {
        Broadcaster.Start right = studio.v2();
        Broadcaster.Start wrong =
                new Broadcaster.Start(right.settings(), right.account(), "expired-token", null, right.timeout(), false);

        DolbyException e = assertThrows(DolbyException.class, () -> studio.broadcaster.start(wrong, studio.log()));

        assertEquals(Kind.PUBLISHING_TOKEN_REFUSED, e.kind());
        assertEquals(2, studio.sandbox.requests(Endpoint.TOKEN).size());
    }

    @Test
    void wrongSecretIsTheCredentials() {
        Broadcaster.Start right = studio.v2();
        Broadcaster.Start wrong = new Broadcaster.Start(
                right.settings(),
                studio.account("wrong-secret"),
                right.publishingToken(),
                null,
                right.timeout(),
                false);

        DolbyException e = assertThrows(DolbyException.class, () -> studio.broadcaster.start(wrong, studio.log()));

        assertEquals(Kind.CREDENTIALS_REFUSED, e.kind());
        assertEquals(1, studio.sandbox.requests().size());
        assertFalse(studio.text().contains("wrong-secret"));
    }

    @Test
    void secondStreamOfAConferenceIsRefused() throws Exception {
        studio.broadcaster.start(studio.v2(), studio.log());

        DolbyException e =
                assertThrows(DolbyException.class, () -> studio.broadcaster.start(studio.v2(), studio.log()));

        assertEquals(Kind.ALREADY_STARTED, e.kind());
        assertEquals(1, studio.sandbox.stream(studio.conferenceId()).starts());
    }

    @Test
    void startWhoseAnswerWasLostIsFoundToHaveWorked() throws Exception {
        studio.sandbox.next(Endpoint.START, Fault.reset().carriedOut());

        StartedStream started = studio.broadcaster.start(studio.v2(), studio.log());

        assertEquals(StreamStatus.ACCEPTED, started.status());
        assertEquals(1, studio.sandbox.stream(studio.conferenceId()).starts());
        assertEquals(
                List.of(
                        "REQUESTED stream town-hall (v2, " + studio.server() + ")",
                        "RETRY stream town-hall: " + studio.server() + " closed the connection before the start was"
                                + " answered: check the URL in the settings, the network and the proxy (try 2 of 4 in"
                                + " 0.0 s)",
                        "ACCEPTED stream town-hall (v2, N ms)",
                        "WARNING stream town-hall: taken as started by an earlier try whose answer was lost, since the"
                                + " repeat was answered: " + studio.server() + " refused the start with HTTP 409"
                                + " (Conflict: A stream has already been started [409]): a conference has one stream at"
                                + " a time: stop the one that is on air first"),
                studio.lines());
    }

    @Test
    void startThatNeverReachedTheServiceIsRepeated() throws Exception {
        studio.sandbox.next(Endpoint.START, 2, Fault.reset());

        studio.broadcaster.start(studio.v2(), studio.log());

        assertEquals(State.LIVE, studio.sandbox.stream(studio.conferenceId()).state());
        assertFalse(studio.text().contains("WARNING"));
    }

    @Test
    void startAfterARestartFindsTheStreamOnAir() throws Exception {
        studio.broadcaster.start(studio.v2(), studio.log());

        StartedStream started = studio.broadcaster.start(studio.v2(studio.conferenceId(), null, true), studio.log());

        assertEquals(StreamStatus.ACCEPTED, started.status());
        assertTrue(studio.lines().get(4).startsWith("WARNING stream town-hall: taken as started"), studio::text);
        assertEquals(1, studio.sandbox.stream(studio.conferenceId()).starts());
    }

    @Test
    void startThatIsLostForGoodWarnsThatTheStreamMayBeOnAir() {
        studio.sandbox.always(Endpoint.START, Fault.status(504));

        DolbyException e =
                assertThrows(DolbyException.class, () -> studio.broadcaster.start(studio.v2(), studio.log()));

        assertTrue(e.isEffectUnknown());
        List<String> lines = studio.lines();
        assertEquals(6, lines.size());
        assertTrue(lines.get(4).startsWith("FAILED stream town-hall: "), studio::text);
        assertTrue(lines.get(4).endsWith("(4 tries) (v2, N ms)"), studio::text);
        assertEquals(
                "WARNING stream town-hall: the stream may be on air all the same: stop it with dolbyRtsStop",
                lines.get(5));
    }

    @Test
    void abortedStartWarnsThatTheStreamMayBeOnAir() throws Exception {
        Fault held = Fault.holdAnswer();
        studio.sandbox.next(Endpoint.START, held);
        List<Throwable> thrown = new ArrayList<>();
        Thread build = new Thread(() ->
                thrown.add(assertThrows(Exception.class, () -> studio.broadcaster.start(studio.v2(), studio.log()))));
        build.start();
        held.awaitArrived(Duration.ofSeconds(20));

        build.interrupt();
        build.join(20_000);

        assertInstanceOf(InterruptedException.class, thrown.get(0));
        assertEquals(
                "WARNING stream town-hall: aborted while the start was under way, the stream may be on air: stop it"
                        + " with dolbyRtsStop",
                studio.lines().get(1));
        held.release();
    }

    @Test
    void manyConferencesGoOnAirAtOnceWithOneToken() throws Exception {
        ExecutorService builds = Executors.newCachedThreadPool();
        try {
            List<Future<StartedStream>> started = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                String id = studio.sandbox.addConference();
                started.add(builds.submit(
                        () -> studio.broadcaster.start(studio.v2(id, null, false), studio.log(id, "town-hall"))));
            }
            for (Future<StartedStream> each : started) {
                assertEquals(StreamStatus.ACCEPTED, each.get().status());
            }
        } finally {
            builds.shutdownNow();
        }

        assertEquals(30, studio.sandbox.onAir().size());
        assertEquals(1, studio.sandbox.requests(Endpoint.TOKEN).size());
        assertEquals(60, studio.lines().size());
    }

    @Test
    void tokenThatExpiredMeanwhileIsReplacedWithoutAWord() throws Exception {
        studio.broadcaster.start(studio.v2(), studio.log());
        studio.sandbox.expireTokensNow();

        studio.broadcaster.stop(studio.stop(true), studio.log());

        assertEquals(2, studio.sandbox.requests(Endpoint.TOKEN).size());
        assertEquals(4, studio.lines().size());
    }

    @Test
    void settingsInTheirTextHoldNoSecret() {
        String text = studio.v2() + " " + studio.stop(true);

        studio.sandbox.secrets().forEach(secret -> assertFalse(text.contains(secret)));
    }

    private void assertNoSecretInTheLog() {
        studio.sandbox.secrets().forEach(secret -> assertFalse(studio.text().contains(secret)));
    }
}
