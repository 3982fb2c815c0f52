package io.jenkins.plugins.dolbyrts.pipeline;

import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.dolbyrts.broadcast.InvalidFieldException;
import io.jenkins.plugins.dolbyrts.broadcast.StatusGoal;
import io.jenkins.plugins.dolbyrts.build.StartOrder;
import io.jenkins.plugins.dolbyrts.build.StreamLoss;
import io.jenkins.plugins.dolbyrts.config.DolbyRtsConfiguration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.verb.POST;

/** Keeps a conference on air for as long as its body runs, and takes it off air whatever becomes of the body. */
public final class DolbyRtsBroadcastStep extends StreamStep {

    private static final long serialVersionUID = 1;

    private String onStreamLost;
    private boolean waitForLive = true;

    @DataBoundConstructor
    public DolbyRtsBroadcastStep(String conferenceId, String credentialsId) {
        super(conferenceId, credentialsId);
    }

    /** {@code FAIL}, {@code UNSTABLE}, {@code RESTART} or {@code IGNORE}. */
    public String getOnStreamLost() {
        return onStreamLost == null ? StreamLoss.Policy.FAIL.name() : onStreamLost;
    }

    @DataBoundSetter
    public void setOnStreamLost(String onStreamLost) {
        this.onStreamLost = Util.fixEmpty(onStreamLost);
    }

    /** Whether the body begins only once the stream is on air, where this Jenkins follows statuses. */
    public boolean isWaitForLive() {
        return waitForLive;
    }

    @DataBoundSetter
    public void setWaitForLive(boolean waitForLive) {
        this.waitForLive = waitForLive;
    }

    /**
     * What this step wants started.
     *
     * @param expand fills in the variables of a text
     * @throws InvalidFieldException if a field cannot be used
     */
    public StartOrder order(UnaryOperator<String> expand) {
        policy();
        boolean wait = waitForLive && DolbyRtsConfiguration.get().followsStatus();
        return order(false, wait ? StatusGoal.LIVE : null, true, expand);
    }

    /**
     * What to do when the stream is lost.
     *
     * @throws InvalidFieldException if there is no such thing to do
     */
    public StreamLoss.Policy policy() {
        try {
            return StreamLoss.Policy.valueOf(getOnStreamLost().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new InvalidFieldException(
                    "onStreamLost", "there is no such choice: use FAIL, UNSTABLE, RESTART or IGNORE");
        }
    }

    @Override
    public StepExecution start(StepContext context) {
        return new BroadcastExecution(this, context);
    }

    /** Describes the step. */
    @Extension
    public static final class DescriptorImpl extends StreamStepDescriptor {

        @Override
        public String getFunctionName() {
            return "dolbyRtsBroadcast";
        }

        @Override
        public String getDisplayName() {
            return Messages.DolbyRtsBroadcastStep_displayName();
        }

        @Override
        public boolean takesImplicitBlockArgument() {
            return true;
        }

        @POST
        public ListBoxModel doFillOnStreamLostItems(@AncestorInPath Item item) {
            return Choices.of(item, Arrays.stream(StreamLoss.Policy.values()).map(Enum::name));
        }
    }
}
