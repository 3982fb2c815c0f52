package io.jenkins.plugins.dolbyrts.campaign;

import io.jenkins.plugins.dolbyrts.sandbox.Endpoint;

/** How far a broadcast is when its fault strikes. */
enum Moment {
    BEFORE_START,
    DURING_START,
    WHILE_LIVE,
    DURING_STOP;

    /** The request that a fault of the network befalls. */
    Endpoint endpoint() {
        return this == BEFORE_START || this == DURING_START ? Endpoint.START : Endpoint.STOP;
    }

    /** Whether a request is under way, which has to be held for the moment to last. */
    boolean isDuringRequest() {
        return this == DURING_START || this == DURING_STOP;
    }
}
