package io.jenkins.plugins.dolbyrts.status;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Events, and the way that anybody on the net has to send them. */
final class Events {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Events() {}

    /** An event as the service sends it. */
    static String event(String conferenceId, String status) {
        return """
                {"eventType": "Stream.Rts.Status.Updated", "conference": {"confId": "%s", "confAlias": "town-hall"},
                 "region": "us", "status": "%s", "message": "It is %s"}""".formatted(conferenceId, status, status);
    }

    /**
     * Sends an event.
     *
     * @param signature null for none
     * @return the status of the answer
     */
    static int send(URI endpoint, String signature, String body) throws IOException, InterruptedException {
        return answer(endpoint, signature, BodyPublishers.ofString(body)).statusCode();
    }

    static HttpResponse<String> answer(URI endpoint, String signature, BodyPublisher body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint)
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .POST(body);
        if (signature != null) {
            request.header("Dolby-Signature", signature);
        }
        // a connection of its own: one whose request was refused unread is closed, maybe only after its next use
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** Sends another kind of request. */
    static HttpResponse<String> answer(URI url, String method) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(url)
                        .timeout(Duration.ofSeconds(60))
                        .method(method, BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }
}
