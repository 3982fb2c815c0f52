package io.jenkins.plugins.dolbyrts.guard;

import hudson.AbortException;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.util.DaemonThreadFactory;
import hudson.util.NamingThreadFactory;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.build.StreamStop;
import io.jenkins.plugins.dolbyrts.register.OnAir;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
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

    private static final Duration GIVE_UP_AFTER = Duration.ofHours(1);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final ExecutorService threads = Executors.newCachedThreadPool(
            new NamingThreadFactory(new DaemonThreadFactory(), "Dolby.io RTS background stop"));
    /** How often each was tried since Jenkins was started, by the broadcast's id. */
    private final Map<String, Integer> tries = new ConcurrentHashMap<>();

    public static BackgroundStops get() {
        return ExtensionList.lookupSingleton(BackgroundStops.class);
    }

    /**
     * Stops a broadcast in the background, at once and then again until it is stopped or an hour is over. One that is in
     * the background's hands already stays there. One that was given up before Jenkins was restarted gets another hour.
     *
     * @param why for the log of Jenkins
     */
    public void stop(Broadcast broadcast, String why) {
        if (tries.putIfAbsent(broadcast.getId(), 0) == null) {
            LOGGER.info(() -> "stopping the broadcast of conference " + broadcast.getConferenceId() + " of "
                    + broadcast.getJob() + " #" + broadcast.getBuild() + " in the background: " + why);
            if (!isAtWork(broadcast)) {
                broadcast.stopUntil(Instant.now().plus(GIVE_UP_AFTER));
                OnAir.get().changed(broadcast);
            }
            threads.execute(() -> attempt(broadcast));
        }
    }

    /** Whether the background has a broadcast in its hands, and has not given up. */
    public static boolean isAtWork(Broadcast broadcast) {
        return broadcast.getStopUntil() != null && Instant.now().isBefore(broadcast.getStopUntil());
    }

    private void attempt(Broadcast broadcast) {
        try {
            if (broadcast.getStatus().mayBeOnAir()) {
                StreamStop.stop(broadcast, "Jenkins in the background");
            }
            tries.remove(broadcast.getId());
        } catch (AbortException | RuntimeException e) {
            LOGGER.warning(() -> "the broadcast of conference " + broadcast.getConferenceId()
                    + " may still be on air, it could not be stopped: " + e.getMessage());
            again(broadcast);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void again(Broadcast broadcast) {
        int tried = tries.merge(broadcast.getId(), 1, Integer::sum);
        if (isAtWork(broadcast)) {
            Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(tried - 1, 10));
            long millis = Math.min(pause.toMillis(), LONGEST_PAUSE.toMillis());
            Timer.get().schedule(() -> threads.execute(() -> attempt(broadcast)), millis, TimeUnit.MILLISECONDS);
        } else {
            LOGGER.severe(() -> "gave up stopping the broadcast of conference " + broadcast.getConferenceId() + " of "
                    + broadcast.getJob() + " #" + broadcast.getBuild() + ": stop it on the page \"On air\"");
        }
    }
}
