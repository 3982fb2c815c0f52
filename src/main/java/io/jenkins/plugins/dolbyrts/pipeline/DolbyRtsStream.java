package io.jenkins.plugins.dolbyrts.pipeline;

import io.jenkins.plugins.dolbyrts.broadcast.StartedStream;
import io.jenkins.plugins.dolbyrts.broadcast.StreamStatus;
import java.io.Serializable;
import java.time.temporal.ChronoUnit;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;

/** What {@code dolbyRtsStart} returns to a Pipeline. It holds no secret. */
public final class DolbyRtsStream implements Serializable {

    private static final long serialVersionUID = 1;

    private final String conferenceId;
    private final String streamName;
    private final String status;
    private final String viewerUrl;
    private final String startedAt;

    DolbyRtsStream(StartedStream stream) {
        this(
                stream.conferenceId(),
                stream.streamName(),
                stream.status().name(),
                stream.viewerUrl(),
                stream.startedAt().truncatedTo(ChronoUnit.MILLIS).toString());
    }

    private DolbyRtsStream(String conferenceId, String streamName, String status, String viewerUrl, String startedAt) {
        this.conferenceId = conferenceId;
        this.streamName = streamName;
        this.status = status;
        this.viewerUrl = viewerUrl;
        this.startedAt = startedAt;
    }

    /** The same stream, now on air. */
    DolbyRtsStream live() {
        return new DolbyRtsStream(conferenceId, streamName, StreamStatus.LIVE.name(), viewerUrl, startedAt);
    }

    @Whitelisted
    public String getConferenceId() {
        return conferenceId;
    }

    /** Null if the service did not say. */
    @Whitelisted
    public String getStreamName() {
        return streamName;
    }

    /** {@code ACCEPTED}, {@code LIVE} if that was waited for, or {@code REHEARSED} after a dry run. */
    @Whitelisted
    public String getStatus() {
        return status;
    }

    /** The audience's page without any token, null if it is not known. */
    @Whitelisted
    public String getViewerUrl() {
        return viewerUrl;
    }

    /** When the start was accepted, in ISO 8601 and UTC. */
    @Whitelisted
    public String getStartedAt() {
        return startedAt;
    }

    @Whitelisted
    @Override
    public String toString() {
        return status + " conference " + conferenceId + (streamName == null ? "" : " stream " + streamName);
    }
}
