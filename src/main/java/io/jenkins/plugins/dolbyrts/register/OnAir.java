package io.jenkins.plugins.dolbyrts.register;

import hudson.AbortException;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Job;
import hudson.model.Queue;
import hudson.model.Run;
import hudson.model.queue.Tasks;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.security.Permission;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.broadcast.Source;
import io.jenkins.plugins.dolbyrts.broadcast.StreamStatus;
import io.jenkins.plugins.dolbyrts.event.StatusEvent;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import org.springframework.security.core.Authentication;

/**
 * The register of the broadcasts that this Jenkins started and that are not known to be over.
 *
 * <p>Each is a small file of its own, written whole or not at all, before the start is sent and at every change, and
 * removed when the broadcast is over. So a crash at any moment leaves behind what may be on air.
 */
@Extension
public final class OnAir {

    private static final Logger LOGGER = Logger.getLogger(OnAir.class.getName());

    private final BroadcastFiles files =
            new BroadcastFiles(Jenkins.get().getRootDir().toPath().resolve("dolby-rts"));
    private final Map<String, Broadcast> broadcasts = new ConcurrentHashMap<>();
    private final List<Consumer<Broadcast>> listeners = new CopyOnWriteArrayList<>();

    public OnAir() {
        files.readAll().forEach(broadcast -> broadcasts.put(broadcast.getId(), broadcast));
    }

    public static OnAir get() {
        return ExtensionList.lookupSingleton(OnAir.class);
    }

    /** All of them, the longest on air first. */
    public List<Broadcast> list() {
        return broadcasts.values().stream()
                .sorted(Comparator.comparing(Broadcast::getRequestedAt).thenComparing(Broadcast::getId))
                .toList();
    }

    /** Those of a conference. More than one if nobody knows which of several starts worked. */
    public List<Broadcast> ofConference(String conferenceId) {
        return list().stream()
                .filter(broadcast -> broadcast.isConference(conferenceId))
                .toList();
    }

    /** A broadcast, or null if it is over. */
    public Broadcast find(String id) {
        return broadcasts.get(id);
    }

    /**
     * Writes a broadcast down, here and with its build, before it is started.
     *
     * @throws AbortException if the conference is on air already and one of both broadcasts is guarded: stopping one would
     *     end the other; its message is one line
     * @throws IOException if it could not be written; then it must not be started
     */
    public synchronized void add(Run<?, ?> run, Broadcast broadcast) throws IOException {
        for (Broadcast other : ofConference(broadcast.getConferenceId())) {
            if (broadcast.isGuarded() || other.isGuarded()) {
                String who = mayRead(run, other) ? other.getJob() + " #" + other.getBuild() : "another job";
                throw new AbortException("conferenceId: the conference is on air already, started by " + who
                        + ": a conference has one stream at a time, stop that one first");
            }
        }
        try {
            files.update(broadcast);
            BroadcastsAction.add(run, broadcast);
        } catch (IOException | RuntimeException e) {
            broadcast.reached(StreamStatus.FAILED, "could not be written down", Instant.now());
            files.update(broadcast);
            throw e;
        }
        broadcasts.put(broadcast.getId(), broadcast);
        tell(broadcast);
    }

    /** Whether a build may know of another one's broadcast. */
    public static boolean mayRead(Run<?, ?> run, Broadcast other) {
        return may(run, other, Item.READ);
    }

    /** Whether a build may stop another one's broadcast by that one's own credentials. */
    public static boolean mayStop(Run<?, ?> run, Broadcast other) {
        return may(run, other, Item.CANCEL);
    }

    private static boolean may(Run<?, ?> run, Broadcast other, Permission permission) {
        Job<?, ?> job = job(other);
        Authentication runsAs =
                run.getParent() instanceof Queue.Task task ? Tasks.getAuthenticationOf2(task) : ACL.SYSTEM2;
        return job != null && job.hasPermission2(runsAs, permission);
    }

    /** Writes a change of a broadcast down, and tells those who listen. An abort of the build does not cut that off. */
    public void changed(Broadcast broadcast) {
        boolean interrupted = false;
        try {
            while (!isWritten(broadcast)) {
                interrupted |= Thread.interrupted();
            }
        } catch (IOException e) {
            LOGGER.log(
                    Level.WARNING,
                    e,
                    () -> "cannot write down that the broadcast of conference " + broadcast.getConferenceId() + " is "
                            + broadcast.getStatus());
        }
        tell(broadcast);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes a change down; false if an interruption has cut that off. */
    private boolean isWritten(Broadcast broadcast) throws IOException {
        try {
            write(broadcast);
            return true;
        } catch (ClosedByInterruptException e) {
            return false;
        }
    }

    private void write(Broadcast broadcast) throws IOException {
        if (broadcast.getStatus().mayBeOnAir()) {
            broadcasts.put(broadcast.getId(), broadcast);
            files.update(broadcast);
        }
        Run<?, ?> run = build(broadcast);
        if (run != null) {
            run.save();
        }
        if (!broadcast.getStatus().mayBeOnAir()) {
            broadcasts.remove(broadcast.getId());
            files.update(broadcast); // last, so that a crash before this leaves one broadcast too many, not too few
        }
    }

    /** A job was renamed or moved, and its broadcasts with it. */
    void moved(String oldFullName, String newFullName) {
        for (Broadcast broadcast : list()) {
            if (broadcast.getJob().equals(oldFullName)) {
                broadcast.setJob(newFullName);
                changed(broadcast);
            }
        }
    }

    /** Takes in what the service said of a conference. Events about other conferences are passed over. */
    public void take(StatusEvent event, Source source) {
        for (Broadcast broadcast : ofConference(event.conferenceId())) {
            if (broadcast.take(event, source)) {
                BuildLogs.of(broadcast).told(broadcast);
                changed(broadcast);
            }
        }
    }

    /** Tells a listener of every change from now on. It must return soon. */
    public void addListener(Consumer<Broadcast> listener) {
        listeners.add(listener);
    }

    public void removeListener(Consumer<Broadcast> listener) {
        listeners.remove(listener);
    }

    /** The build that started a broadcast; null if it is gone. */
    public static Run<?, ?> build(Broadcast broadcast) {
        Job<?, ?> job = job(broadcast);
        return job == null ? null : job.getBuildByNumber(broadcast.getBuild());
    }

    /** The job that started a broadcast, whoever asks; null if it is gone. */
    public static Job<?, ?> job(Broadcast broadcast) {
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            return Jenkins.get().getItemByFullName(broadcast.getJob(), Job.class);
        }
    }

    /** The folder of the job that started a broadcast, or what is left of the way to it, the root at last. */
    public static ItemGroup<?> folder(Broadcast broadcast) {
        String path = broadcast.getJob();
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            for (int end = path.lastIndexOf('/'); end >= 0; end = path.lastIndexOf('/', end - 1)) {
                if (Jenkins.get().getItemByFullName(path.substring(0, end)) instanceof ItemGroup<?> folder) {
                    return folder;
                }
            }
        }
        return Jenkins.get();
    }

    private void tell(Broadcast broadcast) {
        for (Consumer<Broadcast> listener : listeners) {
            try {
                listener.accept(broadcast);
            } catch (RuntimeException e) { // one that fails keeps nothing from the others
                LOGGER.log(
                        Level.WARNING,
                        e,
                        () -> "cannot tell of the broadcast of conference " + broadcast.getConferenceId());
            }
        }
    }
}
