package io.jenkins.plugins.dolbyrts.build;

import hudson.AbortException;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.broadcast.BroadcastLog;
import io.jenkins.plugins.dolbyrts.broadcast.StatusGoal;
import io.jenkins.plugins.dolbyrts.register.BuildLogs;
import io.jenkins.plugins.dolbyrts.register.OnAir;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What a build does when its stream stops although nobody asked it to, or the service reports an error of it. */
public final class StreamLoss {

    /** What to do. */
    public enum Policy {
        FAIL,
        UNSTABLE,
        RESTART,
        IGNORE
    }

    private static final int RESTARTS = 3;
    /** In seconds, before each try to restart. */
    private static final int[] PAUSES = {2, 10, 30};

    private StreamLoss() {}

    /** What is wrong with a broadcast that is lost, in one line. */
    public static String describe(Broadcast broadcast) {
        if (!broadcast.isLost()) {
            return "the stream was lost and not back when Jenkins was restarted";
        }
        String said = broadcast.getMessage() == null ? "" : ": " + broadcast.getMessage();
        return "the stream was lost, the service reports " + broadcast.getStatus() + said;
    }

    /**
     * Does what the policy says about a lost broadcast. It returns at once.
     *
     * @param order what to start again, asked for only then
     * @param cutOff cuts the build, or a part of it, off, and is given the reason
     * @param broughtBack is called once a restarted stream is back
     * @return the thread that restarts the stream, to be interrupted when the build is over; null if none does
     */
    public static Thread react(
            Policy policy,
            Broadcast broadcast,
            Run<?, ?> run,
            TaskListener listener,
            Supplier<StartOrder> order,
            Consumer<String> cutOff,
            Runnable broughtBack) {
        String what = describe(broadcast);
        BroadcastLog log = BuildLogs.of(broadcast);
        switch (policy) {
            case IGNORE -> log.warning(what + "; the build goes on, as onStreamLost says");
            case UNSTABLE -> {
                log.warning(what + "; the build goes on and is unstable, as onStreamLost says");
                run.setResult(Result.UNSTABLE);
            }
            case FAIL -> cutOff.accept(what);
            case RESTART -> {
                return restarting(broadcast, run, listener, order, cutOff, broughtBack);
            }
        }
        return null;
    }

    private static Thread restarting(
            Broadcast broadcast,
            Run<?, ?> run,
            TaskListener listener,
            Supplier<StartOrder> order,
            Consumer<String> cutOff,
            Runnable broughtBack) {
        Thread thread = new Thread(
                () -> {
                    try {
                        restart(run, listener, order.get(), broadcast);
                        broughtBack.run();
                    } catch (AbortException | RuntimeException e) {
                        cutOff.accept(e.getMessage());
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt(); // the build is over
                    }
                },
                "Dolby.io RTS restart of " + broadcast.getConferenceId());
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /**
     * Starts a lost stream again, and waits until it is live if that is asked for.
     *
     * @throws AbortException if it could not be brought back; its message is one line
     * @throws InterruptedException at once if interrupted
     */
    private static void restart(Run<?, ?> run, TaskListener listener, StartOrder order, Broadcast broadcast)
            throws AbortException, InterruptedException {
        StreamService service = StreamService.get();
        String lost = describe(broadcast);
        for (int i = broadcast.getRestarts() + 1; i <= RESTARTS; i++) {
            String which = "restart " + i + " of " + RESTARTS;
            BuildLogs.of(broadcast).warning(lost + "; " + which + " in " + PAUSES[i - 1] + " s");
            TimeUnit.SECONDS.sleep(PAUSES[i - 1]);
            if (!run.isBuilding() || service.isClosed()) {
                throw new InterruptedException("the build is over, or goes on after a restart of Jenkins");
            }
            try {
                StreamStart.again(run, listener, order, broadcast, which);
                String obstacle =
                        order.waitFor() == null ? null : StatusWait.await(broadcast, StatusGoal.LIVE, order.patience());
                if (obstacle == null) {
                    return;
                }
                lost = obstacle;
            } catch (AbortException e) {
                lost = e.getMessage();
            }
        }
        throw new AbortException(lost + " (" + RESTARTS + " restarts)");
    }

    /** Tells once, and as soon as it is so, that a broadcast is lost. It ends by itself when the broadcast does. */
    public static final class Watch {

        private final Broadcast broadcast;
        private final Runnable whenLost;
        private final Consumer<Broadcast> listener = this::look;
        private final AtomicBoolean over = new AtomicBoolean();

        public Watch(Broadcast broadcast, Runnable whenLost) {
            this.broadcast = broadcast;
            this.whenLost = whenLost;
        }

        /** Begins to watch. What has happened before counts. */
        public void begin() {
            OnAir.get().addListener(listener);
            look(broadcast);
        }

        /** Watches no longer; nobody is told. */
        public void end() {
            over.set(true);
            OnAir.get().removeListener(listener);
        }

        private void look(Broadcast changed) {
            boolean lost = changed.isLost();
            if (changed.getId().equals(broadcast.getId())
                    && (lost || !changed.getStatus().mayBeOnAir())
                    && over.compareAndSet(false, true)) {
                OnAir.get().removeListener(listener);
                if (lost) {
                    whenLost.run();
                }
            }
        }
    }
}
