package io.jenkins.plugins.dolbyrts.status;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import hudson.security.ACL;
import hudson.util.Secret;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.broadcast.Source;
import io.jenkins.plugins.dolbyrts.build.StreamService;
import io.jenkins.plugins.dolbyrts.client.Audience;
import io.jenkins.plugins.dolbyrts.client.Deadline;
import io.jenkins.plugins.dolbyrts.client.DolbyException;
import io.jenkins.plugins.dolbyrts.client.MillicastAccount;
import io.jenkins.plugins.dolbyrts.config.DolbyRtsConfiguration;
import io.jenkins.plugins.dolbyrts.event.StatusEvent;
import io.jenkins.plugins.dolbyrts.register.OnAir;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/** Asks the streaming platform what the audience sees, where an administrator has given it a credential. */
final class AudienceWatch {

    private static final Logger LOGGER = Logger.getLogger(AudienceWatch.class.getName());

    /** The platform is asked stream by stream, so in each interval only for so many; the others come next. */
    private static final int AT_ONCE = 20;

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ReentrantLock asking = new ReentrantLock();
    private int next;

    /** Asks, unless a round is under way. */
    void ask(List<Broadcast> broadcasts) {
        List<Broadcast> named =
                broadcasts.stream().filter(one -> one.getStreamName() != null).toList();
        if (named.isEmpty() || !asking.tryLock()) {
            return;
        }
        try {
            MillicastAccount account = account();
            for (int i = 0; account != null && i < Math.min(AT_ONCE, named.size()); i++) {
                ask(account, named.get(next++ % named.size()));
            }
        } catch (DolbyException e) {
            LOGGER.log(Level.FINE, "cannot ask for the audience: {0}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            asking.unlock();
        }
    }

    private static void ask(MillicastAccount account, Broadcast broadcast) throws DolbyException, InterruptedException {
        Audience audience =
                StreamService.get().millicast().audience(account, broadcast.getStreamName(), Deadline.after(PATIENCE));
        broadcast.setViewers(audience.viewers());
        // without the time of its beginning it may be an earlier stream of the same name
        if (audience.live()) {
            OnAir.get()
                    .take(
                            new StatusEvent(
                                    broadcast.getConferenceId(),
                                    broadcast.getStreamName(),
                                    StatusEvent.Status.IN_PROGRESS,
                                    "seen on the audience's side",
                                    null,
                                    null,
                                    java.time.Instant.now()),
                            Source.AUDIENCE);
        }
    }

    private static MillicastAccount account() {
        DolbyRtsConfiguration configuration = DolbyRtsConfiguration.get();
        String id = configuration.getMillicastCredentialsId();
        String url = configuration.getMillicastUrl();
        StringCredentials credential = id == null
                ? null
                : CredentialsProvider.findCredentialByIdInItemGroup(
                        id,
                        StringCredentials.class,
                        Jenkins.get(),
                        ACL.SYSTEM2,
                        URIRequirementBuilder.fromUri(url).build());
        return credential == null
                ? null
                : new MillicastAccount(URI.create(url), Secret.toString(credential.getSecret()));
    }
}
