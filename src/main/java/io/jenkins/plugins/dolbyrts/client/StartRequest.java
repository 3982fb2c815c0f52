package io.jenkins.plugins.dolbyrts.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/**
 * What a start sends; what is null is left to the service.
 *
 * @param streamName version 2 only, and needed there
 * @param publishingToken a secret; version 2 only, and needed there
 * @param layoutUrl an absolute URL, or {@code default} for Dolby's own layout
 * @param layoutName version 2 only
 * @param width in pixels, version 3 only
 * @param height in pixels, version 3 only
 * @param mixId version 3 only
 */
public record StartRequest(
        ApiVersion version,
        String conferenceId,
        String streamName,
        String publishingToken,
        String layoutUrl,
        String layoutName,
        Integer width,
        Integer height,
        String mixId) {

    /** The JSON that is sent. */
    byte[] body() {
        ObjectNode body = Json.MAPPER.createObjectNode();
        if (version == ApiVersion.V2) {
            put(body, "streamName", streamName);
            put(body, "publishingToken", publishingToken);
            put(body, "layoutUrl", layoutUrl);
            put(body, "layoutName", layoutName);
        } else {
            put(body, "layoutUrl", layoutUrl);
            put(body, "width", width);
            put(body, "height", height);
            put(body, "mixId", mixId);
        }
        try {
            return Json.MAPPER.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a flat object can always be written", e);
        }
    }

    /** Names the conference and leaves the publishing token out. */
    @Override
    public String toString() {
        return "start of " + conferenceId;
    }

    private static void put(ObjectNode body, String name, Object value) {
        if (value != null) {
            body.putPOJO(name, value);
        }
    }
}
