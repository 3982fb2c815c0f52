package io.jenkins.plugins.dolbyrts.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/** Sends single requests and reads JSON; what goes wrong is a {@link DolbyException}. Retries are not seen to here. */
final class JsonCalls {

    /**
     * What an answer must be.
     *
     * @param description for a person, for instance {@code JSON or nothing}
     * @param reader makes something of the JSON, or null if it is not as it must be
     */
    record Expected<T>(String description, Function<JsonNode, T> reader) {}

    private JsonCalls() {}

    /**
     * Sends a request.
     *
     * @param authorization the header's value, a secret, or null for none
     * @return the answer, whatever its status
     * @throws DolbyException if there is no answer
     */
    static HttpAnswer send(
            HttpTransport transport,
            HttpUriRequestBase request,
            String authorization,
            Deadline deadline,
            Failures failures)
            throws DolbyException, InterruptedException {
        request.setHeader(HttpHeaders.ACCEPT, "application/json");
        if (authorization != null) {
            request.setHeader(HttpHeaders.AUTHORIZATION, authorization);
        }
        try {
            return transport.send(request, deadline);
        } catch (TimeoutException e) {
            throw failures.outOfTime();
        } catch (IOException e) {
            throw failures.of(e);
        }
    }

    /**
     * Reads an answer.
     *
     * @throws DolbyException if it is no success, or not what it must be
     */
    static <T> T read(HttpAnswer answer, Expected<T> expected, Failures failures) throws DolbyException {
        if (!answer.isSuccess()) {
            throw failures.of(answer);
        }
        JsonNode json = Json.read(answer.body());
        T read = json == null ? null : expected.reader().apply(json);
        if (read == null) {
            throw failures.notUnderstood(answer, expected.description());
        }
        return read;
    }

    /**
     * A request to be sent.
     *
     * @param json null for a GET, which has no body
     */
    static HttpUriRequestBase request(URI uri, byte[] json) {
        return json == null ? new HttpGet(uri) : post(uri, json, ContentType.APPLICATION_JSON);
    }

    static HttpPost post(URI uri, byte[] body, ContentType type) {
        HttpPost post = new HttpPost(uri);
        post.setEntity(new ByteArrayEntity(body, type.withCharset((Charset) null)));
        return post;
    }
}
