package io.jenkins.plugins.dolbyrts.web;

import hudson.AbortException;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.init.Terminator;
import hudson.security.ACL;
import hudson.util.ClassLoaderSanityThreadFactory;
import hudson.util.DaemonThreadFactory;
import hudson.util.NamingThreadFactory;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.build.StreamStop;
import io.jenkins.plugins.dolbyrts.register.OnAir;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.security.ImpersonatingExecutorService;

/** The stops that people asked for on the page, which may take a while and have threads of their own. */
@Extension
public final class Stops {

    private static final Logger LOGGER = Logger.getLogger(Stops.class.getName());
    private static final int THREADS = 8;
    private static final int IDLE_SECONDS = 30;

    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = new ImpersonatingExecutorService(pool(), ACL.SYSTEM2);

    static Stops get() {
        return ExtensionList.lookupSingleton(Stops.class);
    }

    /** Gives up what is under way when Jenkins goes down. The register still has it after the restart. */
    @Terminator
    public static void close() {
        get().threads.shutdownNow();
    }

    /** Whether a broadcast is to be stopped and that is not through yet. */
    boolean isUnderWay(Broadcast broadcast) {
        return underWay.contains(broadcast.getId());
    }

    /**
     * Stops a broadcast soon, and returns at once. What comes of it is in the timeline of the broadcast.
     *
     * @param who on whose behalf
     */
    void stop(Broadcast broadcast, String who) {
        if (underWay.add(broadcast.getId())) {
            try {
                threads.execute(() -> run(broadcast, who));
            } catch (RejectedExecutionException e) {
                underWay.remove(broadcast.getId());
                throw e;
            }
        }
    }

    private void run(Broadcast broadcast, String who) {
        try {
            if (broadcast.getStatus().mayBeOnAir()) { // else it has ended while this stop had to wait
                StreamStop.stop(broadcast, who);
            }
        } catch (AbortException e) {
            failed(broadcast, who, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOGGER.log(
                    Level.WARNING, e, () -> "cannot stop the broadcast of conference " + broadcast.getConferenceId());
            failed(broadcast, who, Messages.Stops_internalError());
        } finally {
            underWay.remove(broadcast.getId());
        }
    }

    /** Says why the stop did not work, unless that was said already. */
    private static void failed(Broadcast broadcast, String who, String message) {
        var timeline = broadcast.getTimeline();
        if (!message.equals(timeline.get(timeline.size() - 1).getMessage())) {
            broadcast.reached(broadcast.getStatus(), Messages.Stops_failed(who, message), Instant.now());
            OnAir.get().changed(broadcast);
        }
    }

    private static ExecutorService pool() {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new NamingThreadFactory(
                        new ClassLoaderSanityThreadFactory(new DaemonThreadFactory()), "Dolby.io RTS: stop"));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
