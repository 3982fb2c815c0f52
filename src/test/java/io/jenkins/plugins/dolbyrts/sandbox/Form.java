package io.jenkins.plugins.dolbyrts.sandbox;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Reads {@code a=b&c=d}, be it a form or a query. */
final class Form {

    private Form() {}

    /**
     * The fields by name; of a repeated one the last.
     *
     * @param text the encoded fields; {@code null} has none
     */
    static Map<String, String> parse(String text) {
        Map<String, String> fields = new HashMap<>();
        if (text == null || text.isEmpty()) {
            return fields;
        }
        for (String field : text.split("&")) {
            String[] parts = field.split("=", 2);
            fields.put(decode(parts[0]), parts.length == 2 ? decode(parts[1]) : "");
        }
        return fields;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Refusal.of(400, "Bad Request", "Malformed percent-encoding");
        }
    }
}
