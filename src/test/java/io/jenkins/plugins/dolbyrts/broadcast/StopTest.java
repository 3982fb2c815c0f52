package io.jenkins.plugins.dolbyrts.broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stops, as the service and the build log see them. */
class StopTest {

    @AutoClose
    private final Studio studio = new Studio();

    @Test
    void stopTakesTheConferenceOffAirAndSaysSo() throws Exception {
        studio.broadcaster.start(studio.v2(), studio.log());

        studio.broadcaster.stop(studio.stop(true), studio.log());

        assertEquals(State.OFF, studio.sandbox.stream(studio.conferenceId()).state());
        assertEquals(
                List.of(
                        "STOPPING stream town-hall (v2, " + studio.server() + ")",
                        "STOPPED stream town-hall (v2, N ms)"),
                studio.lines().subList(2, 4));
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 409, 410})
    void stopOfWhatIsNotOnAirSucceedsWithAWarning(int status) throws Exception {
        studio.sandbox.next(Endpoint.STOP, Fault.status(status));

        studio.broadcaster.stop(studio.stop(false), studio.log());

        assertEquals(
                List.of(
                        "STOPPING stream town-hall (v2, " + studio.server() + ")",
                        "WARNING stream town-hall: was not on air: " + studio.server() + " refused the stop with HTTP "
                                + status + ": there is nothing to stop",
                        "STOPPED stream town-hall (v2, N ms)"),
                studio.lines());
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 409, 410})
    void stopOfWhatIsNotOnAirFailsIfItHasToBe(int status) {
        studio.sandbox.next(Endpoint.STOP, Fault.status(status));

        DolbyException e =
                assertThrows(DolbyException.class, () -> studio.broadcaster.stop(studio.stop(true), studio.log()));

        assertEquals(Kind.NOT_ON_AIR, e.kind());
        assertEquals(
                List.of(
                        "STOPPING stream town-hall (v2, " + studio.server() + ")",
                        "FAILED stream town-hall: " + studio.server() + " refused the stop with HTTP " + status
                                + ": there is nothing to stop (v2, N ms)"),
                studio.lines());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void stopWhoseAnswerWasLostIsFoundToHaveWorked(boolean failIfNotLive) throws Exception {
        studio.broadcaster.start(studio.v2(), studio.log());
        studio.sandbox.next(Endpoint.STOP, Fault.closed().carriedOut());

        studio.broadcaster.stop(studio.stop(failIfNotLive), studio.log());

        assertEquals(State.OFF, studio.sandbox.stream(studio.conferenceId()).state());
        assertEquals(1, studio.sandbox.stream(studio.conferenceId()).stops());
        assertEquals(
                List.of(
                        "STOPPING stream town-hall (v2, " + studio.server() + ")",
                        "RETRY stream town-hall: " + studio.server() + " closed the connection before the stop was"
                                + " answered: check the URL in the settings, the network and the proxy (try 2 of 4 in"
                                + " 0.0 s)",
                        "WARNING stream town-hall: taken as stopped by an earlier try whose answer was lost, since the"
                                + " repeat was answered: " + studio.server() + " refused the stop with HTTP 409"
                                + " (Conflict: No stream has been started [409]): there is nothing to stop",
                        "STOPPED stream town-hall (v2, N ms)"),
                studio.lines().subList(2, 6));
    }

    @Test
    void stopThatFailsForGoodWarnsThatTheStreamMayStillBeOnAir() throws Exception {
        studio.broadcaster.start(studio.v2(), studio.log());
        studio.sandbox.always(Endpoint.STOP, Fault.status(502));

        DolbyException e =
                assertThrows(DolbyException.class, () -> studio.broadcaster.stop(studio.stop(false), studio.log()));

        assertEquals(Kind.SERVER_FAULT, e.kind());
        List<String> lines = studio.lines();
        assertTrue(lines.get(lines.size() - 2).startsWith("FAILED stream town-hall: "), studio::text);
        assertEquals("WARNING stream town-hall: the stream may still be on air", lines.get(lines.size() - 1));
        assertEquals(State.LIVE, studio.sandbox.stream(studio.conferenceId()).state());
    }

    @Test
    void abortedStopWarnsThatTheStreamMayStillBeOnAir() throws Exception {
        Fault held = Fault.hold();
        studio.sandbox.next(Endpoint.STOP, held);
        List<Throwable> thrown = new ArrayList<>();
        Thread build = new Thread(() -> thrown.add(
                assertThrows(Exception.class, () -> studio.broadcaster.stop(studio.stop(false), studio.log()))));
        build.start();
        held.awaitArrived(Duration.ofSeconds(20));

        build.interrupt();
        build.join(20_000);

        assertInstanceOf(InterruptedException.class, thrown.get(0));
        assertEquals(
                "WARNING stream town-hall: aborted while the stop was under way, the stream may still be on air",
                studio.lines().get(1));
        held.release();
    }
}
