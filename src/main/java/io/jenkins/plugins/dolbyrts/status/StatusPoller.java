package io.jenkins.plugins.dolbyrts.status;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.init.Terminator;
import hudson.util.DaemonThreadFactory;
import hudson.util.NamingThreadFactory;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.broadcast.InvalidFieldException;
import io.jenkins.plugins.dolbyrts.build.BroadcastCredentials;
import io.jenkins.plugins.dolbyrts.build.StreamService;
import io.jenkins.plugins.dolbyrts.config.DolbyRtsConfiguration;
import io.jenkins.plugins.dolbyrts.register.OnAir;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;
import jenkins.util.Timer;

/** Asks for statuses while something is on air: one request an interval for all broadcasts of an app key. */
@Extension
public final class StatusPoller {

    private static final Logger LOGGER = Logger.getLogger(StatusPoller.class.getName());

    /** How much less often the monitor API is asked once webhooks are known to arrive. */
    private static final int WITH_WEBHOOKS = 12;

    /** Takes nothing more, silently, once Jenkins goes down. */
    private final ExecutorService threads = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            new NamingThreadFactory(new DaemonThreadFactory(), "Dolby.io RTS status"),
            new ThreadPoolExecutor.DiscardPolicy());

    private final Map<MonitorWatch.Group, MonitorWatch> monitors = new ConcurrentHashMap<>();
    private final AudienceWatch audience = new AudienceWatch();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    /** Begins to ask, for what was on air when Jenkins went down and for all that comes. */
    @Initializer(after = InitMilestone.JOB_CONFIG_ADAPTED)
    public static void begin() {
        StatusPoller poller = ExtensionList.lookupSingleton(StatusPoller.class);
        OnAir.get().addListener(broadcast -> poller.schedule());
        poller.schedule();
    }

    /** Asks no more, before the connections are closed. */
    @Terminator(attains = StreamService.UNUSED)
    public static void end() throws InterruptedException {
        ExecutorService threads = ExtensionList.lookupSingleton(StatusPoller.class).threads;
        threads.shutdownNow();
        threads.awaitTermination(5, TimeUnit.SECONDS);
    }

    private void schedule() {
        if (!OnAir.get().list().isEmpty() && scheduled.compareAndSet(false, true)) {
            Timer.get().schedule(() -> inBackground(this::ask), interval().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void ask() {
        scheduled.set(false);
        schedule();
        List<Broadcast> broadcasts = OnAir.get().list();
        if (DolbyRtsConfiguration.get().getStatusSource().asksMonitor()) {
            Map<MonitorWatch.Group, List<Broadcast>> groups =
                    broadcasts.stream().collect(Collectors.groupingBy(StatusPoller::group));
            monitors.keySet().retainAll(groups.keySet());
            groups.forEach((group, members) -> {
                MonitorWatch watch = monitors.computeIfAbsent(group, MonitorWatch::new);
                inBackground(() -> watch.ask(members));
            });
        }
        inBackground(() -> audience.ask(broadcasts));
    }

    /** A round that goes wrong is not the last one; when Jenkins goes down in its midst that is nobody's fault. */
    private void inBackground(Runnable round) {
        threads.execute(() -> {
            try {
                round.run();
            } catch (RuntimeException e) {
                Level level = Jenkins.getInstanceOrNull() == null ? Level.FINE : Level.WARNING;
                LOGGER.log(level, "a look at the status of streams failed", e);
            }
        });
    }

    private static Duration interval() {
        DolbyRtsConfiguration configuration = DolbyRtsConfiguration.get();
        Duration interval = Duration.ofSeconds(configuration.getPollInterval());
        boolean webhooksArrive = configuration.getStatusSource().takesWebhooks()
                && WebhookReceiver.get().hasSeenEvents();
        return webhooksArrive ? interval.multipliedBy(WITH_WEBHOOKS) : interval;
    }

    /** Broadcasts that one request is enough for: those of one app key. */
    private static MonitorWatch.Group group(Broadcast broadcast) {
        try {
            return new MonitorWatch.Group(BroadcastCredentials.account(broadcast), null);
        } catch (InvalidFieldException e) {
            return new MonitorWatch.Group(null, e.getMessage());
        }
    }
}
