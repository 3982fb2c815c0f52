package io.jenkins.plugins.dolbyrts.pipeline;

import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.dolbyrts.broadcast.Fields;
import io.jenkins.plugins.dolbyrts.broadcast.InvalidFieldException;
import io.jenkins.plugins.dolbyrts.broadcast.StatusGoal;
import io.jenkins.plugins.dolbyrts.broadcast.StreamSettings;
import io.jenkins.plugins.dolbyrts.build.BroadcastCredentials;
import io.jenkins.plugins.dolbyrts.build.StartOrder;
import io.jenkins.plugins.dolbyrts.config.DolbyRtsConfiguration;
import java.io.Serializable;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** What the steps that put a conference on air have in common: which stream, and with whose credentials. */
public abstract class StreamStep extends Step implements Serializable {

    private static final long serialVersionUID = 1;

    private final String conferenceId;
    private final String credentialsId;
    private String streamName;
    private String publishingTokenCredentialsId;
    private String layoutUrl;
    private String layoutName;
    private int width;
    private int height;
    private String mixId;
    private int apiVersion;
    private String region;
    private int timeout;

    StreamStep(String conferenceId, String credentialsId) {
        this.conferenceId = conferenceId;
        this.credentialsId = credentialsId;
    }

    public String getConferenceId() {
        return conferenceId;
    }

    public String getCredentialsId() {
        return credentialsId;
    }

    public String getStreamName() {
        return streamName;
    }

    @DataBoundSetter
    public void setStreamName(String streamName) {
        this.streamName = Util.fixEmpty(streamName);
    }

    public String getPublishingTokenCredentialsId() {
        return publishingTokenCredentialsId;
    }

    @DataBoundSetter
    public void setPublishingTokenCredentialsId(String publishingTokenCredentialsId) {
        this.publishingTokenCredentialsId = Util.fixEmpty(publishingTokenCredentialsId);
    }

    public String getLayoutUrl() {
        return layoutUrl;
    }

    @DataBoundSetter
    public void setLayoutUrl(String layoutUrl) {
        this.layoutUrl = Util.fixEmpty(layoutUrl);
    }

    public String getLayoutName() {
        return layoutName;
    }

    @DataBoundSetter
    public void setLayoutName(String layoutName) {
        this.layoutName = Util.fixEmpty(layoutName);
    }

    /** In pixels, 0 for what the service makes it. */
    public int getWidth() {
        return width;
    }

    @DataBoundSetter
    public void setWidth(int width) {
        this.width = width;
    }

    /** In pixels, 0 for what the service makes it. */
    public int getHeight() {
        return height;
    }

    @DataBoundSetter
    public void setHeight(int height) {
        this.height = height;
    }

    public String getMixId() {
        return mixId;
    }

    @DataBoundSetter
    public void setMixId(String mixId) {
        this.mixId = Util.fixEmpty(mixId);
    }

    /** 2 or 3, 0 for the configured one. */
    public int getApiVersion() {
        return apiVersion;
    }

    @DataBoundSetter
    public void setApiVersion(int apiVersion) {
        this.apiVersion = apiVersion;
    }

    public String getRegion() {
        return region;
    }

    @DataBoundSetter
    public void setRegion(String region) {
        this.region = Util.fixEmpty(region);
    }

    /** Of the whole start, in seconds; 0 for the configured one. */
    public int getTimeout() {
        return timeout;
    }

    @DataBoundSetter
    public void setTimeout(int timeout) {
        this.timeout = timeout;
    }

    /**
     * What the step wants started.
     *
     * @param dryRun whether to stop short of the start itself
     * @param goal what to wait for after the start, null for nothing
     * @param guarded whether the stream must not outlive the build
     * @param expand fills in the variables of a text
     * @throws InvalidFieldException if a field cannot be used
     */
    final StartOrder order(boolean dryRun, StatusGoal goal, boolean guarded, UnaryOperator<String> expand) {
        int version = apiVersion == 0 ? DolbyRtsConfiguration.get().getApiVersion() : apiVersion;
        Fields.seconds("timeout", timeout);
        String token = expand.apply(publishingTokenCredentialsId);
        return new StartOrder(
                StreamSettings.of(
                        expand.apply(conferenceId),
                        version,
                        expand.apply(region),
                        expand.apply(streamName),
                        expand.apply(layoutUrl),
                        expand.apply(layoutName),
                        width,
                        height,
                        expand.apply(mixId),
                        token),
                Fields.credentialsId("credentialsId", expand.apply(credentialsId)),
                token,
                timeout,
                dryRun,
                goal,
                guarded);
    }

    /** What the descriptions of these steps have in common. */
    abstract static class StreamStepDescriptor extends StepDescriptor {

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
        public ListBoxModel doFillPublishingTokenCredentialsIdItems(
                @AncestorInPath Item item, @QueryParameter String publishingTokenCredentialsId) {
            return BroadcastCredentials.PUBLISHING_TOKEN.list(item, publishingTokenCredentialsId);
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
            return Choices.checkCredential(item, BroadcastCredentials.APP, value, true);
        }

        @POST
        public FormValidation doCheckPublishingTokenCredentialsId(
                @AncestorInPath Item item, @QueryParameter String value) {
            return Choices.checkCredential(item, BroadcastCredentials.PUBLISHING_TOKEN, value, false);
        }

        @POST
        public FormValidation doCheckConferenceId(@AncestorInPath Item item, @QueryParameter String value) {
            return Choices.check(item, value, () -> Fields.conferenceId(value));
        }

        @POST
        public FormValidation doCheckStreamName(@AncestorInPath Item item, @QueryParameter String value) {
            return Choices.check(item, value, () -> Fields.name("streamName", value));
        }

        @POST
        public FormValidation doCheckLayoutUrl(@AncestorInPath Item item, @QueryParameter String value) {
            return Choices.check(item, value, () -> Fields.layoutUrl(value));
        }

        @POST
        public FormValidation doCheckLayoutName(@AncestorInPath Item item, @QueryParameter String value) {
            return Choices.check(item, value, () -> Fields.name("layoutName", value));
        }

        @POST
        public FormValidation doCheckMixId(@AncestorInPath Item item, @QueryParameter String value) {
            return Choices.check(item, value, () -> Fields.name("mixId", value));
        }

        @POST
        public FormValidation doCheckWidth(@AncestorInPath Item item, @QueryParameter int value) {
            return Choices.check(item, null, () -> Fields.size("width", value));
        }

        @POST
        public FormValidation doCheckHeight(@AncestorInPath Item item, @QueryParameter int value) {
            return Choices.check(item, null, () -> Fields.size("height", value));
        }

        @POST
        public FormValidation doCheckTimeout(@AncestorInPath Item item, @QueryParameter int value) {
            return Choices.check(item, null, () -> Fields.seconds("timeout", value));
        }
    }
}
