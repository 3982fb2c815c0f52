package io.jenkins.plugins.dolbyrts.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhooksTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern SIGNATURE = Pattern.compile("t=([0-9]+),k=([^,]+),s=(.+)");

    private final Sandbox sandbox = Sandbox.start();
    private final String conference = sandbox.account().conferenceId();
    private final Caller caller = new Caller(sandbox);
    /** Another sandbox serves as the address of the events: it accepts and remembers all that comes. */
    private final Sandbox receiver = Sandbox.start();

    @BeforeEach
    void register() {
        receiver.always(Endpoint.OTHER, Fault.status(200));
        sandbox.webhooks().targets(receiver.url().resolve("/hook"));
    }

    @AfterEach
    void close() {
        sandbox.close();
        receiver.close();
    }

    @Test
    void tellsOfAStreamFromStartToEnd() throws Exception {
        String token = caller.token();
        String body = "{\"layoutUrl\":\"default\",\"width\":1280}";
        String secret = Caller.json(caller.send(caller.post(Caller.path(3, conference, "start"), token, body)))
                .get("subscribeToken")
                .textValue();
        caller.send(caller.stop(conference, token));

        List<ObjectNode> events = received(2);

        ObjectNode first = events.get(0);
        assertEquals("Stream.Rts.Status.Updated", first.get("eventType").textValue());
        assertEquals(conference, first.at("/conference/confId").textValue());
        assertEquals("in_progress", first.get("status").textValue());
        assertEquals(secret, first.get("subscribeToken").textValue());
        assertTrue(first.get("viewerURL").textValue().endsWith(secret));
        assertEquals("default", first.get("layoutUrl").textValue());
        assertEquals(1280, first.get("width").intValue());
        assertEquals(List.of("in_progress", "stopped"), statuses(events));
    }

    @Test
    void tellsOfFailure() throws Exception {
        caller.send(caller.start(conference, caller.token()));
        sandbox.webhooks().eventType("Stream.Rts.StatusUpdated");
        sandbox.failStream(conference, "No media");

        ObjectNode event = received(2).get(1);

        assertEquals("error", event.get("status").textValue());
        assertEquals("No media", event.get("message").textValue());
        assertEquals("Stream.Rts.StatusUpdated", event.get("eventType").textValue());
    }

    @Test
    void signsEvents() throws Exception {
        startAndStop();
        String newKey = sandbox.webhookKeys().rotate();
        startAndStop();

        List<SeenRequest> seen = receiver.awaitRequests(Endpoint.OTHER, 4, PATIENCE);

        assertTrue(isSignedProperly(seen.get(0)));
        assertTrue(isSignedProperly(seen.get(3)));
        assertNotEquals(newKey, keyId(seen.get(0)));
        assertEquals(newKey, keyId(seen.get(3)));
    }

    @Test
    void losesAndDuplicatesEvents() throws Exception {
        sandbox.webhooks().loseNext(1);
        sandbox.webhooks().duplicateNext(1);
        startAndStop();
        startAndStop();

        assertEquals(List.of("stopped", "stopped", "in_progress", "stopped"), statuses(received(4)));
        sandbox.webhooks().awaitDeliveries(4, PATIENCE);
        assertEquals(4, sandbox.webhooks().events().size());
    }

    @Test
    void deliversLateAndOutOfOrder() throws Exception {
        sandbox.webhooks().holdNext(1);
        startAndStop();
        assertEquals(List.of("stopped"), statuses(received(1)));
        sandbox.webhooks().releaseHeld();
        assertEquals(List.of("stopped", "in_progress"), statuses(received(2)));

        sandbox.webhooks().delayNext(1, Duration.ofMillis(1));
        startAndStop();
        received(4);
    }

    @Test
    void anUnreachableTargetDoesNotStopTheRest() throws Exception {
        sandbox.webhooks().targets(receiver.url().resolve("/hook"), URI.create("http://127.0.0.1:1/"));
        startAndStop();

        assertEquals(2, received(2).size());
        sandbox.webhooks().awaitDeliveries(4, PATIENCE);
    }

    @Test
    void remembersEventsThatNobodyWants() throws Exception {
        sandbox.webhooks().targets();
        startAndStop();

        assertEquals(2, sandbox.webhooks().events().size());
        assertTrue(receiver.requests().isEmpty());
    }

    private void startAndStop() throws Exception {
        String token = caller.token();
        caller.send(caller.start(conference, token));
        caller.send(caller.stop(conference, token));
    }

    private List<ObjectNode> received(int count) throws InterruptedException {
        return receiver.awaitRequests(Endpoint.OTHER, count, PATIENCE).stream()
                .map(request -> Json.parse(request.body()).orElseThrow())
                .toList();
    }

    private static List<String> statuses(List<ObjectNode> events) {
        return events.stream().map(event -> event.get("status").textValue()).toList();
    }

    private static String keyId(SeenRequest request) {
        return signature(request).group(2);
    }

    private static Matcher signature(SeenRequest request) {
        Matcher signature = SIGNATURE.matcher(request.header("Dolby-Signature").orElseThrow());
        assertTrue(signature.matches());
        return signature;
    }

    private boolean isSignedProperly(SeenRequest request) throws Exception {
        Matcher signature = signature(request);
        ObjectNode keys = Caller.json(caller.send(caller.get("/v1/public/keys/webhooks", "none")));
        ByteArrayOutputStream x509 = new ByteArrayOutputStream();
        x509.writeBytes(HexFormat.of().parseHex("302a300506032b6570032100"));
        x509.writeBytes(Base64.getDecoder().decode(keys.get(signature.group(2)).textValue()));
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(
                KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(x509.toByteArray())));
        verifier.update((signature.group(1) + "." + request.body()).getBytes(StandardCharsets.UTF_8));
        boolean valid = verifier.verify(Base64.getDecoder().decode(signature.group(3)));

        verifier.update((signature.group(1) + "." + request.body() + " ").getBytes(StandardCharsets.UTF_8));
        assertFalse(verifier.verify(Base64.getDecoder().decode(signature.group(3))), "another body");
        return valid;
    }
}
