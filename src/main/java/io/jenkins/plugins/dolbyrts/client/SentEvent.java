package io.jenkins.plugins.dolbyrts.client;

import java.time.Instant;

/**
 * An event as the monitor API lists it.
 *
 * @param json the event's text as it was sent, which may hold a token: a secret
 * @param at when it was sent; where the service does not say, the beginning of the time that was asked for
 */
public record SentEvent(String json, Instant at) {

    /** Leaves the text out. */
    @Override
    public String toString() {
        return "event of " + at;
    }
}
