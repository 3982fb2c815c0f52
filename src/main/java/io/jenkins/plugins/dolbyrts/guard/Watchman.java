package io.jenkins.plugins.dolbyrts.guard;

import hudson.Extension;
import hudson.init.InitMilestone;
import hudson.model.PeriodicWork;
import hudson.model.Run;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.register.OnAir;
import java.time.Duration;
import jenkins.model.Jenkins;

/**
 * Looks after broadcasts that should be over with their build when that build is no more: deleted, killed, or unable to
 * go on after a crash. It goes by what the register and the builds say at the time, so that it does not matter how they
 * came to that.
 */
@Extension
public final class Watchman extends PeriodicWork {

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
                if (BackgroundStops.isAtWork(broadcast)) {
                    BackgroundStops.get().stop(broadcast, "it was tried before Jenkins was restarted");
                } else if (broadcast.mustEndWithBuild() && !isBuilding(broadcast)) {
                    BackgroundStops.get().stop(broadcast, "its build is over");
                }
            }
        }
    }

    private static boolean isBuilding(Broadcast broadcast) {
        Run<?, ?> run = OnAir.build(broadcast);
        return run != null && run.isBuilding();
    }
}
