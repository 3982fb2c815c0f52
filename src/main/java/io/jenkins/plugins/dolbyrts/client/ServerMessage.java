package io.jenkins.plugins.dolbyrts.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the body of a refusal says, in any of the shapes seen across the platform. */
final class ServerMessage {

    private ServerMessage() {}

    /**
     * Reads the body of an answer that is not a success.
     *
     * @return one line for a person, empty if the body says nothing
     */
    static String of(HttpAnswer answer, Secrets secrets) {
        String text = answer.text().strip();
        if (text.isEmpty()) {
            return "";
        }
        JsonNode json = Json.read(answer.body());
        if (json != null && json.isObject()) {
            return secrets.clean(ofJson(json));
        }
        String type = answer.contentType() == null ? "" : answer.contentType().toLowerCase(Locale.ROOT);
        if (type.contains("html") || text.startsWith("<")) {
            return "a web page instead of JSON";
        }
        return secrets.clean(text);
    }

    private static String ofJson(JsonNode json) {
        JsonNode data = json.path("data");
        if (data.isObject() && Json.text(data, "message") != null) {
            return Json.text(data, "message");
        }
        String reason = Json.text(json, "error_reason", "error");
        String message = Json.text(json, "error_description", "message");
        String code = Json.text(json, "error_code", "status");
        String type = Json.text(json, "type");
        String said = join(": ", reason, Objects.equals(reason, message) ? null : message);
        String classified = join(" ", type, code);
        return classified.isEmpty() ? said : said.isEmpty() ? classified : said + " [" + classified + "]";
    }

    private static String join(String separator, String... parts) {
        return Stream.of(parts).filter(Objects::nonNull).collect(Collectors.joining(separator));
    }
}
