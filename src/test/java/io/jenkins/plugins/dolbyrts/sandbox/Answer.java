package io.jenkins.plugins.dolbyrts.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** What goes back over the line: status, headers and the whole body. */
record Answer(int status, Map<String, String> headers, byte[] body) {

    static Answer json(int status, JsonNode body) {
        return new Answer(status, Map.of("Content-Type", "application/json"), Json.bytes(body));
    }

    /** A refusal in the shape of the communications API. */
    static Answer refusal(int status, String reason, String message) {
        return json(
                status, Json.object().put("status", status).put("error", reason).put("message", message));
    }

    /** A refusal in Millicast's shape. */
    static Answer millicastRefusal(int status, String message) {
        var body = Json.object().put("status", "fail");
        body.putObject("data").put("message", message);
        return json(status, body);
    }
}
