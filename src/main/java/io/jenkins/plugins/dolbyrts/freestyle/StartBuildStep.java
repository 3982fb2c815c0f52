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
import io.jenkins.plugins.dolbyrts.build.StreamService;
import io.jenkins.plugins.dolbyrts.pipeline.DolbyRtsStartStep;
import java.io.IOException;
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
            StreamService.get().start(run, listener, step.order(environment::expand), false);
        } catch (InvalidFieldException e) {
            throw new AbortException(e.getMessage());
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
