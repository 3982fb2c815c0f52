package io.jenkins.plugins.dolbyrts.client;

import java.time.Duration;

/**
 * How long and how often the client tries.
 *
 * @param connect time-out for a connection to be made, TLS included
 * @param lease time-out for a connection of the pool to become free
 * @param response time-out for the server to answer, and between two packets of its answer
 * @param total deadline of a whole operation: token, tries and pauses together
 * @param tries how often a request is sent at most; 1 turns retries off
 * @param firstPause the pause before the second try; it doubles with each further one
 */
public record Limits(
        Duration connect, Duration lease, Duration response, Duration total, int tries, Duration firstPause) {

    public static final Limits DEFAULT = new Limits(
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            4,
            Duration.ofSeconds(1));
}
