package io.jenkins.plugins.dolbyrts.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Starts and stops streams, in version 2 and 3.
 *
 * <p>The refusals are the sandbox's choice, since the real ones are unknown. In the order of the checks: 401 and 403
 * for the access token, 404 and 410 for the conference, 415 and 400 for the body, 401 in Millicast's shape for a wrong
 * publishing token, 409 when the stream's state does not fit.
 */
final class StreamApi {

    private static final String SCOPE = "comms:stream:write";

    private final SandboxAccount account;
    private final Tokens tokens;
    private final Streams streams;

    StreamApi(SandboxAccount account, Tokens tokens, Streams streams) {
        this.account = account;
        this.tokens = tokens;
        this.streams = streams;
    }

    Answer start(SeenRequest request) {
        ObjectNode body = check(request);
        String conferenceId = request.identifier().orElseThrow();
        checkLayout(body);
        if (request.path().startsWith("/v2/")) {
            String streamName = text(body, "streamName");
            if (!text(body, "publishingToken").equals(account.publishingToken())) {
                throw new Refusal(Answer.millicastRefusal(401, "Unauthorized: Token expired"));
            }
            streams.start(new Broadcast(conferenceId, streamName, null, viewerUrl(streamName), body));
            return Answer.json(200, Json.object());
        }
        checkSize(body, "width");
        checkSize(body, "height");
        String streamName = "conference-" + conferenceId;
        String subscribeToken = SandboxAccount.secret();
        String viewerUrl = viewerUrl(streamName) + "&token=" + subscribeToken;
        streams.start(new Broadcast(conferenceId, streamName, subscribeToken, viewerUrl, body));
        return Answer.json(
                200,
                Json.object()
                        .put("streamName", streamName)
                        .put("subscribeToken", subscribeToken)
                        .put("viewerURL", viewerUrl)
                        .put("streamAccountId", account.streamAccountId()));
    }

    Answer stop(SeenRequest request) {
        check(request);
        streams.stop(request.identifier().orElseThrow());
        return Answer.json(200, Json.object());
    }

    private ObjectNode check(SeenRequest request) {
        tokens.require(request, SCOPE);
        streams.alive(request.identifier().orElseThrow());
        if (!request.header("Content-Type").orElse("").startsWith("application/json")) {
            throw Refusal.of(415, "Unsupported Media Type", "The body must be JSON");
        }
        return Json.parse(request.body())
                .orElseThrow(() -> Refusal.of(400, "Bad Request", "The body must be a JSON object, {} at least"));
    }

    private String viewerUrl(String streamName) {
        return "https://viewer.millicast.com?streamId=" + account.streamAccountId() + "/"
                + URLEncoder.encode(streamName, StandardCharsets.UTF_8);
    }

    private static String text(ObjectNode body, String field) {
        JsonNode value = body.get(field);
        if (value == null || !value.isTextual() || value.textValue().isBlank()) {
            throw Refusal.of(400, "Bad Request", field + " is required");
        }
        return value.textValue();
    }

    private static void checkLayout(ObjectNode body) {
        if (body.has("layoutUrl")) {
            String layout = text(body, "layoutUrl");
            if (!layout.equals("default") && !isAbsolute(layout)) {
                throw Refusal.of(400, "Bad Request", "layoutUrl must be \"default\" or an absolute URL");
            }
        }
    }

    private static boolean isAbsolute(String url) {
        try {
            return URI.create(url).getHost() != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void checkSize(ObjectNode body, String field) {
        JsonNode value = body.get(field);
        // 390 for both: sources disagree about the smallest width, and this one refuses less.
        if (value != null && (!value.isInt() || value.intValue() < 390 || value.intValue() > 1920)) {
            throw Refusal.of(400, "Bad Request", field + " must be 390 to 1920");
        }
    }
}
