package io.jenkins.plugins.dolbyrts.client;

import io.jenkins.plugins.dolbyrts.client.Failures.Request;
import io.jenkins.plugins.dolbyrts.client.JsonCalls.Expected;
import java.net.URI;

/** Sends requests that need an access token, and replaces a refused token once. */
final class AuthorizedCalls {

    private final HttpTransport transport;
    private final AccessTokens tokens;

    AuthorizedCalls(HttpTransport transport, AccessTokens tokens) {
        this.transport = transport;
        this.tokens = tokens;
    }

    /** A request with retries, for whatever may be asked twice. */
    <T> T repeat(Operation operation, Request request, URI uri, byte[] json, Expected<T> expected)
            throws DolbyException, InterruptedException {
        return Retries.run(operation, transport.limits(), () -> call(operation, request, uri, json, expected));
    }

    /**
     * A single request.
     *
     * @param json the body of a POST, null for a GET
     */
    <T> T call(Operation operation, Request request, URI uri, byte[] json, Expected<T> expected)
            throws DolbyException, InterruptedException {
        Failures failures = new Failures(request, uri, transport, operation);
        AccessToken token = tokens.get(operation, request.scope());
        HttpAnswer answer = send(operation, token, uri, json, failures);
        if (answer.status() == 401) {
            tokens.discard(operation, request.scope(), token);
            answer = send(operation, tokens.get(operation, request.scope()), uri, json, failures);
        }
        return JsonCalls.read(answer, expected, failures);
    }

    private HttpAnswer send(Operation operation, AccessToken token, URI uri, byte[] json, Failures failures)
            throws DolbyException, InterruptedException {
        return JsonCalls.send(
                transport, JsonCalls.request(uri, json), "Bearer " + token.value(), operation.deadline(), failures);
    }
}
