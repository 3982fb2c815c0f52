package io.jenkins.plugins.dolbyrts.build;

import hudson.EnvVars;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;

/** What a build sees of its broadcast in its environment. */
public final class Variables {

    private Variables() {}

    /** The variables of a broadcast; what is not known is left out. */
    public static EnvVars of(Broadcast broadcast) {
        EnvVars variables = new EnvVars();
        variables.put("DOLBY_RTS_CONFERENCE_ID", broadcast.getConferenceId());
        variables.putIfNotNull("DOLBY_RTS_STREAM_NAME", broadcast.getStreamName());
        variables.putIfNotNull("DOLBY_RTS_VIEWER_URL", broadcast.getViewerUrl());
        return variables;
    }
}
