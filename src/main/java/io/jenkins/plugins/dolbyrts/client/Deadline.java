package io.jenkins.plugins.dolbyrts.client;

import java.time.Duration;

/** The end of an operation, on the monotonic clock, so that a change of the machine's time does not move it. */
public final class Deadline {

    private final Duration total;
    private final long end;

    private Deadline(Duration total) {
        this.total = total;
        this.end = System.nanoTime() + total.toNanos();
    }

    public static Deadline after(Duration total) {
        return new Deadline(total);
    }

    /** How much time there was in all. */
    Duration total() {
        return total;
    }

    /** How much time is left, never negative. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }
}
