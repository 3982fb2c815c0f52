package io.jenkins.plugins.dolbyrts.status;

import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.broadcast.InvalidFieldException;
import io.jenkins.plugins.dolbyrts.broadcast.Source;
import io.jenkins.plugins.dolbyrts.build.StreamService;
import io.jenkins.plugins.dolbyrts.client.Account;
import io.jenkins.plugins.dolbyrts.client.Deadline;
import io.jenkins.plugins.dolbyrts.client.DolbyException;
import io.jenkins.plugins.dolbyrts.client.Operation;
import io.jenkins.plugins.dolbyrts.client.Secrets;
import io.jenkins.plugins.dolbyrts.client.SentEvent;
import io.jenkins.plugins.dolbyrts.client.SentEvents;
import io.jenkins.plugins.dolbyrts.config.DolbyRtsConfiguration;
import io.jenkins.plugins.dolbyrts.event.StatusEvent;
import io.jenkins.plugins.dolbyrts.register.OnAir;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** Asks the monitor API which events were sent for one app key, and pauses when it refuses. */
final class MonitorWatch {

    /**
     * What broadcasts must have in common for one request to be enough.
     *
     * @param account null if there is none
     * @param obstacle why there is none
     */
    record Group(Account account, String obstacle) {}

    /** Events may be listed a little late, so each request looks back to before the last event seen. */
    private static final Duration OVERLAP = Duration.ofSeconds(30);

    /** The service's clock may be ahead of ours. */
    private static final Duration LOOK_AHEAD = Duration.ofHours(1);

    /** No use to ask for less than this at a time. */
    private static final Duration SHORTEST = Duration.ofSeconds(10);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final Group group;
    private final ReentrantLock asking = new ReentrantLock();
    private final Obstacle obstacle = new Obstacle("the monitor API cannot be asked for the status");
    private Instant seenUntil;
    private int refusals;
    private long pauseUntil = System.nanoTime();

    MonitorWatch(Group group) {
        this.group = group;
    }

    /** Asks, unless a request is under way or it is too early after a refusal. */
    void ask(List<Broadcast> broadcasts) {
        if (asking.tryLock()) {
            try {
                if (System.nanoTime() - pauseUntil >= 0) {
                    fetch(broadcasts);
                    refusals = 0;
                    obstacle.isGone();
                }
            } catch (DolbyException | InvalidFieldException e) {
                obstacle.stands(e.getMessage());
                pause();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                obstacle.tell(broadcasts);
                asking.unlock();
            }
        }
    }

    private void fetch(List<Broadcast> broadcasts) throws DolbyException, InterruptedException {
        if (group.account() == null) {
            throw new InvalidFieldException("credentialsId", group.obstacle());
        }
        Operation operation = new Operation(
                group.account(),
                Deadline.after(DolbyRtsConfiguration.get().limits().total()),
                (why, nextTry, tries, pause) -> {},
                new Secrets());
        Instant earliest = broadcasts.stream()
                .map(Broadcast::getRequestedAt)
                .min(Comparator.naturalOrder())
                .orElseThrow();
        Instant from = seenUntil == null || earliest.isAfter(seenUntil) ? earliest : seenUntil;
        List<SentEvent> listed =
                list(operation, from.minus(OVERLAP), Instant.now().plus(LOOK_AHEAD));
        for (SentEvent sent : inOrder(listed)) {
            StatusEvent event = StatusEvent.read(sent.json(), sent.at());
            if (event != null) {
                OnAir.get().take(event, Source.MONITOR);
            }
            seenUntil = seenUntil == null || sent.at().isAfter(seenUntil) ? sent.at() : seenUntil;
        }
    }

    /** All events of a time; what is too much for one list is asked for by halves. */
    private static List<SentEvent> list(Operation operation, Instant from, Instant to)
            throws DolbyException, InterruptedException {
        SentEvents listed = StreamService.get().client().events(operation, from, to);
        Duration half = Duration.between(from, to).dividedBy(2);
        if (listed.complete() || half.compareTo(SHORTEST) < 0) {
            return listed.events();
        }
        List<SentEvent> all = new ArrayList<>(list(operation, from, from.plus(half)));
        all.addAll(list(operation, from.plus(half), to));
        return all;
    }

    private static List<SentEvent> inOrder(List<SentEvent> listed) {
        return listed.stream().sorted(Comparator.comparing(SentEvent::at)).toList();
    }

    private void pause() {
        Duration interval = Duration.ofSeconds(DolbyRtsConfiguration.get().getPollInterval());
        Duration pause = interval.multipliedBy(1L << Math.min(++refusals, 10));
        pauseUntil = System.nanoTime() + (pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE).toNanos();
    }
}
