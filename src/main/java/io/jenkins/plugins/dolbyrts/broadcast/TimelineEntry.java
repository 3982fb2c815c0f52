package io.jenkins.plugins.dolbyrts.broadcast;

import java.io.Serializable;
import java.time.Instant;

/** One thing that happened to a broadcast. It holds no secret. */
public final class TimelineEntry implements Serializable {

    private static final long serialVersionUID = 1;

    private final long millis;
    private final StreamStatus status;
    private final Source source;
    private final String message;

    TimelineEntry(Instant at, StreamStatus status, Source source, String message) {
        this.millis = at.toEpochMilli();
        this.status = status;
        this.source = source;
        this.message = message;
    }

    public Instant getAt() {
        return Instant.ofEpochMilli(millis);
    }

    public StreamStatus getStatus() {
        return status;
    }

    public Source getSource() {
        return source;
    }

    /** What was said on the occasion; null if nothing was. */
    public String getMessage() {
        return message;
    }
}
