package io.jenkins.plugins.dolbyrts.pipeline;

import hudson.AbortException;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.broadcast.Fields;
import io.jenkins.plugins.dolbyrts.broadcast.InvalidFieldException;
import io.jenkins.plugins.dolbyrts.broadcast.StatusGoal;
import io.jenkins.plugins.dolbyrts.build.StartOrder;
import io.jenkins.plugins.dolbyrts.build.StatusWait;
import io.jenkins.plugins.dolbyrts.build.StreamStart;
import io.jenkins.plugins.dolbyrts.build.StreamStop;
import io.jenkins.plugins.dolbyrts.register.BroadcastReference;
import io.jenkins.plugins.dolbyrts.register.BuildLogs;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.verb.POST;

/** Puts a conference on air. */
public final class DolbyRtsStartStep extends StreamStep {

    private static final long serialVersionUID = 1;

    private boolean dryRun;
    private boolean stopAtEndOfBuild;
    private String waitFor;

    @DataBoundConstructor
    public DolbyRtsStartStep(String conferenceId, String credentialsId) {
        super(conferenceId, credentialsId);
    }

    public boolean isDryRun() {
        return dryRun;
    }

    @DataBoundSetter
    public void setDryRun(boolean dryRun) {
        this.dryRun = dryRun;
    }

    /** Whether the stream is stopped when the build ends, whatever becomes of it. */
    public boolean isStopAtEndOfBuild() {
        return stopAtEndOfBuild;
    }

    @DataBoundSetter
    public void setStopAtEndOfBuild(boolean stopAtEndOfBuild) {
        this.stopAtEndOfBuild = stopAtEndOfBuild;
    }

    /** {@code LIVE} to end only once the stream is on air; null to end once the start is accepted. */
    public String getWaitFor() {
        return waitFor;
    }

    @DataBoundSetter
    public void setWaitFor(String waitFor) {
        this.waitFor = Util.fixEmpty(waitFor);
    }

    /**
     * What this step wants started.
     *
     * @param expand fills in the variables of a text
     * @throws InvalidFieldException if a field cannot be used
     */
    public StartOrder order(UnaryOperator<String> expand) {
        StatusGoal goal = Choices.followed("waitFor", Fields.goal("waitFor", waitFor));
        return order(dryRun, goal, stopAtEndOfBuild, expand);
    }

    @Override
    public StepExecution start(StepContext context) {
        return new Execution(this, context);
    }

    private static final class Execution extends ServiceExecution<Broadcast> {

        private static final long serialVersionUID = 1;

        private final DolbyRtsStartStep step;
        /** In milliseconds of the epoch, so that a restart of Jenkins does not lengthen the wait. */
        private long deadline;

        /** Null until the broadcast is written down, which is before its start is sent. */
        private BroadcastReference reference;

        private StatusGoal goal;
        private DolbyRtsStream accepted;
        private transient StatusWait wait;

        Execution(DolbyRtsStartStep step, StepContext context) {
            super(context);
            this.step = step;
        }

        @Override
        Broadcast call() throws Exception {
            Broadcast begun = reference == null ? null : reference.find();
            if (begun != null && begun.getStarted() != null) {
                accepted = new DolbyRtsStream(begun.getStarted()); // before Jenkins was restarted
                return begun;
            }
            StartOrder order = step.order(UnaryOperator.identity());
            goal = order.waitFor();
            if (deadline == 0) {
                deadline = System.currentTimeMillis() + order.patience().toMillis();
            }
            StreamStart.Outcome outcome = StreamStart.start(
                    getContext().get(Run.class),
                    getContext().get(TaskListener.class),
                    order,
                    isResumed(),
                    this::written);
            accepted = new DolbyRtsStream(outcome.stream());
            return outcome.broadcast();
        }

        private void written(Broadcast broadcast) {
            reference = new BroadcastReference(broadcast);
            getContext().saveState();
        }

        @Override
        void finished(Broadcast started) {
            if (started == null || goal == null) {
                getContext().onSuccess(accepted);
                return;
            }
            Duration patience = Duration.ofMillis(Math.max(0, deadline - System.currentTimeMillis()));
            wait = new StatusWait(started, goal, obstacle -> waited(started, obstacle));
            BuildLogs.of(started).waiting(goal, patience);
            wait.begin(patience);
            if (isAborted()) {
                wait.cancel();
            }
        }

        private void waited(Broadcast started, String obstacle) {
            if (obstacle == null) {
                getContext().onSuccess(accepted.live());
            } else {
                submit(() -> {
                    StreamStop.afterFailure(
                            getContext().get(Run.class), getContext().get(TaskListener.class), started);
                    throw new AbortException(obstacle);
                });
            }
        }

        @Override
        void cancelWait() {
            if (wait != null) {
                wait.cancel();
            }
        }
    }

    /** Describes the step. */
    @Extension
    public static final class DescriptorImpl extends StreamStepDescriptor {

        @Override
        public String getFunctionName() {
            return "dolbyRtsStart";
        }

        @Override
        public String getDisplayName() {
            return Messages.DolbyRtsStartStep_displayName();
        }

        @POST
        public ListBoxModel doFillWaitForItems(@AncestorInPath Item item) {
            return Choices.waitFor(item);
        }
    }
}
