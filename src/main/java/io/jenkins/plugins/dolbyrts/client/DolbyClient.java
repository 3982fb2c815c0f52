package io.jenkins.plugins.dolbyrts.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.dolbyrts.client.DolbyException.Kind;
import io.jenkins.plugins.dolbyrts.client.Failures.Request;
import io.jenkins.plugins.dolbyrts.client.JsonCalls.Expected;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Starts and stops real-time streams of Dolby.io conferences, and asks what has become of them.
 *
 * <p>Safe for many threads; one client serves a whole Jenkins, so that its builds share access tokens and connections.
 * Every operation ends by its deadline, and at once if its thread is interrupted.
 */
public final class DolbyClient {

    private static final Expected<JsonNode> ANYTHING = new Expected<>("JSON or nothing", json -> json);
    private static final Expected<Map<String, String>> KEYS =
            new Expected<>("a JSON object of webhook keys", DolbyClient::keys);

    private final HttpTransport transport;
    private final AccessTokens tokens;
    private final AuthorizedCalls calls;
    private final Monitor monitor;

    public DolbyClient(HttpTransport transport) {
        this(transport, System::nanoTime);
    }

    DolbyClient(HttpTransport transport, LongSupplier nanoTime) {
        this.transport = transport;
        this.tokens = new AccessTokens(new TokenEndpoint(transport, nanoTime)::issue, nanoTime);
        this.calls = new AuthorizedCalls(transport, tokens);
        this.monitor = new Monitor(calls);
    }

    /**
     * Obtains an access token for starting and stopping, and does nothing with it: shows that key and secret are right.
     *
     * @throws DolbyException if none is given
     * @throws InterruptedException if interrupted
     */
    public void authorize(Operation operation) throws DolbyException, InterruptedException {
        tokens.get(operation, Scope.STREAM_WRITE);
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
                () -> calls.call(
                        operation,
                        Request.START,
                        uri,
                        request.body(),
                        new Expected<>(ANYTHING.description(), json -> StartAnswer.read(json, operation.secrets()))),
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
        calls.repeat(operation, Request.STOP, uri, body, ANYTHING);
    }

    /**
     * Lists the events that the service sent of all conferences of the app, in one request unless there are many.
     *
     * @param from the beginning of the time that is asked for, to the millisecond
     * @param to its end, null for none, which takes in what the service, by its own clock, sends in our future
     * @throws DolbyException if the service does not say
     * @throws InterruptedException if interrupted
     */
    public SentEvents events(Operation operation, Instant from, Instant to)
            throws DolbyException, InterruptedException {
        return monitor.events(operation, from, to);
    }

    /**
     * Fetches the public keys that webhooks are signed with, for which no credential is needed.
     *
     * @return the Base64 of each key by the key's id, unchecked
     * @throws DolbyException if the service does not answer any
     * @throws InterruptedException if interrupted
     */
    public Map<String, String> webhookKeys(Endpoints endpoints, Deadline deadline)
            throws DolbyException, InterruptedException {
        URI uri = endpoints.webhookKeys();
        Effort effort = Effort.unwatched(deadline);
        Failures failures = new Failures(Request.KEYS, uri, transport, effort);
        return Retries.run(effort, transport.limits(), () -> {
            HttpAnswer answer = JsonCalls.send(transport, JsonCalls.request(uri, null), null, deadline, failures);
            return JsonCalls.read(answer, KEYS, failures);
        });
    }

    private static Map<String, String> keys(JsonNode json) {
        Map<String, String> keys = new LinkedHashMap<>();
        json.properties().forEach(key -> {
            if (key.getValue().isTextual()) {
                keys.put(key.getKey(), key.getValue().textValue());
            }
        });
        return json.isObject() ? keys : null;
    }
}
