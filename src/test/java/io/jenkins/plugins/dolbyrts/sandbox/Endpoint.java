package io.jenkins.plugins.dolbyrts.sandbox;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the sandbox serves; names the target of a fault and filters the log of requests. */
public enum Endpoint {
    /** The access token. */
    TOKEN("POST", "/v1/auth/token"),
    /** Starts the real-time stream of a conference, in version 2 or 3. */
    START("POST", "/v[23]/conferences/mix/([^/]*)/rts/start"),
    /** Stops the real-time stream of a conference, in version 2 or 3. */
    STOP("POST", "/v[23]/conferences/mix/([^/]*)/rts/stop"),
    /** The public keys that webhooks are signed with. */
    WEBHOOK_KEYS("GET", "/v1/public/keys/webhooks"),
    /** The events that were sent, of one conference or of all. */
    EVENTS("GET", "/v1/monitor(?:/conferences/([^/]*))?/webhooks"),
    /** Whether a conference is live. */
    CONFERENCE("GET", "/v1/monitor/conferences/([^/]*)"),
    /** Millicast's summary of a stream: live or not, and how many watch. */
    VIEWERS("GET", "/api/monitoring/summary/([^/]*)"),
    /** Any path that the service does not know. */
    OTHER("", "(?!)"),
    /** Not an endpoint: stands for all of them in a fault or a filter. */
    ANY("", "(?!)");

    private final String method;
    private final Pattern path;

    Endpoint(String method, String path) {
        this.method = method;
        this.path = Pattern.compile(path);
    }

    /** The endpoint of a raw path, whatever the method. */
    static Endpoint of(String rawPath) {
        for (Endpoint endpoint : values()) {
            if (endpoint.path.matcher(rawPath).matches()) {
                return endpoint;
            }
        }
        return OTHER;
    }

    /** Whether a fault or filter for this endpoint concerns the other one. */
    boolean covers(Endpoint other) {
        return this == ANY || this == other;
    }

    String method() {
        return method;
    }

    /** The identifier in the path, percent-decoded; empty where the path has none. */
    Optional<String> identifier(String rawPath) {
        Matcher matcher = path.matcher(rawPath);
        if (!matcher.matches() || matcher.groupCount() == 0 || matcher.group(1) == null) {
            return Optional.empty();
        }
        // URLDecoder reads forms, where a plus is a space; in a path it is a plus.
        return Optional.of(URLDecoder.decode(matcher.group(1).replace("+", "%2B"), StandardCharsets.UTF_8));
    }
}
