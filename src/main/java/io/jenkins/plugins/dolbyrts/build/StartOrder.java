package io.jenkins.plugins.dolbyrts.build;

import io.jenkins.plugins.dolbyrts.broadcast.StatusGoal;
import io.jenkins.plugins.dolbyrts.broadcast.StreamSettings;
import java.time.Duration;

/**
 * What a step wants started.
 *
 * @param publishingTokenCredentialsId null with version 3 of the API
 * @param timeout in seconds, 0 for the configured one
 * @param dryRun whether to stop short of the start itself
 * @param waitFor null to wait for no more than the answer
 * @param guarded whether the stream must not outlive the build
 */
public record StartOrder(
        StreamSettings settings,
        String credentialsId,
        String publishingTokenCredentialsId,
        int timeout,
        boolean dryRun,
        StatusGoal waitFor,
        boolean guarded) {

    /** How long the start, and the wait that may follow it, may take together. */
    public Duration patience() {
        return StreamService.timeout(timeout);
    }
}
