package io.jenkins.plugins.dolbyrts.broadcast;

import java.time.Instant;

/**
 * A stream as it is after its start. It holds no secret.
 *
 * @param streamName null if the service did not say
 * @param viewerUrl the audience's page without any token, null if it is not known
 * @param startedAt when the start was accepted
 */
public record StartedStream(
        String conferenceId, String streamName, StreamStatus status, String viewerUrl, Instant startedAt) {}
