package io.jenkins.plugins.dolbyrts.sandbox;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Lists events, and tells whether a conference is live.
 *
 * <p>The sandbox's choice where nothing is known: the oldest event comes first, {@code from} and {@code to} are
 * inclusive, a page holds 100 events unless {@code max} says otherwise, 404 for an unknown conference and 400 for a
 * parameter that is not what it should be.
 */
final class MonitorApi {

    private static final String SCOPE = "comms:monitor:read";

    private final Tokens tokens;
    private final Streams streams;
    private final Webhooks webhooks;

    MonitorApi(Tokens tokens, Streams streams, Webhooks webhooks) {
        this.tokens = tokens;
        this.streams = streams;
        this.webhooks = webhooks;
    }

    Answer events(SeenRequest request) {
        tokens.require(request, SCOPE);
        request.identifier().ifPresent(streams::known);
        Map<String, String> query = Form.parse(request.query());
        long from = number(query, "from", 0);
        long to = number(query, "to", Long.MAX_VALUE);
        Pattern type = pattern(query.getOrDefault("type", "*"));
        List<SentEvent> found = webhooks.sent().stream()
                .filter(event ->
                        request.identifier().map(event.conferenceId()::equals).orElse(true))
                .filter(event -> event.millis() >= from && event.millis() <= to)
                .filter(event -> type.matcher(event.type()).matches())
                .toList();

        int start = (int) Math.min(number(query, "start", 0), found.size());
        int end = (int) Math.min(start + Math.max(1, number(query, "max", 100)), found.size());
        ObjectNode body = Json.object().put("first", "0").put("next", end < found.size() ? String.valueOf(end) : "");
        ArrayNode listed = body.putArray("webhooks");
        found.subList(start, end).forEach(event -> listed.add(event.listed()));
        return Answer.json(200, body);
    }

    Answer conference(SeenRequest request) {
        tokens.require(request, SCOPE);
        Streams.Conference conference = streams.known(request.identifier().orElseThrow());
        ObjectNode body = Json.object()
                .put("confId", conference.id())
                .put("alias", "sandbox")
                .put("region", "us")
                .put("dolbyVoice", true)
                .put("start", conference.started().toEpochMilli())
                .put("live", conference.ended() == null);
        if (conference.ended() != null) {
            body.put("end", conference.ended().toEpochMilli());
        }
        return Answer.json(200, body);
    }

    private static long number(Map<String, String> query, String name, long otherwise) {
        String value = query.getOrDefault(name, "");
        if (value.isEmpty()) {
            return otherwise;
        }
        if (!value.matches("[0-9]{1,18}")) {
            throw Refusal.of(400, "Bad Request", name + " must be a number");
        }
        return Long.parseLong(value);
    }

    private static Pattern pattern(String expression) {
        return Pattern.compile("\\Q" + expression.replace("*", "\\E.*\\Q") + "\\E");
    }
}
