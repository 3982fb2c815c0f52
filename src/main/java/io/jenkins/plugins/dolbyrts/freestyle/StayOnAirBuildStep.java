package io.jenkins.plugins.dolbyrts.freestyle;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.Extension;
import hudson.model.AbstractProject;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.tasks.BuildStepDescriptor;
import hudson.tasks.Builder;
import hudson.util.FormValidation;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.broadcast.Fields;
import io.jenkins.plugins.dolbyrts.broadcast.InvalidFieldException;
import io.jenkins.plugins.dolbyrts.broadcast.StatusGoal;
import io.jenkins.plugins.dolbyrts.build.StatusWait;
import io.jenkins.plugins.dolbyrts.build.WaitOrder;
import io.jenkins.plugins.dolbyrts.client.Deadline;
import io.jenkins.plugins.dolbyrts.config.DolbyRtsConfiguration;
import io.jenkins.plugins.dolbyrts.config.FieldValidation;
import io.jenkins.plugins.dolbyrts.register.BuildLogs;
import java.io.IOException;
import java.time.Duration;
import jenkins.tasks.SimpleBuildStep;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Holds a build for the length of a show, or until the stream stops by itself. */
public final class StayOnAirBuildStep extends Builder implements SimpleBuildStep {

    private final int minutes;

    /**
     * Makes the build step.
     *
     * @param minutes how long the show lasts; 0 for until the stream stops
     */
    @DataBoundConstructor
    public StayOnAirBuildStep(int minutes) {
        this.minutes = minutes;
    }

    public int getMinutes() {
        return minutes;
    }

    @Override
    public boolean requiresWorkspace() {
        return false;
    }

    @Override
    public void perform(Run<?, ?> run, EnvVars environment, TaskListener listener)
            throws InterruptedException, IOException {
        try {
            checkMinutes(minutes);
            if (minutes == 0 && !DolbyRtsConfiguration.get().followsStatus()) {
                throw new InvalidFieldException(
                        "minutes", "this Jenkins does not follow statuses: choose a status source in its settings");
            }
            Duration length = minutes == 0 ? null : Duration.ofMinutes(minutes);
            Deadline end = length == null ? null : Deadline.after(length);
            for (Broadcast broadcast : new WaitOrder(null, StatusGoal.STOPPED, length).find(run)) {
                Duration left = end == null ? null : end.remaining();
                BuildLogs.of(broadcast).waiting(StatusGoal.STOPPED, left);
                StatusWait.await(broadcast, StatusGoal.STOPPED, left);
                String obstacle = StatusGoal.STOPPED.obstacle(broadcast);
                if (obstacle != null) {
                    throw new AbortException(obstacle);
                }
            }
        } catch (InvalidFieldException e) {
            throw new AbortException(e.getMessage());
        }
    }

    private static void checkMinutes(int minutes) {
        Fields.between("minutes", minutes, 0, 1440, "minutes, 0 for until the stream stops");
    }

    /** Describes the build step. */
    @Extension
    public static final class DescriptorImpl extends BuildStepDescriptor<Builder> {

        @Override
        public String getDisplayName() {
            return Messages.StayOnAirBuildStep_displayName();
        }

        @Override
        public boolean isApplicable(Class<? extends AbstractProject> type) {
            return true;
        }

        @POST
        public FormValidation doCheckMinutes(@QueryParameter int value) {
            return FieldValidation.of(() -> checkMinutes(value));
        }
    }
}
