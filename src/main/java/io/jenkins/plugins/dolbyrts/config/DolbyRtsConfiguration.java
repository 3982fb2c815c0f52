package io.jenkins.plugins.dolbyrts.config;

import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.Util;
import hudson.security.ACL;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import hudson.util.Secret;
import io.jenkins.plugins.dolbyrts.broadcast.Fields;
import io.jenkins.plugins.dolbyrts.broadcast.InvalidFieldException;
import io.jenkins.plugins.dolbyrts.client.Endpoints;
import io.jenkins.plugins.dolbyrts.client.Limits;
import io.jenkins.plugins.dolbyrts.client.MillicastAccount;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import jenkins.model.GlobalConfiguration;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** Where the service is, which version of its API to speak, and how long to wait for it. */
@Extension
@Symbol("dolbyRts")
public final class DolbyRtsConfiguration extends GlobalConfiguration {

    /** Where events are received, below the root of Jenkins. */
    public static final String WEBHOOK_PATH = "dolby-rts-webhook";

    private static final int DEFAULT_API_VERSION = 2;
    /** In seconds. */
    private static final int DEFAULT_POLL_INTERVAL = 5;
    /** In hours. */
    private static final int DEFAULT_ON_AIR_LIMIT = 4;

    private String authUrl;
    private String apiUrl;
    private int apiVersion = DEFAULT_API_VERSION;
    private String millicastAccountId;
    private int connectTimeout = (int) Limits.DEFAULT.connect().toSeconds();
    private int responseTimeout = (int) Limits.DEFAULT.response().toSeconds();
    private int timeout = (int) Limits.DEFAULT.total().toSeconds();
    private int tries = Limits.DEFAULT.tries();
    private StatusSource statusSource = StatusSource.AUTOMATIC;
    private int pollInterval = DEFAULT_POLL_INTERVAL;
    private int onAirLimit = DEFAULT_ON_AIR_LIMIT;
    private String millicastUrl;
    private String millicastCredentialsId;

    public DolbyRtsConfiguration() {
        load();
    }

    public static DolbyRtsConfiguration get() {
        return ExtensionList.lookupSingleton(DolbyRtsConfiguration.class);
    }

    @Override
    public String getDisplayName() {
        return Messages.DolbyRtsConfiguration_displayName();
    }

