package io.jenkins.plugins.dolbyrts.broadcast;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * What a build log shows of one conference's broadcast: a line an event, with the time in UTC to the millisecond, one
 * upper-case word that says what happened, and the conference and stream.
 */
public final class BroadcastLog {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final PrintStream out;
    private final Clock clock;
    private final String conferenceId;
    private String streamName;

    /**
     * Makes a log.
     *
     * @param streamName null if it is not known yet
     */
    public BroadcastLog(PrintStream out, Clock clock, String conferenceId, String streamName) {
        this.out = out;
        this.clock = clock;
        this.conferenceId = conferenceId;
        this.streamName = streamName;
    }

    /** Takes note of the name that the service gave the stream; null changes nothing. */
    synchronized void named(String name) {
        streamName = name == null ? streamName : name;
    }

    /** The time by the clock of this log. */
    public Instant now() {
        return clock.instant();
    }

    /** The stream has a new status. */
    void status(StreamStatus status, String detail) {
        line(status.name(), " (" + detail + ")");
    }

    /** The service told of the status that the broadcast has now. */
    public void told(Broadcast broadcast) {
        List<TimelineEntry> timeline = broadcast.getTimeline();
        TimelineEntry last = timeline.get(timeline.size() - 1);
        named(broadcast.getStreamName());
        status(last.getStatus(), last.getSource() + (last.getMessage() == null ? "" : ": " + last.getMessage()));
    }

    /**
     * The build waits for a status.
     *
     * @param patience how long at most, null for as long as it takes
     */
    public void waiting(StatusGoal goal, Duration patience) {
        line("WAITING", " (for " + goal + (patience == null ? "" : ", at most " + patience.toSeconds() + " s") + ")");
    }

    /** The service did not do what it was asked. */
    void failed(String why, String detail) {
        line(StreamStatus.FAILED.name(), ": " + why + " (" + detail + ")");
    }

    /** The service did not do what it was asked, and will be asked again. */
    void retry(String why, String when) {
        line("RETRY", ": " + why + " (" + when + ")");
    }

    /** Something that a person should know although the build goes on. */
    public void warning(String what) {
        line("WARNING", ": " + what);
    }

    /** Something that a person should know and that is about no conference in particular. */
    public static void note(PrintStream out, Clock clock, String what) {
        println(out, clock, "WARNING: " + what);
    }

    /** Where the audience watches. */
    void viewer(String url) {
        line("VIEWER", ": " + url);
    }

    private synchronized void line(String word, String rest) {
        String stream = streamName == null ? "" : " stream " + streamName;
        println(out, clock, word + " conference " + conferenceId + stream + rest);
    }

    private static void println(PrintStream out, Clock clock, String what) {
        out.println("[Dolby.io RTS] " + TIME.format(clock.instant()) + " " + what);
    }
}
