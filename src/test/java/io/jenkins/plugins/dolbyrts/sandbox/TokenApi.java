package io.jenkins.plugins.dolbyrts.sandbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Gives out access tokens.
 *
 * <p>How the real service refuses is unknown. The sandbox's choice: 401 for wrong credentials, 415 for a body that is
 * not a form, 400 for another grant type or a lifetime that is not 1 to 86400 seconds, each with the fields
 * {@code error_code}, {@code error_reason} and {@code error_description}.
 */
final class TokenApi {

    private static final int DEFAULT_SECONDS = 1800;
    private static final int MAX_SECONDS = 86_400;
    private static final Set<String> SCOPES = Set.of(
            "comms:*",
            "comms:client_access_token:create",
            "comms:conf:admin",
            "comms:conf:create",
            "comms:conf:destroy",
            "comms:monitor:delete",
            "comms:monitor:download",
            "comms:monitor:read",
            "comms:record:write",
            "comms:remix:read",
            "comms:remix:write",
            "comms:stream:write");

    private final SandboxAccount account;
    private final Tokens tokens;

    TokenApi(SandboxAccount account, Tokens tokens) {
        this.account = account;
        this.tokens = tokens;
    }

    Answer issue(SeenRequest request) {
        if (!credentials(request).equals(Optional.of(account.appKey() + ":" + account.appSecret()))) {
            throw refusal(401, "UNAUTHORIZED", "invalid_client", "Wrong app key or app secret");
        }
        if (!request.header("Content-Type").orElse("").startsWith("application/x-www-form-urlencoded")) {
            throw refusal(415, "UNSUPPORTED_MEDIA_TYPE", "invalid_request", "The body must be a form");
        }
        Map<String, String> form = Form.parse(request.body());
        if (!"client_credentials".equals(form.get("grant_type"))) {
            throw refusal(400, "BAD_REQUEST", "unsupported_grant_type", "grant_type must be client_credentials");
        }
        int seconds = lifetime(form.get("expires_in"));
        String asked = form.get("scope");
        Set<String> granted = asked == null ? Set.of("*") : valid(asked);

        var body = Json.object()
                .put("access_token", tokens.issue(granted, Duration.ofSeconds(seconds)))
                .put("token_type", "Bearer")
                .put("expires_in", seconds);
        if (asked != null) {
            body.put("scope", String.join(" ", granted));
        }
        // The service adds fields as it likes, so no client may depend on there being none.
        body.put("refresh_token", tokens.issue(Set.of(), Duration.ofSeconds(seconds)));
        body.putObject("sandbox").put("unknown", true).putArray("fields").add(1).add("two");
        return Answer.json(200, body);
    }

    private static Optional<String> credentials(SeenRequest request) {
        try {
            return request.header("Authorization")
                    .filter(value -> value.regionMatches(true, 0, "Basic ", 0, 6))
                    .map(value -> new String(Base64.getDecoder().decode(value.substring(6)), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static int lifetime(String asked) {
        if (asked == null) {
            return DEFAULT_SECONDS;
        }
        if (!asked.matches("[1-9][0-9]{0,4}") || Integer.parseInt(asked) > MAX_SECONDS) {
            throw refusal(400, "BAD_REQUEST", "invalid_request", "expires_in must be 1 to " + MAX_SECONDS);
        }
        return Integer.parseInt(asked);
    }

    private static Set<String> valid(String asked) {
        Set<String> scopes = new LinkedHashSet<>(Arrays.asList(asked.split(" ")));
        scopes.retainAll(SCOPES);
        return scopes;
    }

    private static Refusal refusal(int status, String code, String reason, String description) {
        return new Refusal(Answer.json(
                status,
                Json.object()
                        .put("type", "AUTH")
                        .put("error_code", code)
                        .put("error_reason", reason)
                        .put("error_description", description)));
    }
}
