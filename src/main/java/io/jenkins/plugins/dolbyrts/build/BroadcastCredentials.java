package io.jenkins.plugins.dolbyrts.build;

import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import hudson.model.Item;
import hudson.model.Queue;
import hudson.model.Run;
import hudson.model.queue.Tasks;
import hudson.security.ACL;
import hudson.util.ListBoxModel;
import hudson.util.Secret;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.broadcast.Fields;
import io.jenkins.plugins.dolbyrts.broadcast.InvalidFieldException;
import io.jenkins.plugins.dolbyrts.client.Account;
import io.jenkins.plugins.dolbyrts.client.Endpoints;
import io.jenkins.plugins.dolbyrts.config.DolbyRtsConfiguration;
import io.jenkins.plugins.dolbyrts.register.OnAir;
import java.util.List;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.springframework.security.core.Authentication;

/** The two kinds of credential a broadcast needs: found for a build, offered in a form. */
public enum BroadcastCredentials {
    /** App key and secret. */
    APP("credentialsId", "Username with password", StandardUsernamePasswordCredentials.class) {
        @Override
        String usedAt() {
            return DolbyRtsConfiguration.get().getAuthUrl();
        }
    },
    /** The publishing token of the streaming account. */
    PUBLISHING_TOKEN("publishingTokenCredentialsId", "Secret text", StringCredentials.class) {
        @Override
        String usedAt() {
            return DolbyRtsConfiguration.get().getApiUrl();
        }
    };

    private static final int SHOWN_ID_LENGTH = 80;

    private final String field;
    private final String kind;
    private final Class<? extends StandardCredentials> type;

    BroadcastCredentials(String field, String kind, Class<? extends StandardCredentials> type) {
        this.field = field;
        this.kind = kind;
        this.type = type;
    }

    /** The URL that the credential is sent to, for credentials that are restricted to a domain. */
    abstract String usedAt();

    /**
     * Finds key and secret for a build, and tracks their use.
     *
     * @throws InvalidFieldException if there is no such credential that this build may use, or it is of another kind
     */
    static Account account(String id, Run<?, ?> run, Endpoints endpoints) {
        return account((StandardUsernamePasswordCredentials) APP.find(id, run), endpoints);
    }

    /**
     * Finds key and secret of a broadcast, as its build found them; once that is gone, in the folder that it was in.
     *
     * @throws InvalidFieldException if there is no such credential any more
     */
    public static Account account(Broadcast broadcast) {
        Endpoints endpoints = StreamService.endpoints(broadcast.getRegion());
        String id = broadcast.getCredentialsId();
        Run<?, ?> run = OnAir.build(broadcast);
        if (run != null) {
            return account((StandardUsernamePasswordCredentials) APP.look(id, run), endpoints);
        }
        var credential = CredentialsProvider.findCredentialByIdInItemGroup(
                id, StandardUsernamePasswordCredentials.class, OnAir.folder(broadcast), ACL.SYSTEM2, APP.domain());
        if (credential == null) {
            throw APP.notFound(id);
        }
        return account(credential, endpoints);
    }

    private static Account account(StandardUsernamePasswordCredentials credential, Endpoints endpoints) {
        String key = credential.getUsername();
        if (key.contains(":")) {
            throw new InvalidFieldException(
                    APP.field,
                    "the user name of the credential holds a colon, which no app key has: enter the app key");
        }
        return new Account(
                endpoints,
                Fields.secret(APP.field, key),
                Fields.secret(APP.field, Secret.toString(credential.getPassword())));
    }

    /**
     * Finds the publishing token for a build, and tracks its use.
     *
     * @throws InvalidFieldException if there is no such credential that this build may use, or it is of another kind
     */
    static String publishingToken(String id, Run<?, ?> run) {
        var credential = (StringCredentials) PUBLISHING_TOKEN.find(id, run);
        return Fields.secret(PUBLISHING_TOKEN.field, Secret.toString(credential.getSecret()));
    }

    /**
     * The credentials to choose from in the configuration of a job.
     *
     * @param item the job, null outside of any
     * @param current what is chosen, which is all that is shown to those who may not list credentials
     */
    public ListBoxModel list(Item item, String current) {
        StandardListBoxModel model = new StandardListBoxModel();
        if (mayList(item)) {
            model.includeEmptyValue()
                    .includeMatchingAs(runsAs(item), item, type, domain(), CredentialsMatchers.always());
        }
        return model.includeCurrentValue(current);
    }

    /** Whether a credential can be found by those who may list them; true for those who may not. */
    public boolean isThere(Item item, String id) {
        return !mayList(item)
                || CredentialsProvider.listCredentialsInItem(
                                type, item, runsAs(item), domain(), CredentialsMatchers.withId(id))
                        .stream()
                        .findAny()
                        .isPresent();
    }

    private StandardCredentials find(String id, Run<?, ?> run) {
        return CredentialsProvider.track(run, look(id, run));
    }

    /** Finds a credential without tracking that it is used. */
    private StandardCredentials look(String id, Run<?, ?> run) {
        String given = Fields.credentialsId(field, id);
        StandardCredentials found = CredentialsProvider.findCredentialById(given, type, run, domain());
        if (found != null) {
            return found;
        }
        StandardCredentials other =
                CredentialsProvider.findCredentialById(given, StandardCredentials.class, run, domain());
        String shown = "'" + shown(given) + "'";
        if (other != null && !type.isInstance(other)) {
            throw new InvalidFieldException(
                    field,
                    "the credential " + shown + " is of the kind '"
                            + other.getDescriptor().getDisplayName() + "': choose one of the kind '" + kind + "'");
        }
        throw notFound(given);
    }

    private InvalidFieldException notFound(String id) {
        return new InvalidFieldException(
                field,
                "there is no credential '" + shown(id) + "' that this job may use for " + usedAt()
                        + ": add one of the kind '" + kind + "', or correct the id");
    }

    private List<DomainRequirement> domain() {
        return URIRequirementBuilder.fromUri(usedAt()).build();
    }

    private static boolean mayList(Item item) {
        return item == null
                ? Jenkins.get().hasPermission(Jenkins.ADMINISTER)
                : item.hasPermission(Item.EXTENDED_READ) || item.hasPermission(CredentialsProvider.USE_ITEM);
    }

    private static Authentication runsAs(Item item) {
        return item instanceof Queue.Task task ? Tasks.getAuthenticationOf2(task) : ACL.SYSTEM2;
    }

    private static String shown(String id) {
        String oneLine = id.replaceAll("\\p{Cntrl}+", " ");
        return oneLine.length() <= SHOWN_ID_LENGTH ? oneLine : oneLine.substring(0, SHOWN_ID_LENGTH) + "…";
    }
}
