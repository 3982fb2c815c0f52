package io.jenkins.plugins.dolbyrts.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.dolbyrts.client.Json;
import io.jenkins.plugins.dolbyrts.client.Secrets;
import io.jenkins.plugins.dolbyrts.client.ViewerUrl;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The service says what has become of a conference's stream. It holds no secret, and every text is one line of at most
 * 300 characters.
 *
 * @param conferenceId in lower case
 * @param streamName null if the event does not name it
 * @param message the service's own words, null if there are none
 * @param viewerUrl the audience's page without any token, null if the event does not tell
 * @param streamAccountId the account that the audience's page is found under, null if the event does not tell
 * @param at when the event was sent
 */
public record StatusEvent(
        String conferenceId,
        String streamName,
        Status status,
        String message,
        String viewerUrl,
        String streamAccountId,
        Instant at) {

    /** What has become of a stream. */
    public enum Status {
        /** It is on air. */
        IN_PROGRESS,
        /** It is over. */
        STOPPED,
        /** It is not on air because something failed. */
        ERROR
    }

    /** The event's name by the guide and by the reference, which differ. */
    private static final Set<String> TYPES = Set.of("stream.rts.status.updated", "stream.rts.statusupdated");

    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /**
     * Reads an event. Whatever the text is, nothing is thrown.
     *
     * @param json the event, the body of a webhook
     * @param at when it was sent
     * @return null if it is something else, or names no conference or no known status
     */
    public static StatusEvent read(byte[] json, Instant at) {
        JsonNode event = Json.read(json);
        if (event == null || !TYPES.contains(lowerCase(Json.text(event, "eventType")))) {
            return null;
        }
        String conferenceId = lowerCase(Json.text(Json.field(event, "conference"), "confId"));
        Status status = status(lowerCase(Json.text(event, "status")));
        if (!UUID.matcher(conferenceId).matches() || status == null) {
            return null;
        }
        String viewerUrl = Json.text(event, "viewerUrl");
        Secrets secrets = new Secrets();
        secrets.add(Json.text(event, "subscribeToken"));
        secrets.addTokensOf(viewerUrl);
        return new StatusEvent(
                conferenceId,
                clean(Json.text(event, "streamName"), secrets),
                status,
                clean(Json.text(event, "message"), secrets),
                page(ViewerUrl.withoutToken(viewerUrl), secrets),
                clean(Json.text(event, "streamAccountId"), secrets),
                at);
    }

    /** Reads an event that is a text already, as the monitor API lists it. */
    public static StatusEvent read(String json, Instant at) {
        return read(json == null ? null : json.getBytes(StandardCharsets.UTF_8), at);
    }

    private static Status status(String name) {
        return Arrays.stream(Status.values())
                .filter(status -> lowerCase(status.name()).equals(name))
                .findFirst()
                .orElse(null);
    }

    /** The text in lower case without white space around it, empty for null. */
    private static String lowerCase(String text) {
        return text == null ? "" : text.strip().toLowerCase(Locale.ROOT);
    }

    /** The page, or null if it cannot be shown as it is. */
    private static String page(String url, Secrets secrets) {
        return url == null || !url.equals(secrets.clean(url)) ? null : url;
    }

    private static String clean(String text, Secrets secrets) {
        String clean = text == null ? "" : secrets.clean(text);
        return clean.isEmpty() ? null : clean;
    }
}
