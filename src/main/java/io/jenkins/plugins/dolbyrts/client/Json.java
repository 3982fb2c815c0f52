package io.jenkins.plugins.dolbyrts.client;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** The one place that reads and writes JSON. A trailing comma is no fault: the vendor's documentation prints some. */
public final class Json {

    static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .build();

    private Json() {}

    /** Reads a text, or returns null if it is not JSON; an empty text or null is a missing node. */
    public static JsonNode read(byte[] text) {
        try {
            return MAPPER.readTree(text == null ? new byte[0] : text);
        } catch (IOException e) { // not JSON, or no characters at all
            return null;
        }
    }

    /** The first of these fields that holds a text or a number, its name in any letter case; null if none does. */
    public static String text(JsonNode object, String... names) {
        for (String name : names) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                JsonNode value = field.getValue();
                if (field.getKey().equalsIgnoreCase(name) && value.isValueNode() && !value.isNull()) {
                    String text = value.asText();
                    if (!text.isBlank()) {
                        return text;
                    }
                }
            }
        }
        return null;
    }

    /** A truth value in any letter case; empty if there is no such field, or it holds something else. */
    static Optional<Boolean> bool(JsonNode object, String name) {
        String text = text(object, name);
        boolean isTrue = "true".equalsIgnoreCase(text);
        return isTrue || "false".equalsIgnoreCase(text) ? Optional.of(isTrue) : Optional.empty();
    }

    /** The first field of this name in any letter case; a missing node if there is none, or this is no object. */
    public static JsonNode field(JsonNode object, String name) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (field.getKey().equalsIgnoreCase(name)) {
                return field.getValue();
            }
        }
        return MissingNode.getInstance();
    }

    /** A time in milliseconds since the epoch, or as ISO 8601 has it; what is said otherwise if it is neither. */
    static Instant time(JsonNode time, Instant otherwise) {
        if (time.isNumber()) {
            return Instant.ofEpochMilli(time.longValue());
        }
        String text = time.asText();
        try {
            return text.matches("\\d{1,15}") ? Instant.ofEpochMilli(Long.parseLong(text)) : Instant.parse(text);
        } catch (DateTimeException e) {
            return otherwise;
        }
    }
}
