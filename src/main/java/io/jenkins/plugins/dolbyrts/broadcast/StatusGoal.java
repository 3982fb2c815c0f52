package io.jenkins.plugins.dolbyrts.broadcast;

/** What a build may wait for. */
public enum StatusGoal {
    /** The audience can watch, or could. */
    LIVE,
    /** The show is over. */
    STOPPED;

    /** Whether a broadcast has reached the goal. A status that it had since its start, and has left again, counts. */
    public boolean isReached(Broadcast broadcast) {
        return broadcast.sinceStart().stream()
                .anyMatch(entry -> entry.getStatus().name().equals(name()));
    }

    /** Why a broadcast will never reach the goal; null if it still may. */
    public String obstacle(Broadcast broadcast) {
        String said = broadcast.getMessage() == null ? "" : ": " + broadcast.getMessage();
        return switch (broadcast.getStatus()) {
            case ERROR -> "the service reports an error of the stream" + said;
            case FAILED -> "the stream was not started" + said;
            case STOPPING, STOPPED -> this == LIVE ? "the stream was stopped before it was live" + said : null;
            default -> null;
        };
    }
}
