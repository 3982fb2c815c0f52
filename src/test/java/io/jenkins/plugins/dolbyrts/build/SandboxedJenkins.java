package io.jenkins.plugins.dolbyrts.build;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.Descriptor;
import hudson.util.Secret;
import io.jenkins.plugins.dolbyrts.config.DolbyRtsConfiguration;
import io.jenkins.plugins.dolbyrts.sandbox.Sandbox;
import io.jenkins.plugins.dolbyrts.sandbox.SandboxAccount;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;

/** Points a Jenkins at a sandbox and gives it the sandbox's credentials. */
public final class SandboxedJenkins {

    public static final String APP = "dolby-app";
    public static final String PUBLISHING_TOKEN = "publishing-token";

    private SandboxedJenkins() {}

    /** Settings and global credentials, as an administrator would make them. */
    public static void configure(Sandbox sandbox) throws IOException {
        configure(sandbox.url(), sandbox.account());
    }

    /** The same for a sandbox in another process. */
    public static void configure(URI url, SandboxAccount account) throws IOException {
        configureSettings(url, account);
        addCredentials(account);
    }

    /** Global credentials alone. */
    public static void addCredentials(SandboxAccount account) throws IOException {
        SystemCredentialsProvider provider = SystemCredentialsProvider.getInstance();
        provider.getCredentials().add(app(APP, account));
        provider.getCredentials().add(publishingToken(PUBLISHING_TOKEN, account));
        provider.save();
    }

    /** Takes all global credentials away. */
    public static void forgetCredentials() {
        SystemCredentialsProvider.getInstance().setDomainCredentialsMap(Map.of(Domain.global(), List.of()));
    }

    /** Settings alone. */
    public static void configureSettings(Sandbox sandbox) {
        configureSettings(sandbox.url(), sandbox.account());
    }

    private static void configureSettings(URI url, SandboxAccount account) {
        DolbyRtsConfiguration configuration = DolbyRtsConfiguration.get();
        configuration.setAuthUrl(url.toString());
        configuration.setApiUrl(url.toString());
        configuration.setMillicastAccountId(account.streamAccountId());
        configuration.save();
    }

    public static StandardCredentials app(String id, SandboxAccount account) {
        try {
            return new UsernamePasswordCredentialsImpl(
                    CredentialsScope.GLOBAL, id, "App key and secret", account.appKey(), account.appSecret());
        } catch (Descriptor.FormException e) {
            throw new IllegalStateException(e);
        }
    }

    public static StandardCredentials publishingToken(String id, SandboxAccount account) {
        return new StringCredentialsImpl(
                CredentialsScope.GLOBAL, id, "Publishing token", Secret.fromString(account.publishingToken()));
    }

    /** The call of the start step for a conference, with any further arguments. */
    public static String start(SandboxAccount account, String conferenceId, String... more) {
        String further = more.length == 0 ? "" : ", " + String.join(", ", more);
        return "dolbyRtsStart(conferenceId: '" + conferenceId + "', credentialsId: '" + APP + "', streamName: '"
                + account.streamName() + "', publishingTokenCredentialsId: '" + PUBLISHING_TOKEN + "'" + further + ")";
    }
}
