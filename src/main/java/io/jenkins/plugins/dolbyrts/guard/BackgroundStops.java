package io.jenkins.plugins.dolbyrts.guard;

import hudson.AbortException;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.util.ClassLoaderSanityThreadFactory;
import hudson.util.DaemonThreadFactory;
import hudson.util.NamingThreadFactory;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.broadcast.BroadcastLog;
import io.jenkins.plugins.dolbyrts.build.StreamStop;
import io.jenkins.plugins.dolbyrts.register.OnAir;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import jenkins.util.Timer;

/**
 * Stops broadcasts that nobody else stops any more: with growing pauses, for up to an hour, across restarts of Jenkins,
 * since the register remembers which.
 */
@Extension
public final class BackgroundStops {

    private static final Logger LOGGER = Logger.getLogger(BackgroundStops.class.getName());

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final ExecutorService threads = Executors.newCachedThreadPool(new NamingThreadFactory(
            new ClassLoaderSanityThreadFactory(new DaemonThreadFactory()), "Dolby.io RTS background stop"));
    /** By the broadcast's id. */
    private final Map<String, Task> tasks = new ConcurrentHashMap<>();
    /** The ids of those that were tried in vain since Jenkins was started. */
    private final Set<String> givenUp = ConcurrentHashMap.newKeySet();

    public static BackgroundStops get() {
        return ExtensionList.lookupSingleton(BackgroundStops.class);
    }

    /**
     * Takes a broadcast over whose build could not stop it.
     *
     * @param log of the build, which is told
     * @param why for the log of Jenkins
     */
    public void takeOver(Broadcast broadcast, BroadcastLog log, String why) {
        log.warning("the stream may still be on air, Jenkins goes on trying to stop it in the background");
        stop(broadcast, why);
    }

    /**
     * Stops a broadcast in the background, at once and then again until it is stopped or an hour is over. One that is in
     * the background's hands already stays there, one that was given up gets another hour.
     *
     * @param why for the log of Jenkins
     */
    private void stop(Broadcast broadcast, String why) {
        Task task = new Task(broadcast);
        if (tasks.putIfAbsent(broadcast.getId(), task) == null) {
            LOGGER.info(() -> "stopping the broadcast of conference " + broadcast.getConferenceId() + " of "
                    + broadcast.getJob() + " #" + broadcast.getBuild() + " in the background: " + why);
            if (!isWanted(broadcast)) {
                broadcast.stopUntil(Instant.now().plus(Broadcast.STOP_PATIENCE));
                OnAir.get().changed(broadcast);
            }
            threads.execute(task::attempt);
        }
    }

    /** Stops a broadcast in the background, unless that was in vain since Jenkins was started. */
    void stopOnce(Broadcast broadcast, String why) {
        if (!givenUp.contains(broadcast.getId())) {
            stop(broadcast, why);
        }
    }

    /** Whether the background has a broadcast in its hands. */
    boolean isAtWork(Broadcast broadcast) {
        return tasks.containsKey(broadcast.getId());
    }

    /** Whether a broadcast is to be stopped in the background, and that has not been in vain yet. */
    static boolean isWanted(Broadcast broadcast) {
        return broadcast.getStopUntil() != null && Instant.now().isBefore(broadcast.getStopUntil());
    }

    /** The stop of one broadcast. */
    private final class Task {

        private final Broadcast broadcast;
        /** On the clock that does not jump. */
        private final long end;

        private int tries;

        Task(Broadcast broadcast) {
            this.broadcast = broadcast;
            Duration left = isWanted(broadcast)
                    ? Duration.between(Instant.now(), broadcast.getStopUntil())
                    : Broadcast.STOP_PATIENCE;
            this.end = System.nanoTime() + Math.min(left.toNanos(), Broadcast.STOP_PATIENCE.toNanos());
        }

        void attempt() {
            try {
                if (broadcast.getStatus().mayBeOnAir()) {
                    StreamStop.stop(broadcast, "Jenkins in the background");
                }
                tasks.remove(broadcast.getId());
            } catch (AbortException | RuntimeException e) {
                LOGGER.warning(() -> "the broadcast of conference " + broadcast.getConferenceId()
                        + " may still be on air, it could not be stopped: " + e.getMessage());
                again();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void again() {
            if (System.nanoTime() - end < 0) {
                Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(tries++, 10));
                long millis = Math.min(pause.toMillis(), LONGEST_PAUSE.toMillis());
                Timer.get().schedule(() -> threads.execute(this::attempt), millis, TimeUnit.MILLISECONDS);
            } else {
                givenUp.add(broadcast.getId());
                tasks.remove(broadcast.getId());
                broadcast.stopUntil(Instant.now());
                OnAir.get().changed(broadcast);
                LOGGER.severe(() -> "gave up stopping the broadcast of conference " + broadcast.getConferenceId()
                        + " of " + broadcast.getJob() + " #" + broadcast.getBuild()
                        + ": stop it on the page \"On air\"");
            }
        }
    }
}
