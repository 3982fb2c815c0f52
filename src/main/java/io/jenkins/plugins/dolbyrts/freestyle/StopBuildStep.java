package io.jenkins.plugins.dolbyrts.freestyle;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.Extension;
import hudson.model.AbstractProject;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.tasks.BuildStepDescriptor;
import hudson.tasks.Builder;
import io.jenkins.plugins.dolbyrts.broadcast.InvalidFieldException;
import io.jenkins.plugins.dolbyrts.build.StreamStop;
import io.jenkins.plugins.dolbyrts.pipeline.DolbyRtsStopStep;
import java.io.IOException;
import jenkins.tasks.SimpleBuildStep;
import org.kohsuke.stapler.DataBoundConstructor;

/** The freestyle form of {@link DolbyRtsStopStep}. */
public final class StopBuildStep extends Builder implements SimpleBuildStep {

    private final DolbyRtsStopStep step;

    @DataBoundConstructor
    public StopBuildStep(DolbyRtsStopStep step) {
        this.step = step;
    }

    public DolbyRtsStopStep getStep() {
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
            StreamStop.stop(run, listener, step.formOrder(environment::expand));
        } catch (InvalidFieldException e) {
            throw new AbortException(e.getMessage());
        }
    }

    /** Describes the build step. */
    @Extension
    public static final class DescriptorImpl extends BuildStepDescriptor<Builder> {

        @Override
        public String getDisplayName() {
            return Messages.StopBuildStep_displayName();
        }

        @Override
        public boolean isApplicable(Class<? extends AbstractProject> type) {
            return true;
        }
    }
}
