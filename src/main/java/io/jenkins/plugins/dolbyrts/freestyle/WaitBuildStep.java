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
import io.jenkins.plugins.dolbyrts.build.StatusWait;
import io.jenkins.plugins.dolbyrts.build.WaitOrder;
import io.jenkins.plugins.dolbyrts.client.Deadline;
import io.jenkins.plugins.dolbyrts.pipeline.DolbyRtsWaitStep;
import io.jenkins.plugins.dolbyrts.register.BuildLogs;
import java.io.IOException;
import java.time.Duration;
import jenkins.tasks.SimpleBuildStep;
import org.kohsuke.stapler.DataBoundConstructor;

/** The freestyle form of {@link DolbyRtsWaitStep}. */
public final class WaitBuildStep extends Builder implements SimpleBuildStep {

    private final DolbyRtsWaitStep step;

    @DataBoundConstructor
    public WaitBuildStep(DolbyRtsWaitStep step) {
        this.step = step;
    }

    public DolbyRtsWaitStep getStep() {
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
            WaitOrder order = step.formOrder(environment::expand);
            Deadline deadline = order.patience() == null ? null : Deadline.after(order.patience());
            for (Broadcast broadcast : order.find(run)) {
                Duration patience = deadline == null ? null : deadline.remaining();
                BuildLogs.of(run, broadcast).waiting(order.goal(), patience);
                String obstacle = StatusWait.await(broadcast, order.goal(), patience);
                if (obstacle != null) {
                    throw new AbortException(obstacle);
                }
            }
        } catch (InvalidFieldException e) {
            throw new AbortException(e.getMessage());
        }
    }

    /** Describes the build step. */
    @Extension
    public static final class DescriptorImpl extends BuildStepDescriptor<Builder> {

        @Override
        public String getDisplayName() {
            return Messages.WaitBuildStep_displayName();
        }

        @Override
        public boolean isApplicable(Class<? extends AbstractProject> type) {
            return true;
        }
    }
}
