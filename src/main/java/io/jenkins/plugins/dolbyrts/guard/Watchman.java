package io.jenkins.plugins.dolbyrts.guard;

import hudson.Extension;
import hudson.init.InitMilestone;
import hudson.model.PeriodicWork;
import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.register.OnAir;
import java.io.IOException;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;

/**
 * Looks after broadcasts that should be over with their build when that build is no more: deleted, killed, or unable to
 * go on after a crash. It goes by what the register and the builds say at the time, so that it does not matter how they
 * came to that.
 */
@Extension
public final class Watchman extends PeriodicWork {

    private static final Logger LOGGER = Logger.getLogger(Watchman.class.getName());

    private static final Duration ROUND = Duration.ofSeconds(30);

    @Override
    public long getRecurrencePeriod() {
        return ROUND.toMillis();
    }

    @Override
    public long getInitialDelay() {
        return Duration.ofSeconds(10).toMillis();
    }

    @Override
    protected void doRun() {
        if (Jenkins.get().getInitLevel() == InitMilestone.COMPLETED) {
            for (Broadcast broadcast : OnAir.get().list()) {
                look(broadcast, OnAir.build(broadcast));
            }
        }
    }

    private static void look(Broadcast broadcast, Run<?, ?> run) {
        // in this order, since the end of a build stops the stream first
        boolean outlived = broadcast.mustEndWithBuild()
                && !isAtWork(run)
                && broadcast.getStatus().mayBeOnAir();
        if (outlived && !broadcast.isLeftOnAir()) {
            fail(run);
        }
        if (BackgroundStops.isWanted(broadcast)) {
            BackgroundStops.get().stopOnce(broadcast, "an earlier stop failed");
        } else if (outlived) {
            BackgroundStops.get().stopOnce(broadcast, "its build is over");
        }
    }

    /** Whether a build is not over, its end included, which stops streams: until then it writes its log. */
    private static boolean isAtWork(Run<?, ?> run) {
        return run != null && run.isLogUpdated();
    }

    /** Jenkins may have been killed when a Pipeline had its result already and its end was stopping the stream. */
    private static void fail(Run<?, ?> run) {
        Result result = run instanceof FlowExecutionOwner.Executable ? run.getResult() : null;
        if (result != null && result.isBetterThan(Result.FAILURE)) {
            run.setResult(Result.FAILURE);
            try {
                run.save();
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, e, () -> "cannot write down that " + run + " is a failure");
            }
        }
    }
}
