package io.jenkins.plugins.dolbyrts.client;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Map;

/** The one place that reads and writes JSON. */
final class Json {

    static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /** Reads a text, or returns null if it is not JSON; an empty text is a missing node. */
    static JsonNode read(byte[] text) {
        try {
            return MAPPER.readTree(text == null ? new byte[0] : text);
        } catch (IOException e) { // not JSON, or no characters at all
            return null;
        }
    }

    /** The first of these fields that holds a text or a number, its name in any letter case; null if none does. */
    static String text(JsonNode object, String... names) {
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
}
