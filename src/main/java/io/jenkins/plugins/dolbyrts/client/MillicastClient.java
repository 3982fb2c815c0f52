package io.jenkins.plugins.dolbyrts.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.dolbyrts.client.Failures.Request;
import io.jenkins.plugins.dolbyrts.client.JsonCalls.Expected;
import java.net.URI;
import java.time.Instant;
import java.util.Locale;

/** Asks the streaming service how a stream arrives at its audience. Safe for many threads. */
public final class MillicastClient {

    private static final Expected<Audience> SUMMARY =
            new Expected<>("JSON that says whether the stream is live", MillicastClient::audience);

    private final HttpTransport transport;

    public MillicastClient(HttpTransport transport) {
        this.transport = transport;
    }

    /**
     * Asks for a stream's audience. A stream that the service does not know is not live.
     *
     * @throws DolbyException if the service does not say
     * @throws InterruptedException if interrupted
     */
    public Audience audience(MillicastAccount account, String streamName, Deadline deadline)
            throws DolbyException, InterruptedException {
        Effort effort = Effort.unwatched(deadline);
        effort.secrets().add(account.apiSecret());
        URI uri = account.summary(streamName);
        Failures failures = new Failures(Request.AUDIENCE, uri, transport, effort);
        return Retries.run(effort, transport.limits(), () -> {
            HttpAnswer answer = JsonCalls.send(
                    transport, JsonCalls.request(uri, null), "Bearer " + account.apiSecret(), deadline, failures);
            return isUnknown(answer) ? Audience.NONE : JsonCalls.read(answer, SUMMARY, failures);
        });
    }

    private static boolean isUnknown(HttpAnswer answer) {
        if (answer.status() != 400 && answer.status() != 404) {
            return false;
        }
        JsonNode json = Json.read(answer.body());
        String message = json == null ? null : Json.text(Json.field(json, "data"), "message");
        return message != null && message.toLowerCase(Locale.ROOT).contains("not found");
    }

    private static Audience audience(JsonNode json) {
        JsonNode data = Json.field(json, "data");
        JsonNode viewers = Json.field(data, "viewerCount");
        Integer count = viewers.canConvertToInt() ? viewers.intValue() : null;
        Instant since = Json.time(Json.field(data, "startTime"), null);
        return Json.bool(data, "live")
                .map(live -> new Audience(live, count, live ? since : null))
                .orElse(null);
    }
}
