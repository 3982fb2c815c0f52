package io.jenkins.plugins.dolbyrts.status;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.util.DaemonThreadFactory;
import hudson.util.NamingThreadFactory;
import io.jenkins.plugins.dolbyrts.broadcast.Source;
import io.jenkins.plugins.dolbyrts.build.StreamService;
import io.jenkins.plugins.dolbyrts.client.Deadline;
import io.jenkins.plugins.dolbyrts.client.DolbyException;
import io.jenkins.plugins.dolbyrts.client.Endpoints;
import io.jenkins.plugins.dolbyrts.config.DolbyRtsConfiguration;
import io.jenkins.plugins.dolbyrts.event.DolbySignature;
import io.jenkins.plugins.dolbyrts.event.StatusEvent;
import io.jenkins.plugins.dolbyrts.event.WebhookKeys;
import io.jenkins.plugins.dolbyrts.event.WebhookVerifier;
import io.jenkins.plugins.dolbyrts.register.OnAir;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Logger;

/** Takes in the events that carry a valid signature, and counts the others. */
@Extension
public final class WebhookReceiver {

    private static final Logger LOGGER = Logger.getLogger(WebhookReceiver.class.getName());

    private static final Duration KEY_PATIENCE = Duration.ofSeconds(5);
    private static final long REPORT_INTERVAL_NANOS = Duration.ofMinutes(1).toNanos();
    private Endpoints endpoints;
    private WebhookVerifier verifier;
    private final Executor events = Executors.newSingleThreadExecutor(
            new NamingThreadFactory(new DaemonThreadFactory(), "Dolby.io RTS events"));
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong nextReport = new AtomicLong(System.nanoTime());
    private volatile boolean seen;

    public static WebhookReceiver get() {
        return ExtensionList.lookupSingleton(WebhookReceiver.class);
    }

    /** Whether a genuine event has arrived since Jenkins was started, so that webhooks are known to work. */
    boolean hasSeenEvents() {
        return seen;
    }

    /**
     * Takes an event in.
     *
     * @param signature the value of the signature header, null if there is none
     * @return whether the signature is valid and new, which says nothing of what the event is about
     */
    boolean receive(String signature, byte[] body) {
        boolean genuine = DolbyRtsConfiguration.get().getStatusSource().takesWebhooks() && isGenuine(signature, body);
        if (genuine) {
            seen = true;
            events.execute(() -> take(signature, body));
        } else {
            count();
        }
        return genuine;
    }

    private boolean isGenuine(String signature, byte[] body) {
        return verifier().verify(signature, body) == WebhookVerifier.Verdict.GENUINE;
    }

    /** The verifier with the keys of the API that is configured now. */
    private synchronized WebhookVerifier verifier() {
        Endpoints configured = StreamService.endpoints(null);
        if (!configured.equals(endpoints)) {
            endpoints = configured;
            verifier = new WebhookVerifier(new WebhookKeys(() -> fetchKeys(configured)), Clock.systemUTC());
        }
        return verifier;
    }

    private static Map<String, String> fetchKeys(Endpoints from) throws DolbyException, InterruptedException {
        try {
            return StreamService.get().client().webhookKeys(from, Deadline.after(KEY_PATIENCE));
        } catch (DolbyException e) {
            LOGGER.warning(() -> "webhooks cannot be verified without the keys of the service: " + e.getMessage());
            throw e;
        }
    }

    private static void take(String signature, byte[] body) {
        StatusEvent event =
                StatusEvent.read(body, DolbySignature.parse(signature).at());
        if (event != null) {
            OnAir.get().take(event, Source.WEBHOOK);
        }
    }

    /** A line a minute at most, however many there are. */
    private void count() {
        refused.incrementAndGet();
        long due = nextReport.get();
        long now = System.nanoTime();
        if (now - due >= 0 && nextReport.compareAndSet(due, now + REPORT_INTERVAL_NANOS)) {
            LOGGER.info(() -> "refused " + refused.getAndSet(0)
                    + " webhook requests without a valid, fresh and new signature since the last such line");
        }
    }
}
