package io.jenkins.plugins.dolbyrts.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * Millicast's summary of a stream. A name that has not been on the air is unknown to it; the refusal of a wrong API
 * secret, 401, is the sandbox's choice.
 */
final class ViewersApi {

    private final SandboxAccount account;
    private final Streams streams;
    private volatile int viewers;

    ViewersApi(SandboxAccount account, Streams streams) {
        this.account = account;
        this.streams = streams;
    }

    void viewers(int count) {
        viewers = count;
    }

    Answer summary(SeenRequest request) {
        if (!Tokens.bearer(request).equals(Optional.of(account.apiSecret()))) {
            return Answer.millicastRefusal(401, "Unauthorized");
        }
        String streamName = request.identifier().orElseThrow();
        Streams.Airing airing = streams.airing(streamName).orElse(null);
        if (airing == null) {
            return Answer.millicastRefusal(400, "Stream name " + streamName + " not found");
        }
        boolean live = airing.end() == null;
        ObjectNode body = Json.object().put("status", "success");
        body.putObject("data")
                .put("live", live)
                .put("startTime", airing.start().toString())
                .put("endTime", live ? null : airing.end().toString())
                .put("viewerCount", live ? viewers : 0);
        return Answer.json(200, body);
    }
}
