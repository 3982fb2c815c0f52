package io.jenkins.plugins.dolbyrts.client;

import java.util.Arrays;

/** What an access token may be used for; each is asked for on its own, so that a token allows no more than it must. */
enum Scope {
    /** For start and stop. */
    STREAM_WRITE("comms:stream:write"),
    /** For the monitor API. */
    MONITOR_READ("comms:monitor:read");

    private final String value;

    Scope(String value) {
        this.value = value;
    }

    /**
     * Whether a token suffices.
     *
     * @param granted the scopes of the token, with spaces in between
     */
    boolean isIn(String granted) {
        String family = value.substring(0, value.lastIndexOf(':')) + ":*";
        return Arrays.stream(granted.split("\\s+"))
                .anyMatch(scope -> scope.equals(value) || scope.equals(family) || scope.equals("comms:*"));
    }

    /** The scope as it is asked for. */
    @Override
    public String toString() {
        return value;
    }
}
