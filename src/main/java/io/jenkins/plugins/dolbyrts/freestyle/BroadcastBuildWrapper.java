package io.jenkins.plugins.dolbyrts.freestyle;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.Extension;
import hudson.model.AbstractProject;
import hudson.model.Executor;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.tasks.BuildWrapperDescriptor;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.broadcast.InvalidFieldException;
import io.jenkins.plugins.dolbyrts.build.StartOrder;
import io.jenkins.plugins.dolbyrts.build.StatusWait;
import io.jenkins.plugins.dolbyrts.build.StreamLoss;
import io.jenkins.plugins.dolbyrts.build.StreamLost;
import io.jenkins.plugins.dolbyrts.build.StreamStart;
import io.jenkins.plugins.dolbyrts.build.Variables;
import io.jenkins.plugins.dolbyrts.pipeline.DolbyRtsBroadcastStep;
import io.jenkins.plugins.dolbyrts.register.BuildLogs;
import java.io.IOException;
import jenkins.tasks.SimpleBuildWrapper;
import org.kohsuke.stapler.DataBoundConstructor;

/**
 * The freestyle form of {@link DolbyRtsBroadcastStep}. That the stream is stopped when the build ends is seen to for all
 * guarded broadcasts in one place, {@link io.jenkins.plugins.dolbyrts.guard.EndOfBuild}.
 */
public final class BroadcastBuildWrapper extends SimpleBuildWrapper {

    private final DolbyRtsBroadcastStep step;

    @DataBoundConstructor
    public BroadcastBuildWrapper(DolbyRtsBroadcastStep step) {
        this.step = step;
    }

    public DolbyRtsBroadcastStep getStep() {
        return step;
    }

    @Override
    public boolean requiresWorkspace() {
        return false;
    }

    @Override
    public void setUp(Context context, Run<?, ?> run, TaskListener listener, EnvVars environment)
            throws IOException, InterruptedException {
        try {
            StartOrder order = step.order(environment::expand);
            Broadcast broadcast = StreamStart.start(run, listener, order, false, written -> {})
                    .broadcast();
            if (order.waitFor() != null) {
                BuildLogs.of(broadcast).waiting(order.waitFor(), order.patience());
                String obstacle = StatusWait.await(broadcast, order.waitFor(), order.patience());
                if (obstacle != null) {
                    throw new AbortException(obstacle);
                }
            }
            Variables.of(broadcast).forEach(context::env);
            watch(run, listener, order, broadcast);
        } catch (InvalidFieldException e) {
            throw new AbortException(e.getMessage());
        }
    }

    private void watch(Run<?, ?> run, TaskListener listener, StartOrder order, Broadcast broadcast) {
        new StreamLoss.Watch(
                        broadcast,
                        () -> StreamLoss.react(
                                step.policy(),
                                broadcast,
                                run,
                                listener,
                                order,
                                what -> cutOff(run, what),
                                () -> watch(run, listener, order, broadcast)))
                .begin();
    }

    private static void cutOff(Run<?, ?> run, String what) {
        Executor executor = run.getExecutor();
        if (executor != null) {
            executor.interrupt(Result.FAILURE, new StreamLost(what));
        }
    }

    /** Describes the build environment option. */
    @Extension
    public static final class DescriptorImpl extends BuildWrapperDescriptor {

        @Override
        public String getDisplayName() {
            return Messages.BroadcastBuildWrapper_displayName();
        }

        @Override
        public boolean isApplicable(AbstractProject<?, ?> project) {
            return true;
        }
    }
}
