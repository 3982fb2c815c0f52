package io.jenkins.plugins.dolbyrts.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Repeats what failed and may pass: a bounded number of times, with growing pauses, within the deadline. */
final class Retries {

    /** A request and the reading of its answer. */
    @FunctionalInterface
    interface Attempt<T> {
        T make() throws DolbyException, InterruptedException;
    }

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private Retries() {}

    /**
     * Makes the attempt until it succeeds, fails for good, or the tries or the deadline are used up.
     *
     * @throws DolbyException of the last attempt, never repeatable; its effect is unknown if that of any attempt is
     * @throws InterruptedException at once if interrupted, during a pause as well
     */
    static <T> T run(Effort effort, Limits limits, Attempt<T> attempt) throws DolbyException, InterruptedException {
        boolean effectUnknown = false;
        for (int next = 2; ; next++) {
            try {
                return attempt.make();
            } catch (DolbyException failure) {
                effectUnknown |= failure.isEffectUnknown();
                DolbyException e = failure.withEffectUnknown(effectUnknown);
                if (!e.isRepeatable()) {
                    throw e;
                }
                if (next > limits.tries()) {
                    throw e.outOfTries(limits.tries() == 1 ? "1 try" : limits.tries() + " tries");
                }
                Duration pause = pause(e, limits, next);
                if (pause.compareTo(effort.deadline().remaining()) >= 0) {
                    throw e.outOfTime("the next try, due in " + Math.max(1, pause.toSeconds())
                            + " s, would be past the deadline of "
                            + effort.deadline().total().toSeconds() + " s");
                }
                effort.listener().retrying(e, next, limits.tries(), pause);
                TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            }
        }
    }

    /** What the server asked for, else twice as long as before, less up to half by chance to spread the load. */
    private static Duration pause(DolbyException e, Limits limits, int next) {
        if (e.retryAfter() != null) {
            return e.retryAfter();
        }
        long full = Math.min(LONGEST_PAUSE.toNanos(), limits.firstPause().toNanos() << Math.min(next - 2, 20));
        return Duration.ofNanos(full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1));
    }
}