    @Override
    public boolean configure(StaplerRequest2 request, JSONObject json) throws FormException {
        try {
            // a copy first, so that one wrong value leaves all as it was
            request.bindJSON(new DolbyRtsConfiguration(), json);
            request.bindJSON(this, json);
        } catch (RuntimeException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof InvalidFieldException invalid) {
                    throw new FormException(invalid.getMessage(), invalid.field());
                }
            }
            throw e;
        }
        save();
        return true;
    }

    /** Base URL of the token endpoint. */
    public String getAuthUrl() {
        return Objects.requireNonNullElse(authUrl, Endpoints.DEFAULT_AUTH_URL);
    }

    @DataBoundSetter
    public void setAuthUrl(String authUrl) {
        this.authUrl = urlOrNull("authUrl", authUrl, Endpoints.DEFAULT_AUTH_URL);
    }

    /** Base URL of the conference endpoints, without a region. */
    public String getApiUrl() {
        return Objects.requireNonNullElse(apiUrl, Endpoints.DEFAULT_API_URL);
    }

    @DataBoundSetter
    public void setApiUrl(String apiUrl) {
        this.apiUrl = urlOrNull("apiUrl", apiUrl, Endpoints.DEFAULT_API_URL);
    }

    /** The version of the API for steps that name none: 2 or 3. */
    public int getApiVersion() {
        return apiVersion;
    }

    @DataBoundSetter
    public void setApiVersion(int apiVersion) {
        this.apiVersion = Fields.apiVersion(apiVersion).number();
    }

    /** The account under which the audience finds the streams; null if it is not set. */
    public String getMillicastAccountId() {
        return millicastAccountId;
    }

    @DataBoundSetter
    public void setMillicastAccountId(String millicastAccountId) {
        this.millicastAccountId = Fields.millicastAccountId(millicastAccountId);
    }

    /** Time-out for making a connection, in seconds. */
    public int getConnectTimeout() {
        return connectTimeout;
    }

    @DataBoundSetter
    public void setConnectTimeout(int connectTimeout) {
        this.connectTimeout = Fields.between("connectTimeout", connectTimeout, 1, 600, "seconds");
    }

    /** Time-out for an answer, in seconds. */
    public int getResponseTimeout() {
        return responseTimeout;
    }

    @DataBoundSetter
    public void setResponseTimeout(int responseTimeout) {
        this.responseTimeout = Fields.between("responseTimeout", responseTimeout, 1, 600, "seconds");
    }

    /** Deadline of a whole start or stop for steps that name none, in seconds. */
    public int getTimeout() {
        return timeout;
    }

    @DataBoundSetter
    public void setTimeout(int timeout) {
        this.timeout = Fields.between("timeout", timeout, 1, 86400, "seconds");
    }

    /** How often a request is sent at most; 1 turns retries off. */
    public int getTries() {
        return tries;
    }

    @DataBoundSetter
    public void setTries(int tries) {
        this.tries = Fields.between("tries", tries, 1, 20, "tries");
    }

    /** How the statuses of streams get here. */
    public StatusSource getStatusSource() {
        return statusSource;
    }

    @DataBoundSetter
    public void setStatusSource(StatusSource statusSource) {
        this.statusSource = statusSource;
    }

    /** How often the monitor API is asked while something is on air, in seconds. */
    public int getPollInterval() {
        return pollInterval;
    }

    @DataBoundSetter
    public void setPollInterval(int pollInterval) {
        this.pollInterval = Fields.between("pollInterval", pollInterval, 1, 3600, "seconds");
    }

    /** After how many hours on air administrators are told of a stream. */
    public int getOnAirLimit() {
        return onAirLimit;
    }

    @DataBoundSetter
    public void setOnAirLimit(int onAirLimit) {
        this.onAirLimit = Fields.between("onAirLimit", onAirLimit, 1, 1000, "hours");
    }

    /** Base URL of the streaming platform's API. */
    public String getMillicastUrl() {
        return Objects.requireNonNullElse(millicastUrl, MillicastAccount.DEFAULT_URL);
    }

    @DataBoundSetter
    public void setMillicastUrl(String millicastUrl) {
        this.millicastUrl = urlOrNull("millicastUrl", millicastUrl, MillicastAccount.DEFAULT_URL);
    }

    /** The credential with the API secret of the streaming platform; null to do without its view. */
    public String getMillicastCredentialsId() {
        return millicastCredentialsId;
    }

    @DataBoundSetter
    public void setMillicastCredentialsId(String millicastCredentialsId) {
        this.millicastCredentialsId = Util.fixEmptyAndTrim(millicastCredentialsId);
    }

    /**
     * The account of the streaming platform, to see what the audience sees.
     *
     * @return null to do without
     * @throws InvalidFieldException if its credential cannot be used
     */
    public MillicastAccount millicastAccount() {
        return millicastAccount(millicastCredentialsId, getMillicastUrl());
    }

    private static MillicastAccount millicastAccount(String credentialsId, String url) {
        if (credentialsId == null) {
            return null;
        }
        StringCredentials credential = CredentialsProvider.findCredentialByIdInItemGroup(
                credentialsId,
                StringCredentials.class,
                Jenkins.get(),
                ACL.SYSTEM2,
                URIRequirementBuilder.fromUri(url).build());
        if (credential == null) {
            throw new InvalidFieldException(
                    "millicastCredentialsId",
                    "there is no global credential of this id and of the kind 'Secret text' that admits " + url
                            + ": choose another one, or none");
        }
        return new MillicastAccount(URI.create(url), Secret.toString(credential.getSecret()));
    }

    /** Whether anybody tells of the statuses of streams, so that one can be waited for. */
    public boolean followsStatus() {
        return statusSource != StatusSource.NONE || millicastCredentialsId != null;
    }

    /** The address that Dolby.io has to send its events to; null while Jenkins does not know its own. */
    public String getWebhookUrl() {
        String root = Jenkins.get().getRootUrl();
        return root == null ? null : root + WEBHOOK_PATH + "/";
    }

    /** The same figures, as the client takes them. */
    public Limits limits() {
        Duration connect = Duration.ofSeconds(connectTimeout);
        return new Limits(
                connect,
                connect,
                Duration.ofSeconds(responseTimeout),
                Duration.ofSeconds(timeout),
                tries,
                Limits.DEFAULT.firstPause());
    }

    @POST
    public FormValidation doCheckAuthUrl(@QueryParameter String value) {
        return check(() -> urlOrNull("authUrl", value, null));
    }

    @POST
    public FormValidation doCheckApiUrl(@QueryParameter String value) {
        return check(() -> urlOrNull("apiUrl", value, null));
    }

    @POST
    public FormValidation doCheckMillicastUrl(@QueryParameter String value) {
        return check(() -> urlOrNull("millicastUrl", value, null));
    }

    @POST
    public FormValidation doCheckMillicastCredentialsId(
            @QueryParameter String value, @QueryParameter String millicastUrl) {
        return check(() -> {
            String url = urlOrNull("millicastUrl", millicastUrl, null);
            millicastAccount(
                    Util.fixEmptyAndTrim(value), Objects.requireNonNullElse(url, MillicastAccount.DEFAULT_URL));
        });
    }

    @POST
    public ListBoxModel doFillMillicastCredentialsIdItems(@QueryParameter String millicastCredentialsId) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return new StandardListBoxModel()
                .includeEmptyValue()
                .includeMatchingAs(
                        ACL.SYSTEM2,
                        Jenkins.get(),
                        StringCredentials.class,
                        URIRequirementBuilder.fromUri(getMillicastUrl()).build(),
                        CredentialsMatchers.always())
                .includeCurrentValue(millicastCredentialsId);
    }

    @POST
    public FormValidation doCheckMillicastAccountId(@QueryParameter String value) {
        return check(() -> Fields.millicastAccountId(value));
    }

    @POST
    public ListBoxModel doFillApiVersionItems() {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return new ListBoxModel(
                new ListBoxModel.Option(Messages.DolbyRtsConfiguration_version2(), "2"),
                new ListBoxModel.Option(Messages.DolbyRtsConfiguration_version3(), "3"));
    }

    private static FormValidation check(Runnable rule) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return FieldValidation.of(rule);
    }

    /** The checked URL, or null where it says no more than the default, so that a later default is taken up. */
    private static String urlOrNull(String field, String url, String defaultUrl) {
        String given = Util.fixEmptyAndTrim(url);
        if (given == null) {
            return null;
        }
        String checked = Fields.baseUrl(field, given).toString();
        return checked.equals(defaultUrl) ? null : checked;
    }
}
