package io.jenkins.plugins.dolbyrts.broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class BroadcastLogTest {

    private static final String ID = "6b1e4c1e-1f6f-4a52-9d0e-3c2b7a5d8e90";
    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2026-11-27T19:00:00.412999Z"), ZoneId.of("Asia/Tokyo"));

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void lineHoldsTimeWordConferenceAndStream() {
        BroadcastLog log = new BroadcastLog(out, CLOCK, ID, "town-hall");

        log.status(StreamStatus.ACCEPTED, "v2, 183 ms");
        log.failed("it did not work", "v2, 183 ms");
        log.retry("it did not work", "try 2 of 4 in 1.0 s");
        log.warning("mind the gap");
        log.viewer("https://viewer.millicast.com?streamId=a/town-hall");

        String start = "[Dolby.io RTS] 2026-11-27T19:00:00.412Z ";
        String subject = " conference " + ID + " stream town-hall";
        assertEquals(
                List.of(
                        start + "ACCEPTED" + subject + " (v2, 183 ms)",
                        start + "FAILED" + subject + ": it did not work (v2, 183 ms)",
                        start + "RETRY" + subject + ": it did not work (try 2 of 4 in 1.0 s)",
                        start + "WARNING" + subject + ": mind the gap",
                        start + "VIEWER" + subject + ": https://viewer.millicast.com?streamId=a/town-hall"),
                lines());
    }

    @Test
    void streamIsNamedOnceItIsKnown() {
        BroadcastLog log = new BroadcastLog(out, CLOCK, ID, null);

        log.status(StreamStatus.REQUESTED, "v3");
        log.named("evening");
        log.named(null);
        log.status(StreamStatus.ACCEPTED, "v3");

        assertEquals(
                List.of(
                        "[Dolby.io RTS] 2026-11-27T19:00:00.412Z REQUESTED conference " + ID + " (v3)",
                        "[Dolby.io RTS] 2026-11-27T19:00:00.412Z ACCEPTED conference " + ID + " stream evening (v3)"),
                lines());
    }

    @Test
    void fullSecondStillShowsItsMilliseconds() {
        Clock newYear = Clock.fixed(Instant.parse("2027-01-01T00:00:00Z"), ZoneId.of("America/Los_Angeles"));

        new BroadcastLog(out, newYear, ID, "town-hall").status(StreamStatus.STOPPED, "v2, 1 ms");

        assertEquals(
                List.of("[Dolby.io RTS] 2027-01-01T00:00:00.000Z STOPPED conference " + ID
                        + " stream town-hall (v2, 1 ms)"),
                lines());
    }

    @Test
    void noteIsAboutNoConference() {
        BroadcastLog.note(out, CLOCK, "nothing was started");

        assertEquals(List.of("[Dolby.io RTS] 2026-11-27T19:00:00.412Z WARNING: nothing was started"), lines());
    }

    private List<String> lines() {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
