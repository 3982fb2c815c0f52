package io.jenkins.plugins.dolbyrts.event;

import io.jenkins.plugins.dolbyrts.client.DolbyException;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * The public keys that the service signs webhooks with: fetched when one is missing, and once a day so that a withdrawn
 * key does not stay good for ever, but at most once a minute whoever asks for whatever. Safe for many threads.
 */
public final class WebhookKeys {

    /** Asks the service for its keys. */
    @FunctionalInterface
    public interface Fetcher {
        /**
         * Fetches the keys, within a time of its own, since a webhook waits for it.
         *
         * @return the Base64 of each key by the key's id
         * @throws DolbyException if there is no usable answer; the keys at hand are kept then
         * @throws InterruptedException if interrupted
         */
        Map<String, String> fetch() throws DolbyException, InterruptedException;
    }

    /** From the beginning of one fetch to that of the next. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    private static final Duration BEST_BEFORE = Duration.ofDays(1);
    private static final int MAX_KEYS = 100;

    private final Fetcher fetcher;
    private final LongSupplier nanoTime;
    private final AtomicBoolean fetching = new AtomicBoolean();
    private volatile Map<String, PublicKey> keys = Map.of();
    private volatile long nextFetch;
    private volatile long bestBefore;

    public WebhookKeys(Fetcher fetcher) {
        this(fetcher, System::nanoTime);
    }

    WebhookKeys(Fetcher fetcher, LongSupplier nanoTime) {
        this.fetcher = fetcher;
        this.nanoTime = nanoTime;
        this.nextFetch = nanoTime.getAsLong();
        this.bestBefore = nextFetch;
    }

    /**
     * Finds a key. One thread at a time may wait for a fetch; others are told meanwhile what is known already.
     *
     * @return null if there is no such key, or nobody knows yet
     */
    PublicKey find(String id) {
        PublicKey key = keys.get(id);
        if (key != null && nanoTime.getAsLong() - bestBefore < 0) {
            return key;
        }
        fetchIfDue();
        return keys.get(id);
    }

    private void fetchIfDue() {
        if (isDue() && fetching.compareAndSet(false, true)) {
            try {
                if (isDue()) { // another fetch may have ended between the look and the claim
                    fetch();
                }
            } finally {
                fetching.set(false);
            }
        }
    }

    private boolean isDue() {
        return nanoTime.getAsLong() - nextFetch >= 0;
    }

    private void fetch() {
        nextFetch = nanoTime.getAsLong() + PAUSE.toNanos();
        try {
            Map<String, PublicKey> fetched = read(fetcher.fetch());
            if (!fetched.isEmpty()) {
                bestBefore = nanoTime.getAsLong() + BEST_BEFORE.toNanos();
                keys = fetched;
            }
        } catch (DolbyException e) {
            // the keys at hand are kept, and whoever fetches knows what happened
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The keys that can be used; the rest is passed over, and so is what nobody needs that many of. */
    private static Map<String, PublicKey> read(Map<String, String> published) {
        Map<String, PublicKey> read = new HashMap<>();
        for (Map.Entry<String, String> each : published.entrySet()) {
            PublicKey key = read.size() < MAX_KEYS ? key(each.getValue()) : null;
            if (key != null) {
                read.put(each.getKey(), key);
            }
        }
        return Map.copyOf(read);
    }

    private static PublicKey key(String base64) {
        try {
            return Ed25519.key(Base64.getDecoder().decode(base64.strip()));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
