package io.jenkins.plugins.dolbyrts.status;

import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.broadcast.InvalidFieldException;
import io.jenkins.plugins.dolbyrts.broadcast.Source;
import io.jenkins.plugins.dolbyrts.build.StreamService;
import io.jenkins.plugins.dolbyrts.client.Audience;
import io.jenkins.plugins.dolbyrts.client.Deadline;
import io.jenkins.plugins.dolbyrts.client.DolbyException;
import io.jenkins.plugins.dolbyrts.client.MillicastAccount;
import io.jenkins.plugins.dolbyrts.config.DolbyRtsConfiguration;
import io.jenkins.plugins.dolbyrts.event.StatusEvent;
import io.jenkins.plugins.dolbyrts.register.OnAir;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/** Asks the streaming platform what the audience sees, where an administrator has given it a credential. */
final class AudienceWatch {

    /** The platform is asked stream by stream, so in each interval only for so many; the others come next. */
    private static final int AT_ONCE = 20;

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ReentrantLock asking = new ReentrantLock();
    private final Obstacle obstacle = new Obstacle("the audience's side cannot be seen");
    private int next;

    /** Asks, unless a round is under way. */
    void ask(List<Broadcast> broadcasts) {
        List<Broadcast> named =
                broadcasts.stream().filter(one -> one.getStreamName() != null).toList();
        if (named.isEmpty() || !asking.tryLock()) {
            return;
        }
        try {
            MillicastAccount account = DolbyRtsConfiguration.get().millicastAccount();
            for (int i = 0; account != null && i < Math.min(AT_ONCE, named.size()); i++) {
                ask(account, named.get(next++ % named.size()));
            }
            obstacle.isGone();
        } catch (DolbyException | InvalidFieldException e) {
            obstacle.stands(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            obstacle.tell(named);
            asking.unlock();
        }
    }

    private static void ask(MillicastAccount account, Broadcast broadcast) throws DolbyException, InterruptedException {
        Audience audience =
                StreamService.get().millicast().audience(account, broadcast.getStreamName(), Deadline.after(PATIENCE));
        broadcast.setViewers(audience.viewers());
        if (audience.live()) {
            // an earlier stream of the same name is told by the time of its beginning, where that is known
            Instant since = Objects.requireNonNullElseGet(audience.liveSince(), Instant::now);
            OnAir.get()
                    .take(
                            new StatusEvent(
                                    broadcast.getConferenceId(),
                                    broadcast.getStreamName(),
                                    StatusEvent.Status.IN_PROGRESS,
                                    "seen on the audience's side",
                                    null,
                                    null,
                                    since),
                            Source.AUDIENCE);
        }
    }
}
