package io.jenkins.plugins.dolbyrts.event;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that goes when a test says so. */
final class MovingClock extends Clock {

    static final Instant START = Instant.parse("2024-05-17T09:30:00Z");

    private volatile Instant now = START;

    void pass(Duration time) {
        now = now.plus(time);
    }

    /** For {@link System#nanoTime}, which may be about to overflow. */
    long nanoTime() {
        return Long.MAX_VALUE - 1 + Duration.between(START, now).toNanos();
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }
}
