package io.jenkins.plugins.dolbyrts.sandbox;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what another thread will tell, so that no test has to sleep and guess. */
final class Waiting {

    private Waiting() {}

    /**
     * Returns once the condition holds; the caller holds the lock whose {@code notifyAll} tells of changes.
     *
     * @throws AssertionError with the given text when patience runs out
     */
    static void until(Object lock, BooleanSupplier condition, Duration patience, Supplier<String> failure)
            throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError(failure.get() + " within " + patience);
            }
            // Rounded up: wait(0) would be for ever.
            lock.wait(left / 1_000_000 + 1);
        }
    }
}
