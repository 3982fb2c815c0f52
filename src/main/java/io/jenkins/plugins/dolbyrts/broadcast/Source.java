package io.jenkins.plugins.dolbyrts.broadcast;

import java.util.Locale;

/** Who told of a status. */
public enum Source {
    /** A step, a person or Jenkins itself, and the service's answer to it. */
    JENKINS,
    /** An event that the service sent. */
    WEBHOOK,
    /** The list of events that the service sent. */
    MONITOR,
    /** The streaming platform, which sees what the audience sees. */
    AUDIENCE;

    /** The word for a log or a page. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
