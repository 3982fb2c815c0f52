package io.jenkins.plugins.dolbyrts.build;

import io.jenkins.plugins.dolbyrts.broadcast.StreamSettings;
import io.jenkins.plugins.dolbyrts.broadcast.StreamStatus;

/**
 * A stream that a build started or tried to start, as it is kept with the build: all it takes to stop it, and no
 * secret.
 */
public final class StreamRecord {

    private final String conferenceId;
    private final int apiVersion;
    private final String region;
    private final String credentialsId;
    private String streamName;
    private String viewerUrl;
    private StreamStatus status = StreamStatus.REQUESTED;

    StreamRecord(StreamSettings settings, String credentialsId) {
        this.conferenceId = settings.conferenceId();
        this.apiVersion = settings.version().number();
        this.region = settings.region();
        this.credentialsId = credentialsId;
        this.streamName = settings.streamName();
    }

    public String getConferenceId() {
        return conferenceId;
    }

    public int getApiVersion() {
        return apiVersion;
    }

    /** The region whose API the start was sent to, null for none. */
    public String getRegion() {
        return region;
    }

    public String getCredentialsId() {
        return credentialsId;
    }

    /** Null if it is not known. */
    public synchronized String getStreamName() {
        return streamName;
    }

    /** The audience's page without any token, null if it is not known. */
    public synchronized String getViewerUrl() {
        return viewerUrl;
    }

    public synchronized StreamStatus getStatus() {
        return status;
    }

    synchronized void accepted(String streamName, String viewerUrl) {
        this.status = StreamStatus.ACCEPTED;
        this.streamName = streamName;
        this.viewerUrl = viewerUrl;
    }

    synchronized void setStatus(StreamStatus status) {
        this.status = status;
    }
}
