package io.jenkins.plugins.dolbyrts.build;

import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.broadcast.StatusGoal;
import io.jenkins.plugins.dolbyrts.register.OnAir;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import jenkins.util.Timer;

/** Waits for a broadcast to reach a status. It holds no thread meanwhile. */
public final class StatusWait {

    private final Broadcast broadcast;
    private final StatusGoal goal;
    private final Consumer<String> whenOver;
    private final Consumer<Broadcast> listener = this::look;
    private final AtomicBoolean over = new AtomicBoolean();
    private ScheduledFuture<?> timeout;

    /**
     * Makes a wait.
     *
     * @param whenOver is called once, with null when the goal is reached, else with why it will not be
     */
    public StatusWait(Broadcast broadcast, StatusGoal goal, Consumer<String> whenOver) {
        this.broadcast = broadcast;
        this.goal = goal;
        this.whenOver = whenOver;
    }

    /**
     * Begins to wait. What has happened before counts.
     *
     * @param patience how long at most; null for as long as it takes
     */
    public synchronized void begin(Duration patience) {
        OnAir.get().addListener(listener);
        look(broadcast); // first, since after a restart of Jenkins the time may be over although the stream is there
        if (over.get()) {
            release(); // also if it was cancelled before
        } else if (patience != null) {
            timeout = Timer.get()
                    .schedule(
                            () -> end("the stream was not " + goal + " in time, the last status is "
                                    + broadcast.getStatus()),
                            Math.max(0, patience.toMillis()),
                            TimeUnit.MILLISECONDS);
        }
    }

    /** Waits no longer; nobody is told. */
    public void cancel() {
        if (over.compareAndSet(false, true)) {
            release();
        }
    }

    /**
     * Waits on the calling thread, for builds that have one of their own.
     *
     * @param patience how long at most; null for as long as it takes
     * @return null when the goal is reached, else why it will not be
     * @throws InterruptedException at once if interrupted
     */
    public static String await(Broadcast broadcast, StatusGoal goal, Duration patience) throws InterruptedException {
        CompletableFuture<String> outcome = new CompletableFuture<>();
        StatusWait wait = new StatusWait(broadcast, goal, outcome::complete);
        wait.begin(patience);
        try {
            return outcome.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("nothing completes it so", e);
        } finally {
            wait.cancel();
        }
    }

    private void look(Broadcast changed) {
        if (!changed.getId().equals(broadcast.getId())) {
            return;
        }
        if (goal.isReached(changed)) {
            end(null);
        } else if (goal.obstacle(changed) != null) {
            end(goal.obstacle(changed));
        }
    }

    private void end(String obstacle) {
        if (over.compareAndSet(false, true)) {
            release();
            whenOver.accept(obstacle);
        }
    }

    private synchronized void release() {
        OnAir.get().removeListener(listener);
        if (timeout != null) {
            timeout.cancel(false);
        }
    }
}
