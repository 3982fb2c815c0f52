package io.jenkins.plugins.dolbyrts.build;

import io.jenkins.plugins.dolbyrts.broadcast.StreamSettings;

/**
 * What a step wants started.
 *
 * @param publishingTokenCredentialsId null with version 3 of the API
 * @param timeout in seconds, 0 for the configured one
 * @param dryRun whether to stop short of the start itself
 */
public record StartOrder(
        StreamSettings settings,
        String credentialsId,
        String publishingTokenCredentialsId,
        int timeout,
        boolean dryRun) {}
