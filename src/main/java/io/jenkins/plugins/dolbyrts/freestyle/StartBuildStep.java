package io.jenkins.plugins.dolbyrts.freestyle;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.Extension;
import hudson.model.AbstractProject;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.tasks.BuildStepDescriptor;
import hudson.tasks.Builder;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.broadcast.InvalidFieldException;
import io.jenkins.plugins.dolbyrts.build.StartOrder;
import io.jenkins.plugins.dolbyrts.build.StatusWait;
import io.jenkins.plugins.dolbyrts.build.StreamStart;
import io.jenkins.plugins.dolbyrts.build.StreamStop;
import io.jenkins.plugins.dolbyrts.client.Deadline;
import io.jenkins.plugins.dolbyrts.pipeline.DolbyRtsStartStep;
import io.jenkins.plugins.dolbyrts.register.BuildLogs;
import java.io.IOException;
import java.time.Duration;
import jenkins.tasks.SimpleBuildStep;
import org.kohsuke.stapler.DataBoundConstructor;

/** The freestyle form of {@link DolbyRtsStartStep}. */
public final class StartBuildStep extends Builder implements SimpleBuildStep {

    private final DolbyRtsStartStep step;

    @DataBoundConstructor
    public StartBuildStep(DolbyRtsStartStep step) {
        this.step = step;
    }

    public DolbyRtsStartStep getStep() {
        return step;
    }

    @Override
    public boolean requiresWorkspace() {
        return false;
    }

    @Override
    public void perform(Run<?, ?> run, EnvVars environment, TaskListener listener)
            throws InterruptedException, IOException {
        try {
            StartOrder order = step.order(environment::expand);
            Deadline deadline = Deadline.after(order.patience());
            Broadcast broadcast = StreamStart.start(run, listener, order, false, written -> {})
                    .broadcast();
            if (broadcast != null && order.waitFor() != null) {
                await(run, listener, broadcast, order, deadline.remaining());
            }
        } catch (InvalidFieldException e) {
            throw new AbortException(e.getMessage());
        }
    }

    private static void await(
            Run<?, ?> run, TaskListener listener, Broadcast broadcast, StartOrder order, Duration patience)
            throws InterruptedException, AbortException {
        BuildLogs.of(broadcast).waiting(order.waitFor(), patience);
        String obstacle = StatusWait.await(broadcast, order.waitFor(), patience);
        if (obstacle != null) {
            StreamStop.afterFailure(run, listener, broadcast);
            throw new AbortException(obstacle);
        }
    }

    /** Describes the build step. */
    @Extension
    public static final class DescriptorImpl extends BuildStepDescriptor<Builder> {

        @Override
        public String getDisplayName() {
            return Messages.StartBuildStep_displayName();
        }

        @Override
        public boolean isApplicable(Class<? extends AbstractProject> type) {
            return true;
        }
    }
}
