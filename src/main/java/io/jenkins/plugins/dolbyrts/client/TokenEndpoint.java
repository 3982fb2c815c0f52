package io.jenkins.plugins.dolbyrts.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.dolbyrts.client.Failures.Request;
import io.jenkins.plugins.dolbyrts.client.JsonCalls.Expected;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHeaders;

/** Issues access tokens. */
final class TokenEndpoint {

    /** In seconds, where the answer does not say. */
    private static final long DEFAULT_LIFETIME = 1800;
    /** In seconds. */
    private static final long LONGEST_LIFETIME = 86400;

    private static final Duration LONGEST_MARGIN = Duration.ofMinutes(1);

    private static final Expected<JsonNode> TOKEN = new Expected<>("JSON with an access_token", json -> {
        String value = Json.text(json, "access_token");
        return value != null && value.matches("[!-~]+") ? json : null;
    });

    private final HttpTransport transport;
    private final LongSupplier nanoTime;

    TokenEndpoint(HttpTransport transport, LongSupplier nanoTime) {
        this.transport = transport;
        this.nanoTime = nanoTime;
    }

    /**
     * Asks for a token.
     *
     * @throws DolbyException if none is given, or one without the scope
     */
    AccessToken issue(Operation operation, Scope scope) throws DolbyException, InterruptedException {
        return Retries.run(operation, transport.limits(), () -> request(operation, scope));
    }

    private AccessToken request(Operation operation, Scope scope) throws DolbyException, InterruptedException {
        URI uri = operation.account().endpoints().token();
        Failures failures = new Failures(Request.TOKEN, scope, uri, transport, operation);
        String form =
                "grant_type=client_credentials&scope=" + URLEncoder.encode(scope.toString(), StandardCharsets.UTF_8);
        HttpPost post =
                JsonCalls.post(uri, form.getBytes(StandardCharsets.US_ASCII), ContentType.APPLICATION_FORM_URLENCODED);
        post.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
        long asked = nanoTime.getAsLong();
        HttpAnswer answer = JsonCalls.send(
                transport, post, operation.account().basicAuthorization(), operation.deadline(), failures);
        JsonNode json = JsonCalls.read(answer, TOKEN, failures);
        String value = Json.text(json, "access_token");
        operation.secrets().add(value);
        operation.secrets().add(Json.text(json, "refresh_token"));
        String granted = Json.text(json, "scope");
        if (granted != null && !scope.isIn(granted)) {
            throw failures.scopeMissing();
        }
        return new AccessToken(value, asked + usableFor(json).toNanos());
    }

    /** How long a token is used: until shortly before it expires, so that it does not expire on its way. */
    private static Duration usableFor(JsonNode json) {
        long seconds = json.path("expires_in").asLong(DEFAULT_LIFETIME);
        Duration lifetime = Duration.ofSeconds(Math.max(0, Math.min(seconds, LONGEST_LIFETIME)));
        Duration margin = lifetime.dividedBy(10);
        return lifetime.minus(margin.compareTo(LONGEST_MARGIN) < 0 ? margin : LONGEST_MARGIN);
    }
}
