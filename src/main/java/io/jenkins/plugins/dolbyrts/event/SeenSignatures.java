package io.jenkins.plugins.dolbyrts.event;

import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * The signatures that were found genuine, so that none counts twice.
 *
 * <p>The oldest are forgotten, by age or for want of space, and with them everything as old: whatever is not younger
 * than the youngest forgotten one counts as seen. So neither a full memory nor a clock that is set back lets a replay
 * in; at worst a late one gets lost.
 */
final class SeenSignatures {

    private final int capacity;
    private final NavigableSet<DolbySignature> seen = new TreeSet<>(
            Comparator.comparing(DolbySignature::at).thenComparing(DolbySignature::signature, Arrays::compare));
    private Instant forgotten = Instant.MIN;

    SeenSignatures(int capacity) {
        this.capacity = capacity;
    }

    /** Whether the signature, in whatever spelling, was there before, or may have been. */
    synchronized boolean contains(DolbySignature signature) {
        return !signature.at().isAfter(forgotten) || seen.contains(signature);
    }

    /**
     * Remembers a signature.
     *
     * @param oldest what is older than this is not asked for any more
     * @return false if it was there before, or may have been
     */
    synchronized boolean add(DolbySignature signature, Instant oldest) {
        while (!seen.isEmpty() && seen.first().at().isBefore(oldest)) {
            forgotten = seen.pollFirst().at();
        }
        if (contains(signature)) {
            return false;
        }
        seen.add(signature);
        if (seen.size() > capacity) {
            forgotten = seen.pollFirst().at();
        }
        return true;
    }
}
