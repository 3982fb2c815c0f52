package io.jenkins.plugins.dolbyrts.pipeline;

import hudson.AbortException;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.broadcast.Fields;
import io.jenkins.plugins.dolbyrts.broadcast.InvalidFieldException;
import io.jenkins.plugins.dolbyrts.broadcast.StatusGoal;
import io.jenkins.plugins.dolbyrts.build.StatusWait;
import io.jenkins.plugins.dolbyrts.build.WaitOrder;
import io.jenkins.plugins.dolbyrts.register.BroadcastReference;
import io.jenkins.plugins.dolbyrts.register.BuildLogs;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Waits until a stream is live, or the show is over. */
public final class DolbyRtsWaitStep extends Step implements Serializable {

    private static final long serialVersionUID = 1;

    private final String status;
    private String conferenceId;
    private int timeout;

    @DataBoundConstructor
    public DolbyRtsWaitStep(String status) {
        this.status = status;
    }

    /** {@code LIVE} or {@code STOPPED}. */
    public String getStatus() {
        return status;
    }

    /** Null for everything that the build has put on air. */
    public String getConferenceId() {
        return Util.fixEmpty(conferenceId);
    }

    @DataBoundSetter
    public void setConferenceId(String conferenceId) {
        this.conferenceId = conferenceId;
    }

    /** In seconds, 0 for as long as it takes. */
    public int getTimeout() {
        return timeout;
    }

    @DataBoundSetter
    public void setTimeout(int timeout) {
        this.timeout = timeout;
    }

    /**
     * What a form wants to wait for. A field that was left blank there is not set.
     *
     * @param expand fills in the variables of a text
     * @throws InvalidFieldException if a field cannot be used
     */
    public WaitOrder formOrder(UnaryOperator<String> expand) {
        return order(expand.apply(getConferenceId()));
    }

    private WaitOrder order(String conferenceId) {
        StatusGoal goal = Choices.followed("status", Fields.goal("status", status));
        if (goal == null) {
            throw new InvalidFieldException("status", "empty: use LIVE or STOPPED");
        }
        Integer seconds = Fields.seconds("timeout", timeout);
        return new WaitOrder(
                conferenceId == null ? null : Fields.conferenceId(conferenceId),
                goal,
                seconds == null ? null : Duration.ofSeconds(seconds));
    }

    @Override
    public StepExecution start(StepContext context) {
        return new Execution(this, context);
    }

    private static final class Execution extends ServiceExecution<List<Broadcast>> {

        private static final long serialVersionUID = 1;

        private final DolbyRtsWaitStep step;
        private StatusGoal goal;
        /** Null until it is known what to wait for. */
        private ArrayList<BroadcastReference> broadcasts;
        /** In milliseconds of the epoch, 0 for none, so that a restart of Jenkins does not lengthen the wait. */
        private long deadline;

        private transient Run<?, ?> run;
        private transient StatusWait wait;

        Execution(DolbyRtsWaitStep step, StepContext context) {
            super(context);
            this.step = step;
        }

        @Override
        List<Broadcast> call() throws Exception {
            run = getContext().get(Run.class);
            if (broadcasts == null) {
                WaitOrder order = step.order(step.conferenceId);
                List<Broadcast> found = order.find(run);
                goal = order.goal();
                deadline = order.patience() == null
                        ? 0
                        : System.currentTimeMillis() + order.patience().toMillis();
                broadcasts = new ArrayList<>();
                found.forEach(broadcast -> broadcasts.add(new BroadcastReference(broadcast)));
            }
            List<Broadcast> found = new ArrayList<>();
            for (BroadcastReference reference : broadcasts) {
                Broadcast broadcast = reference.find();
                if (broadcast == null) {
                    throw new AbortException("the build that started the stream is gone, and its record with it");
                }
                found.add(broadcast);
            }
            return found;
        }

        @Override
        void finished(List<Broadcast> found) {
            getContext().saveState();
            waitForNext(found);
        }

        private void waitForNext(List<Broadcast> left) {
            if (left.isEmpty()) {
                getContext().onSuccess(null);
                return;
            }
            Broadcast next = left.get(0);
            Duration patience =
                    deadline == 0 ? null : Duration.ofMillis(Math.max(0, deadline - System.currentTimeMillis()));
            if (!goal.isReached(next)) {
                BuildLogs.of(run, next).waiting(goal, patience);
            }
            begin(
                    new StatusWait(next, goal, obstacle -> {
                        if (obstacle == null) {
                            waitForNext(left.subList(1, left.size()));
                        } else {
                            getContext().onFailure(new AbortException(obstacle));
                        }
                    }),
                    patience);
        }

        private void begin(StatusWait next, Duration patience) {
            wait = next;
            next.begin(patience);
            if (isAborted()) {
                next.cancel();
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
    public static final class DescriptorImpl extends StepDescriptor {

        @Override
        public String getFunctionName() {
            return "dolbyRtsWait";
        }

        @Override
        public String getDisplayName() {
            return Messages.DolbyRtsWaitStep_displayName();
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }

        @Override
        public String argumentsToString(Map<String, Object> namedArgs) {
            return String.valueOf(namedArgs.get("status"));
        }

        @POST
        public ListBoxModel doFillStatusItems(@AncestorInPath Item item) {
            return Choices.statuses(item);
        }

        @POST
        public FormValidation doCheckConferenceId(@AncestorInPath Item item, @QueryParameter String value) {
            return Choices.check(item, value, () -> Fields.conferenceIdOrNull(value));
        }

        @POST
        public FormValidation doCheckTimeout(@AncestorInPath Item item, @QueryParameter int value) {
            return Choices.check(item, null, () -> Fields.seconds("timeout", value));
        }
    }
}
