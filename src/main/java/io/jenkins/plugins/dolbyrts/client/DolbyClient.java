package io.jenkins.plugins.dolbyrts.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.dolbyrts.client.DolbyException.Kind;
import io.jenkins.plugins.dolbyrts.client.Failures.Request;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/**
 * Starts and stops real-time streams of Dolby.io conferences.
 *
 * <p>Safe for many threads; one client serves a whole Jenkins, so that its builds share access tokens and connections.
 * Every operation ends by its deadline, and at once if its thread is interrupted.
 */
public final class DolbyClient {

    /** In seconds, where the answer does not say. */
    private static final long DEFAULT_TOKEN_LIFETIME = 1800;
    /** In seconds. */
    private static final long LONGEST_TOKEN_LIFETIME = 86400;

    private static final Duration LONGEST_MARGIN = Duration.ofMinutes(1);
    private static final Set<String> COVERING_SCOPES = Set.of(AccessTokens.STREAM_WRITE, "comms:stream:*", "comms:*");

    private final HttpTransport transport;
    private final LongSupplier nanoTime;
    private final AccessTokens tokens;

    public DolbyClient(HttpTransport transport) {
        this(transport, System::nanoTime);
    }

    DolbyClient(HttpTransport transport, LongSupplier nanoTime) {
        this.transport = transport;
        this.nanoTime = nanoTime;
        this.tokens = new AccessTokens(this::issueToken, nanoTime);
    }

    /**
     * Obtains an access token and does nothing with it: shows that key and secret are right.
     *
     * @throws DolbyException if none is given
     * @throws InterruptedException if interrupted
     */
    public void authorize(Operation operation) throws DolbyException, InterruptedException {
        tokens.get(operation);
    }

    /**
     * Starts the stream of a conference.
     *
     * <p>A conference has one stream, so a start is repeated even if nobody knows whether the first one worked. When the
     * repeat is answered that there is a stream already, the first one did work.
     *
     * @param mayBeStarted whether an earlier operation of the same build may have started the stream already
     * @throws DolbyException if the stream was not started, or nobody knows whether it was
     * @throws InterruptedException if interrupted; the start may have been carried out
     */
    public StartAnswer start(Operation operation, StartRequest request, boolean mayBeStarted)
            throws DolbyException, InterruptedException {
        operation.secrets().add(request.publishingToken());
        URI uri = operation.account().endpoints().start(request.version(), request.conferenceId());
        StartAttempts attempts = new StartAttempts(
                () -> StartAnswer.read(call(operation, Request.START, uri, request.body()), operation.secrets()),
                mayBeStarted);
        return Retries.run(operation, transport.limits(), attempts);
    }

    /**
     * Stops the stream of a conference.
     *
     * @throws DolbyException of kind {@link Kind#NOT_ON_AIR} if there is no such stream, of another kind if it may still
     *     be on air
     * @throws InterruptedException if interrupted; the stop may have been carried out
     */
    public void stop(Operation operation, ApiVersion version, String conferenceId)
            throws DolbyException, InterruptedException {
        URI uri = operation.account().endpoints().stop(version, conferenceId);
        byte[] body = {'{', '}'};
        Retries.run(operation, transport.limits(), () -> call(operation, Request.STOP, uri, body));
    }

    private JsonNode call(Operation operation, Request request, URI uri, byte[] body)
            throws DolbyException, InterruptedException {
        Failures failures = new Failures(request, uri, transport, operation);
        AccessToken token = tokens.get(operation);
        HttpAnswer answer = send(bearer(uri, token, body), operation, failures);
        if (answer.status() == 401) {
            tokens.discard(operation, token);
            answer = send(bearer(uri, tokens.get(operation), body), operation, failures);
        }
        if (!answer.isSuccess()) {
            throw failures.of(answer);
        }
        JsonNode json = Json.read(answer.body());
        if (json == null) {
            throw failures.notUnderstood(answer, "JSON or nothing");
        }
        return json;
    }

    private AccessToken issueToken(Operation operation) throws DolbyException, InterruptedException {
        return Retries.run(operation, transport.limits(), () -> requestToken(operation));
    }

    private AccessToken requestToken(Operation operation) throws DolbyException, InterruptedException {
        URI uri = operation.account().endpoints().token();
        Failures failures = new Failures(Request.TOKEN, uri, transport, operation);
        String scope = URLEncoder.encode(AccessTokens.STREAM_WRITE, StandardCharsets.UTF_8);
        String form = "grant_type=client_credentials&scope=" + scope;
        HttpPost post = post(
                uri,
                operation.account().basicAuthorization(),
                form.getBytes(StandardCharsets.US_ASCII),
                ContentType.APPLICATION_FORM_URLENCODED.withCharset((Charset) null));
        post.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
        long asked = nanoTime.getAsLong();
        HttpAnswer answer = send(post, operation, failures);
        if (!answer.isSuccess()) {
            throw failures.of(answer);
        }
        JsonNode json = Json.read(answer.body());
        String value = json == null ? null : Json.text(json, "access_token");
        if (value == null || !value.matches("[!-~]+")) {
            throw failures.notUnderstood(answer, "JSON with an access_token");
        }
        operation.secrets().add(value);
        operation.secrets().add(Json.text(json, "refresh_token"));
        String scopes = Json.text(json, "scope");
        if (scopes != null && Arrays.stream(scopes.split("\\s+")).noneMatch(COVERING_SCOPES::contains)) {
            throw failures.scopeMissing(AccessTokens.STREAM_WRITE);
        }
        return new AccessToken(value, asked + usableFor(json).toNanos());
    }

    /** How long a token is used: until shortly before it expires, so that it does not expire on its way. */
    private static Duration usableFor(JsonNode json) {
        long seconds = json.path("expires_in").asLong(DEFAULT_TOKEN_LIFETIME);
        Duration lifetime = Duration.ofSeconds(Math.max(0, Math.min(seconds, LONGEST_TOKEN_LIFETIME)));
        Duration margin = lifetime.dividedBy(10);
        return lifetime.minus(margin.compareTo(LONGEST_MARGIN) < 0 ? margin : LONGEST_MARGIN);
    }

    private HttpAnswer send(HttpPost post, Operation operation, Failures failures)
            throws DolbyException, InterruptedException {
        try {
            return transport.send(post, operation.deadline());
        } catch (TimeoutException e) {
            throw failures.outOfTime();
        } catch (IOException e) {
            throw failures.of(e);
        }
    }

    private static HttpPost bearer(URI uri, AccessToken token, byte[] body) {
        return post(uri, "Bearer " + token.value(), body, ContentType.APPLICATION_JSON.withCharset((Charset) null));
    }

    private static HttpPost post(URI uri, String authorization, byte[] body, ContentType type) {
        HttpPost post = new HttpPost(uri);
        post.setHeader(HttpHeaders.ACCEPT, "application/json");
        post.setHeader(HttpHeaders.AUTHORIZATION, authorization);
        post.setEntity(new ByteArrayEntity(body, type));
        return post;
    }
}
