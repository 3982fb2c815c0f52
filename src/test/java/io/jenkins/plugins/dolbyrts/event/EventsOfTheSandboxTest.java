package io.jenkins.plugins.dolbyrts.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.dolbyrts.client.Account;
import io.jenkins.plugins.dolbyrts.client.ApiVersion;
import io.jenkins.plugins.dolbyrts.client.Audience;
import io.jenkins.plugins.dolbyrts.client.Deadline;
import io.jenkins.plugins.dolbyrts.client.DolbyClient;
import io.jenkins.plugins.dolbyrts.client.Endpoints;
import io.jenkins.plugins.dolbyrts.client.HttpTransport;
import io.jenkins.plugins.dolbyrts.client.Limits;
import io.jenkins.plugins.dolbyrts.client.MillicastAccount;
import io.jenkins.plugins.dolbyrts.client.MillicastClient;
import io.jenkins.plugins.dolbyrts.client.Operation;
import io.jenkins.plugins.dolbyrts.client.ProxySource;
import io.jenkins.plugins.dolbyrts.client.Secrets;
import io.jenkins.plugins.dolbyrts.client.SentEvents;
import io.jenkins.plugins.dolbyrts.client.StartRequest;
import io.jenkins.plugins.dolbyrts.event.StatusEvent.Status;
import io.jenkins.plugins.dolbyrts.event.WebhookVerifier.Verdict;
import io.jenkins.plugins.dolbyrts.sandbox.Endpoint;
import io.jenkins.plugins.dolbyrts.sandbox.Fault;
import io.jenkins.plugins.dolbyrts.sandbox.Sandbox;
import io.jenkins.plugins.dolbyrts.sandbox.SeenRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The same story of a stream by both ways, and from the audience's side. */
class EventsOfTheSandboxTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @AutoClose
    private final Sandbox sandbox = Sandbox.start();

    @AutoClose
    private final HttpTransport transport = new HttpTransport("DolbyRTS/test", () -> Limits.DEFAULT, ProxySource.NONE);

    private final DolbyClient client = new DolbyClient(transport);
    private final Endpoints endpoints =
            Endpoints.of(sandbox.url().toString(), sandbox.url().toString(), null);
    private final String conference = sandbox.account().conferenceId();
    private final Instant before = Instant.now();

    @Test
    void webhooksOfTheServiceAreGenuine() throws Exception {
        sandbox.always(Endpoint.OTHER, Fault.status(200));
        sandbox.webhooks().targets(sandbox.url().resolve("/hook"));
        WebhookKeys keys = new WebhookKeys(() -> client.webhookKeys(endpoints, Deadline.after(PATIENCE)));
        WebhookVerifier verifier = new WebhookVerifier(keys, Clock.systemUTC());
        startAndStop();

        List<Status> statuses = new ArrayList<>();
        for (SeenRequest webhook : sandbox.awaitRequests(Endpoint.OTHER, 2, PATIENCE)) {
            String header = webhook.header(DolbySignature.HEADER).orElseThrow();
            assertEquals(Verdict.GENUINE, verifier.verify(header, webhook.content()));
            assertEquals(Verdict.REPLAYED, verifier.verify(header, webhook.content()));
            StatusEvent event = StatusEvent.read(
                    webhook.content(), DolbySignature.parse(header).at());
            assertEquals(conference, event.conferenceId());
            assertNoSecret(event);
            statuses.add(event.status());
        }

        assertEquals(List.of(Status.IN_PROGRESS, Status.STOPPED), statuses);
        assertEquals(1, sandbox.requests(Endpoint.WEBHOOK_KEYS).size());
    }

    @Test
    void monitorListsTheSameEvents() throws Exception {
        startAndStop();
        sandbox.webhooks().eventType("Recording.Live");
        startAndStop();

        SentEvents sent = client.events(operation(), before, null);

        assertTrue(sent.complete());
        List<StatusEvent> events = sent.events().stream()
                .map(event -> StatusEvent.read(event.json(), event.at()))
                .toList();
        assertEquals(
                List.of(Status.IN_PROGRESS, Status.STOPPED),
                events.stream().map(StatusEvent::status).toList());
        for (StatusEvent event : events) {
            assertEquals(conference, event.conferenceId());
            assertFalse(event.at().isBefore(before.minusMillis(1)));
            assertNoSecret(event);
        }
        assertEquals(
                List.of(),
                client.events(operation(), Instant.now().plusSeconds(3600), null)
                        .events());
    }

    @Test
    void audienceSeesTheStreamWhileItIsOnAir() throws Exception {
        MillicastClient millicast = new MillicastClient(transport);
        MillicastAccount account =
                new MillicastAccount(sandbox.url(), sandbox.account().apiSecret());
        String stream = sandbox.account().streamName();
        sandbox.viewers(7);

        assertEquals(new Audience(false, null, null), millicast.audience(account, stream, Deadline.after(PATIENCE)));
        start();
        Audience audience = millicast.audience(account, stream, Deadline.after(PATIENCE));
        assertTrue(audience.live());
        assertEquals(7, audience.viewers());
        assertFalse(audience.liveSince().isAfter(Instant.now()));
        stop();
        assertEquals(new Audience(false, 0, null), millicast.audience(account, stream, Deadline.after(PATIENCE)));
    }

    private void startAndStop() throws Exception {
        start();
        stop();
    }

    private void start() throws Exception {
        StartRequest request = new StartRequest(
                ApiVersion.V2,
                conference,
                sandbox.account().streamName(),
                sandbox.account().publishingToken(),
                null,
                null,
                null,
                null,
                null);
        client.start(operation(), request, false);
    }

    private void stop() throws Exception {
        client.stop(operation(), ApiVersion.V2, conference);
    }

    private void assertNoSecret(StatusEvent event) {
        for (String secret : sandbox.secrets()) {
            assertFalse(event.toString().contains(secret));
        }
    }

    private Operation operation() {
        Account account = new Account(
                endpoints, sandbox.account().appKey(), sandbox.account().appSecret());
        return new Operation(account, Deadline.after(PATIENCE), (why, nextTry, tries, pause) -> {}, new Secrets());
    }
}
