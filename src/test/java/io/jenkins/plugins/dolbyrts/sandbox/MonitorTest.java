package io.jenkins.plugins.dolbyrts.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MonitorTest {

    private static final String ALL = "/v1/monitor/webhooks";

    private final Sandbox sandbox = Sandbox.start();
    private final SandboxAccount account = sandbox.account();
    private final String conference = account.conferenceId();
    private final String other = account.alive().get(1);
    private final Caller caller = new Caller(sandbox);

    @AfterEach
    void close() {
        sandbox.close();
    }

    @Test
    void listsEventsInPages() throws Exception {
        startAndStop(conference);
        startAndStop(other);

        List<String> found = new ArrayList<>();
        String next = "";
        do {
            ObjectNode page = get(ALL + "?max=3&start=" + next);
            page.get("webhooks").forEach(event -> found.add(status(event)));
            next = page.get("next").textValue();
        } while (!next.isEmpty());

        assertEquals(List.of("in_progress", "stopped", "in_progress", "stopped"), found);
    }

    @Test
    void filtersEvents() throws Exception {
        startAndStop(conference);
        startAndStop(other);
        sandbox.webhooks().eventType("Recording.Live");
        startAndStop(other);

        assertEquals(6, count(ALL));
        assertEquals(2, count("/v1/monitor/conferences/" + conference + "/webhooks"));
        assertEquals(2, count("/v1/monitor/conferences/" + other + "/webhooks?type=Stream.*"));
        assertEquals(2, count(ALL + "?type=Recording.Live"));
        assertEquals(0, count(ALL + "?type=Stream"));
        assertEquals(6, count(ALL + "?from=0&to=9999999999999"));
        assertEquals(0, count(ALL + "?from=9999999999999"));
        assertEquals(0, count(ALL + "?to=1"));
        assertEquals(400, answer(ALL + "?from=now").statusCode());
        assertEquals(
                404,
                answer("/v1/monitor/conferences/" + account.unknown() + "/webhooks")
                        .statusCode());
    }

    @Test
    void tellsWhatBecameOfADelivery() throws Exception {
        sandbox.webhooks().targets(sandbox.url().resolve("/hook"));
        caller.send(caller.start(conference, caller.token()));
        sandbox.webhooks().awaitDeliveries(1, Duration.ofSeconds(30));

        JsonNode event = get(ALL).at("/webhooks/0");

        assertEquals(conference, event.get("confId").textValue());
        assertEquals(sandbox.url() + "/hook", event.get("url").textValue());
        assertEquals("404", event.at("/response/status").textValue());
        assertEquals(
                "application/json", event.at("/response/headers/content-type").textValue());
        assertEquals(sandbox.webhooks().events(), List.of(event.get("webhook").textValue()));
    }

    @Test
    void knowsWhetherAConferenceIsLive() throws Exception {
        assertTrue(get("/v1/monitor/conferences/" + conference).get("live").booleanValue());
        assertFalse(get("/v1/monitor/conferences/" + account.endedConferenceId())
                .get("live")
                .booleanValue());
        assertEquals(404, answer("/v1/monitor/conferences/" + account.unknown()).statusCode());
    }

    @Test
    void needsItsScope() throws Exception {
        String token = caller.token("comms:stream:write");

        assertEquals(403, caller.send(caller.get(ALL, token)).statusCode());
        assertEquals(
                403,
                caller.send(caller.get("/v1/monitor/conferences/" + conference, token))
                        .statusCode());
        assertEquals(401, caller.send(caller.get(ALL, "none")).statusCode());
    }

    @Test
    void countsViewers() throws Exception {
        String path = "/api/monitoring/summary/" + account.streamName();
        HttpResponse<String> unknown = caller.send(caller.get(path, account.apiSecret()));
        assertEquals(400, unknown.statusCode());
        assertEquals(
                "Stream name " + account.streamName() + " not found",
                Caller.json(unknown).at("/data/message").textValue());
        assertEquals(401, caller.send(caller.get(path, "wrong")).statusCode());

        caller.send(caller.start(conference, caller.token()));
        sandbox.viewers(7);
        JsonNode live =
                Caller.json(caller.send(caller.get(path, account.apiSecret()))).get("data");
        assertTrue(live.get("live").booleanValue());
        assertEquals(7, live.get("viewerCount").intValue());
        assertTrue(live.get("endTime").isNull());

        caller.send(caller.stop(conference, caller.token()));
        JsonNode over =
                Caller.json(caller.send(caller.get(path, account.apiSecret()))).get("data");
        assertFalse(over.get("live").booleanValue());
        assertTrue(over.get("endTime").isTextual());
    }

    private void startAndStop(String conferenceId) throws Exception {
        String token = caller.token();
        caller.send(caller.start(conferenceId, token));
        caller.send(caller.stop(conferenceId, token));
    }

    private HttpResponse<String> answer(String path) throws Exception {
        return caller.send(caller.get(path, caller.token("comms:monitor:read")));
    }

    private ObjectNode get(String path) throws Exception {
        return Caller.json(answer(path));
    }

    private int count(String path) throws Exception {
        return get(path).get("webhooks").size();
    }

    private static String status(JsonNode listed) {
        return Json.parse(listed.get("webhook").textValue())
                .orElseThrow()
                .get("status")
                .textValue();
    }
}
