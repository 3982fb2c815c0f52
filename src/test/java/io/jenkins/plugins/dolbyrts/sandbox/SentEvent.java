package io.jenkins.plugins.dolbyrts.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** An event as the monitor API lists it, and what became of its delivery. */
final class SentEvent {

    private final String id;
    private final String conferenceId;
    private final String type;
    private final long millis;
    private final String json;
    private final String url;
    private String status = "";
    private Map<String, List<String>> headers = Map.of();

    /**
     * An event that is on its way.
     *
     * @param millis when it was sent, since the epoch
     * @param json the body
     * @param url where to; empty when nobody wants to know
     */
    SentEvent(String id, String conferenceId, String type, long millis, String json, String url) {
        this.id = id;
        this.conferenceId = conferenceId;
        this.type = type;
        this.millis = millis;
        this.json = json;
        this.url = url;
    }

    String conferenceId() {
        return conferenceId;
    }

    String type() {
        return type;
    }

    long millis() {
        return millis;
    }

    String json() {
        return json;
    }

    String url() {
        return url;
    }

    synchronized void answered(int answer, Map<String, List<String>> answerHeaders) {
        status = String.valueOf(answer);
        headers = answerHeaders;
    }

    synchronized ObjectNode listed() {
        ObjectNode listed = Json.object()
                .put("id", id)
                .put("webhook", json)
                .put("url", url)
                .put("confId", conferenceId)
                .put("ts", millis);
        ObjectNode response = listed.putObject("response").put("status", status);
        ObjectNode responseHeaders = response.putObject("headers");
        headers.forEach((name, values) -> responseHeaders.put(name, String.join(", ", values)));
        return listed;
    }
}
