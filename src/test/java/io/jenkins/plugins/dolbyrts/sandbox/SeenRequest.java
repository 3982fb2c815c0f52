package io.jenkins.plugins.dolbyrts.sandbox;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request as it arrived, before anything was done about it.
 *
 * @param at when it had been read
 * @param method the HTTP method
 * @param path the raw path, still percent-encoded, without the query
 * @param query the raw query; {@code null} when there is none
 * @param headers all values by header name, whose letter case does not matter
 * @param content the body's bytes
 */
public record SeenRequest(
        Instant at, String method, String path, String query, Map<String, List<String>> headers, byte[] content) {

    static SeenRequest read(HttpExchange exchange, Instant at) throws IOException {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, List.copyOf(values)));
        return new SeenRequest(
                at,
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                exchange.getRequestURI().getRawQuery(),
                headers,
                exchange.getRequestBody().readAllBytes());
    }

    /** The body as text. */
    public String body() {
        return new String(content, StandardCharsets.UTF_8);
    }

    /** The first value of a header, whatever the letter case of its name. */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name, List.of()).stream().findFirst();
    }

    /** What the request was for. */
    public Endpoint endpoint() {
        return Endpoint.of(path);
    }

    /** The identifier in the path, percent-decoded: a conference id or a stream name; empty where there is none. */
    public Optional<String> identifier() {
        return endpoint().identifier(path);
    }

    /** Method and path only: headers and body hold secrets that a failed assertion must not print. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
