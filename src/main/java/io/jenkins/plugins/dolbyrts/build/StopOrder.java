package io.jenkins.plugins.dolbyrts.build;

/**
 * What a step wants stopped. What is left out is taken from the build's own record of the stream.
 *
 * @param conferenceId null for everything that the build has on air
 * @param credentialsId null for the credential that the build started the stream with
 * @param apiVersion 0 for the version that the build started the stream with, else the configured one
 * @param region null for the region that the build started the stream in
 * @param timeout in seconds for each stream, 0 for the configured one
 * @param failIfNotLive whether it is a failure that there is nothing to stop
 */
public record StopOrder(
        String conferenceId, String credentialsId, int apiVersion, String region, int timeout, boolean failIfNotLive) {}
