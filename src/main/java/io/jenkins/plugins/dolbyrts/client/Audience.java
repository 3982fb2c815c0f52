package io.jenkins.plugins.dolbyrts.client;

import java.time.Instant;

/**
 * What a stream's audience gets.
 *
 * @param live whether there is something to see
 * @param viewers how many watch, null if the service does not say
 * @param liveSince when the stream went live, null if it is not live or the service does not say
 */
public record Audience(boolean live, Integer viewers, Instant liveSince) {

    /** Of a stream that the service does not know, or not any more. */
    static final Audience NONE = new Audience(false, null, null);
}
