package io.jenkins.plugins.dolbyrts.event;

import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Tells webhooks of the service from everybody else's.
 *
 * <p>What costs least is looked at first, and the signature itself last: that takes about a millisecond, so a quarter of
 * the processors at most is busy with it, however many webhooks are forged. Safe for many threads.
 */
public final class WebhookVerifier {

    /** What a webhook turns out to be. Only a genuine one may change anything. */
    public enum Verdict {
        /** The service sent it, and it has not been here before. */
        GENUINE,
        /** There is no signature, or none that can be read. */
        MALFORMED,
        /** It was signed too long ago, or in the future. */
        STALE,
        /** It names a key that the service does not have, or that is not fetched yet. */
        UNKNOWN_KEY,
        /** Too many come at once for this one to be looked at. */
        OVERLOADED,
        /** The signature does not fit. */
        FORGED,
        /** The service sent it, but it has been here before. */
        REPLAYED
    }

    /** How far the time of the signature may be off, either way. */
    public static final Duration FRESHNESS = Duration.ofMinutes(10);

    private static final int REMEMBERED = 20_000;
    private static final int WAITING = 16;

    private final WebhookKeys keys;
    private final Clock clock;
    private final SeenSignatures seen;
    private final Turnstile turnstile;

    public WebhookVerifier(WebhookKeys keys, Clock clock) {
        this(
                keys,
                clock,
                REMEMBERED,
                new Turnstile(Math.max(1, Runtime.getRuntime().availableProcessors() / 4), WAITING));
    }

    WebhookVerifier(WebhookKeys keys, Clock clock, int remembered, Turnstile turnstile) {
        this.keys = keys;
        this.clock = clock;
        this.seen = new SeenSignatures(remembered);
        this.turnstile = turnstile;
    }

    /**
     * Judges a webhook. Whatever it holds, nothing is thrown. It may wait for the keys to be fetched, in one thread at a
     * time.
     *
     * @param header the value of {@link DolbySignature#HEADER}, null if there is none
     * @param body the body, byte for byte
     */
    public Verdict verify(String header, byte[] body) {
        DolbySignature signature = DolbySignature.parse(header);
        if (signature == null || body == null) {
            return Verdict.MALFORMED;
        }
        Instant now = clock.instant();
        if (Duration.between(signature.at(), now).abs().compareTo(FRESHNESS) > 0) {
            return Verdict.STALE;
        }
        if (seen.contains(signature)) {
            return Verdict.REPLAYED; // whatever the body: known for a fraction of what the signature costs
        }
        PublicKey key = keys.find(signature.keyId());
        if (key == null) {
            return Verdict.UNKNOWN_KEY;
        }
        if (!turnstile.enter()) {
            return Verdict.OVERLOADED;
        }
        try {
            if (!Ed25519.verify(key, signature.signature(), signature.prefix(), body)) {
                return Verdict.FORGED;
            }
        } finally {
            turnstile.leave();
        }
        return seen.add(signature, now.minus(FRESHNESS)) ? Verdict.GENUINE : Verdict.REPLAYED;
    }
}
