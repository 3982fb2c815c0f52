package io.jenkins.plugins.dolbyrts.broadcast;

/** How far a broadcast is, as far as this side knows. */
public enum StreamStatus {
    /** The start is about to be sent, or was sent and is not answered yet. */
    REQUESTED,
    /** The service took the start; the stream goes live a few seconds later. */
    ACCEPTED,
    /** Everything but the start was done. */
    REHEARSED,
    /** The stop is about to be sent, or was sent and is not answered yet. */
    STOPPING,
    /** The service took the stop, or there was nothing to stop. */
    STOPPED,
    /** The service refused the start. */
    FAILED;

    /** Whether the audience may see something, or soon will. */
    public boolean mayBeOnAir() {
        return this == REQUESTED || this == ACCEPTED || this == STOPPING;
    }
}
