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
import io.jenkins.plugins.dolbyrts.client.Deadline;
import io.jenkins.plugins.dolbyrts.pipeline.DolbyRtsBroadcastStep;
import io.jenkins.plugins.dolbyrts.register.BuildLogs;
import java.io.IOException;
import java.time.Duration;
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
            Deadline deadline = Deadline.after(order.patience());
            Broadcast broadcast = StreamStart.start(run, listener, order, false, written -> {})
                    .broadcast();
            if (order.waitFor() != null) {
                Duration patience = deadline.remaining();
                BuildLogs.of(broadcast).waiting(order.waitFor(), patience);
                String obstacle = StatusWait.await(broadcast, order.waitFor(), patience);
                if (obstacle != null) {
                    throw new AbortException(obstacle);
                }
            }
            Variables.of(broadcast).forEach(context::env);
            Watched watched = new Watched(run, listener, order, step.policy(), broadcast);
            context.setDisposer(watched);
            watched.begin();
        } catch (InvalidFieldException e) {
            throw new AbortException(e.getMessage());
        }
    }

    /** Sees to it, until the steps of the build are over, that a lost stream is not overlooked. */
    private static final class Watched extends Disposer {

        private static final long serialVersionUID = 1;

        private final transient Run<?, ?> run;
        private final transient TaskListener listener;
        private final transient StartOrder order;
        private final transient Broadcast broadcast;
        private final StreamLoss.Policy policy;
        private transient boolean over;
        private transient StreamLoss.Watch watch;
        private transient Thread restarting;

        Watched(Run<?, ?> run, TaskListener listener, StartOrder order, StreamLoss.Policy policy, Broadcast broadcast) {
            this.run = run;
            this.listener = listener;
            this.order = order;
            this.policy = policy;
            this.broadcast = broadcast;
        }

        /** A build that does not go on after a restart of Jenkins has nothing to watch. */
        private synchronized Object readResolve() {
            over = true;
            return this;
        }

        synchronized void begin() {
            if (!over) {
                watch = new StreamLoss.Watch(broadcast, this::lost);
                watch.begin();
            }
        }

        private synchronized void lost() {
            if (!over) {
                restarting = StreamLoss.react(policy, broadcast, run, listener, () -> order, this::cutOff, this::begin);
            }
        }

        private synchronized void cutOff(String what) {
            Executor executor = run.getExecutor();
            if (!over && executor != null) {
                executor.interrupt(Result.FAILURE, new StreamLost(what));
            }
        }

        @Override
        public void tearDown(Run<?, ?> build, TaskListener log) throws InterruptedException {
            Thread unfinished = end();
            if (unfinished != null) {
                unfinished.interrupt();
                unfinished.join();
            }
        }

        private synchronized Thread end() {
            over = true;
            if (watch != null) {
                watch.end();
            }
            return restarting;
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
