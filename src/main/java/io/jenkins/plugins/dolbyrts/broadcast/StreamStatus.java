package io.jenkins.plugins.dolbyrts.broadcast;

/** How far a broadcast is, as far as this side knows. */
public enum StreamStatus {
    /** The start is about to be sent, or was sent and is not answered yet. */
    REQUESTED,
    /** The service took the start; the stream goes live a few seconds later. */
    ACCEPTED,
    /** The audience can watch. */
    LIVE,
    /** The stop is about to be sent, or was sent and is not answered yet. */
    STOPPING,
    /** The service took the stop, said that the stream has stopped, or had nothing to stop. */
    STOPPED,
    /** The service said that something went wrong with the stream; nobody knows whether it is off air. */
    ERROR,
    /** The service refused the start. */
    FAILED,
    /** Everything but the start was done. */
    REHEARSED;

    /** Whether the audience may see something, or soon will. */
    public boolean mayBeOnAir() {
        return this == REQUESTED || this == ACCEPTED || this == LIVE || this == STOPPING || this == ERROR;
    }

    /** Whether the start is under way and the stream not live yet. */
    boolean isStarting() {
        return this == REQUESTED || this == ACCEPTED;
    }
}
