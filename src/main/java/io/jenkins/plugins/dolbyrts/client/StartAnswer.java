package io.jenkins.plugins.dolbyrts.client;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What is known of a stream once its start is accepted. All of it but the status may be null: version 2 answers
 * nothing.
 *
 * @param streamName the name that the service gave the stream
 * @param streamAccountId the account that the audience's page is found under
 * @param viewerUrl the audience's page as the service gave it, which may hold a token: a secret
 * @param assumption null if the start was answered; else why it is taken to have worked
 */
public record StartAnswer(String streamName, String streamAccountId, String viewerUrl, String assumption) {

    static StartAnswer read(JsonNode json, Secrets secrets) {
        secrets.add(Json.text(json, "subscribeToken"));
        return new StartAnswer(
                clean(Json.text(json, "streamName"), secrets),
                clean(Json.text(json, "streamAccountId"), secrets),
                Json.text(json, "viewerUrl"),
                null);
    }

    static StartAnswer assumed(String why) {
        return new StartAnswer(null, null, null, why);
    }

    /** Leaves the viewer URL out. */
    @Override
    public String toString() {
        return "start of stream " + streamName;
    }

    private static String clean(String text, Secrets secrets) {
        return text == null ? null : secrets.clean(text);
    }
}
