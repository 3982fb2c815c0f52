package io.jenkins.plugins.dolbyrts.build;

import jenkins.model.CauseOfInterruption;

/** Why what ran during a broadcast was cut off. */
public final class StreamLost extends CauseOfInterruption {

    private static final long serialVersionUID = 1;

    private final String what;

    public StreamLost(String what) {
        this.what = what;
    }

    @Override
    public String getShortDescription() {
        return what;
    }
}
