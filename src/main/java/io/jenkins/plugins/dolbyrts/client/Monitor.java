package io.jenkins.plugins.dolbyrts.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.dolbyrts.client.Failures.Request;
import io.jenkins.plugins.dolbyrts.client.JsonCalls.Expected;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The monitor API: which events the service sent. */
final class Monitor {

    private static final int MAX_PAGES = 20;

    private static final Expected<JsonNode> PAGE = new Expected<>("JSON with a list of webhooks", json -> {
        JsonNode listed = Json.field(json, "webhooks");
        boolean isEmpty = listed.isNull() || listed.isMissingNode() && json.has("next");
        return listed.isArray() || isEmpty ? json : null;
    });
    private final AuthorizedCalls calls;

    Monitor(AuthorizedCalls calls) {
        this.calls = calls;
    }

    SentEvents events(Operation operation, Instant from, Instant to) throws DolbyException, InterruptedException {
        List<SentEvent> events = new ArrayList<>();
        String start = null;
        for (int page = 0; page < MAX_PAGES; page++) {
            URI uri = operation.account().endpoints().events(from, to, start);
            JsonNode json = calls.repeat(operation, Request.EVENTS, uri, null, PAGE);
            for (JsonNode listed : Json.field(json, "webhooks")) {
                SentEvent event = read(listed, from);
                if (event != null) {
                    events.add(event);
                }
            }
            String next = Json.text(json, "next");
            if (next == null || next.equals(start)) {
                return new SentEvents(List.copyOf(events), true);
            }
            start = next;
        }
        return new SentEvents(List.copyOf(events), false);
    }

    private static SentEvent read(JsonNode listed, Instant otherwise) {
        JsonNode event = Json.field(listed, "webhook");
        String json = event.isObject() ? event.toString() : event.textValue();
        return json == null ? null : new SentEvent(json, Json.time(Json.field(listed, "ts"), otherwise));
    }
}
