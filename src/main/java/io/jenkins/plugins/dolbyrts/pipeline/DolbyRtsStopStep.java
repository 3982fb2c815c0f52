package io.jenkins.plugins.dolbyrts.pipeline;

import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.dolbyrts.broadcast.Fields;
import io.jenkins.plugins.dolbyrts.broadcast.InvalidFieldException;
import io.jenkins.plugins.dolbyrts.build.BroadcastCredentials;
import io.jenkins.plugins.dolbyrts.build.StopOrder;
import io.jenkins.plugins.dolbyrts.build.StreamStop;
import java.io.Serializable;
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

/** Takes a conference off air; without arguments, all that the build has put on air. */
public final class DolbyRtsStopStep extends Step implements Serializable {

    private static final long serialVersionUID = 1;

    private String conferenceId;
    private String credentialsId;
    private int apiVersion;
    private String region;
    private int timeout;
    private boolean failIfNotLive;

    @DataBoundConstructor
    public DolbyRtsStopStep() {
        // everything may be left out
    }

    /** Null for everything that the build has on air. */
    public String getConferenceId() {
        return Util.fixEmpty(conferenceId);
    }

    @DataBoundSetter
    public void setConferenceId(String conferenceId) {
        this.conferenceId = conferenceId;
    }

    /** Null for the credential that the build started the stream with. */
    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(String credentialsId) {
        this.credentialsId = Util.fixEmpty(credentialsId);
    }

    /** 2 or 3, 0 for the version that the build started the stream with, else the configured one. */
    public int getApiVersion() {
        return apiVersion;
    }

    @DataBoundSetter
    public void setApiVersion(int apiVersion) {
        this.apiVersion = apiVersion;
    }

    /** Null for the region that the build started the stream in. */
    public String getRegion() {
        return region;
    }

    @DataBoundSetter
    public void setRegion(String region) {
        this.region = Util.fixEmpty(region);
    }

    /** Of the stop of each stream, in seconds; 0 for the configured one. */
    public int getTimeout() {
        return timeout;
    }

    @DataBoundSetter
    public void setTimeout(int timeout) {
        this.timeout = timeout;
    }

    public boolean isFailIfNotLive() {
        return failIfNotLive;
    }

    @DataBoundSetter
    public void setFailIfNotLive(boolean failIfNotLive) {
        this.failIfNotLive = failIfNotLive;
    }

    /**
     * What a form wants stopped. A field that was left blank there is not set.
     *
     * @param expand fills in the variables of a text
     * @throws InvalidFieldException if a field cannot be used
     */
    public StopOrder formOrder(UnaryOperator<String> expand) {
        return order(getConferenceId(), expand);
    }

    /**
     * What a Pipeline wants stopped. An empty conference id is refused: it is a variable that holds nothing, and must
     * not stop what nobody named.
     */
    private StopOrder pipelineOrder() {
        return order(conferenceId, UnaryOperator.identity());
    }

    private StopOrder order(String conferenceId, UnaryOperator<String> expand) {
        Fields.seconds("timeout", timeout);
        return new StopOrder(
                conferenceId == null ? null : Fields.conferenceId(expand.apply(conferenceId)),
                expand.apply(credentialsId),
                apiVersion == 0 ? 0 : Fields.apiVersion(apiVersion).number(),
                Fields.region(expand.apply(region)),
                timeout,
                failIfNotLive);
    }

    @Override
    public StepExecution start(StepContext context) {
        return new Execution(this, context);
    }

    private static final class Execution extends ServiceExecution<Void> {

        private static final long serialVersionUID = 1;

        private final DolbyRtsStopStep step;

        Execution(DolbyRtsStopStep step, StepContext context) {
            super(context);
            this.step = step;
        }

        @Override
        Void call() throws Exception {
            StreamStop.stop(getContext().get(Run.class), getContext().get(TaskListener.class), step.pipelineOrder());
            return null;
        }
    }

    /** Describes the step. */
    @Extension
    public static final class DescriptorImpl extends StepDescriptor {

        @Override
        public String getFunctionName() {
            return "dolbyRtsStop";
        }

        @Override
        public String getDisplayName() {
            return Messages.DolbyRtsStopStep_displayName();
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }

        @Override
        public String argumentsToString(Map<String, Object> namedArgs) {
            return namedArgs.get("conferenceId") instanceof String id ? id : null;
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(@AncestorInPath Item item, @QueryParameter String credentialsId) {
            return BroadcastCredentials.APP.list(item, credentialsId);
        }

        @POST
        public ListBoxModel doFillApiVersionItems(@AncestorInPath Item item) {
            return Choices.apiVersions(item);
        }

        @POST
        public ListBoxModel doFillRegionItems(@AncestorInPath Item item) {
            return Choices.regions(item);
        }

        @POST
        public FormValidation doCheckCredentialsId(@AncestorInPath Item item, @QueryParameter String value) {
            return Choices.checkCredential(item, BroadcastCredentials.APP, value, false);
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
