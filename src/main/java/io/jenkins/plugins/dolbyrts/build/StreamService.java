package io.jenkins.plugins.dolbyrts.build;

import hudson.AbortException;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.PluginWrapper;
import hudson.init.Terminator;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.dolbyrts.broadcast.BroadcastLog;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcaster;
import io.jenkins.plugins.dolbyrts.broadcast.Fields;
import io.jenkins.plugins.dolbyrts.broadcast.InvalidFieldException;
import io.jenkins.plugins.dolbyrts.broadcast.StartedStream;
import io.jenkins.plugins.dolbyrts.broadcast.StreamSettings;
import io.jenkins.plugins.dolbyrts.broadcast.StreamStatus;
import io.jenkins.plugins.dolbyrts.client.Account;
import io.jenkins.plugins.dolbyrts.client.ApiVersion;
import io.jenkins.plugins.dolbyrts.client.DolbyClient;
import io.jenkins.plugins.dolbyrts.client.DolbyException;
import io.jenkins.plugins.dolbyrts.client.Endpoints;
import io.jenkins.plugins.dolbyrts.client.HttpTransport;
import io.jenkins.plugins.dolbyrts.config.DolbyRtsConfiguration;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.Jenkins;

/**
 * Starts and stops streams for builds. One for the whole Jenkins, so that builds share access tokens and connections;
 * everything runs on the controller, whatever agent a build is on.
 */
@Extension
public final class StreamService {

    private final HttpTransport transport =
            new HttpTransport(userAgent(), () -> DolbyRtsConfiguration.get().limits(), new JenkinsProxies());
    private final Broadcaster broadcaster = new Broadcaster(new DolbyClient(transport));

    public static StreamService get() {
        return ExtensionList.lookupSingleton(StreamService.class);
    }

    /**
     * Lets go of connections and threads when Jenkins goes down. Pipelines are at rest by then: one that was still
     * running would take its cut-off request for a failure instead of repeating it after the restart.
     */
    @Terminator(requires = "FlowExecutionList.EXECUTIONS_SUSPENDED")
    public static void close() {
        get().transport.close();
    }

    /**
     * Starts a stream, or rehearses that, and writes it down with the build.
     *
     * @param resumed whether Jenkins was restarted while this start was under way
     * @throws AbortException if the stream was not started, or nobody knows whether it was; its message is one line
     * @throws InterruptedException at once if interrupted
     */
    public StartedStream start(Run<?, ?> run, TaskListener listener, StartOrder order, boolean resumed)
            throws IOException, InterruptedException {
        try {
            StreamSettings settings = order.settings();
            Broadcaster.Start start = new Broadcaster.Start(
                    settings,
                    BroadcastCredentials.account(order.credentialsId(), run, endpoints(settings.region())),
                    settings.version() == ApiVersion.V2
                            ? BroadcastCredentials.publishingToken(order.publishingTokenCredentialsId(), run)
                            : null,
                    DolbyRtsConfiguration.get().getMillicastAccountId(),
                    timeout(order.timeout()),
                    resumed);
            BroadcastLog log = log(listener, settings.conferenceId(), settings.streamName());
            return order.dryRun()
                    ? broadcaster.rehearse(start, log)
                    : start(run, start, log, new StreamRecord(settings, order.credentialsId()));
        } catch (InvalidFieldException | DolbyException e) {
            throw new AbortException(e.getMessage());
        }
    }

    /**
     * Stops a stream, or all that the build has on air.
     *
     * @throws AbortException if a stream may still be on air, or was not and had to be; its message is one line
     * @throws InterruptedException at once if interrupted
     */
    public void stop(Run<?, ?> run, TaskListener listener, StopOrder order) throws IOException, InterruptedException {
        try {
            List<StopOrder> orders = complete(order, StreamsAction.onAir(run));
            if (orders.isEmpty()) {
                nothingToStop(listener, order);
            }
            List<String> failures = new ArrayList<>();
            for (StopOrder one : orders) {
                try {
                    stopOne(run, listener, one);
                } catch (InvalidFieldException | DolbyException e) {
                    failures.add(e.getMessage());
                }
            }
            if (!failures.isEmpty()) {
                throw new AbortException(String.join("; ", failures));
            }
        } catch (InvalidFieldException e) {
            throw new AbortException(e.getMessage());
        }
    }

    private StartedStream start(Run<?, ?> run, Broadcaster.Start start, BroadcastLog log, StreamRecord stream)
            throws IOException, InterruptedException, DolbyException {
        StreamsAction.add(run, stream);
        try {
            StartedStream started = broadcaster.start(start, log);
            stream.accepted(started.streamName(), started.viewerUrl());
            return started;
        } catch (DolbyException e) {
            if (!e.isEffectUnknown()) {
                stream.setStatus(StreamStatus.FAILED);
            }
            throw e;
        } finally {
            run.save();
        }
    }

    private void stopOne(Run<?, ?> run, TaskListener listener, StopOrder order)
            throws IOException, InterruptedException, DolbyException {
        List<StreamRecord> streams = StreamsAction.onAir(run).stream()
                .filter(stream -> stream.getConferenceId().equalsIgnoreCase(order.conferenceId()))
                .toList();
        String streamName = streams.isEmpty() ? null : streams.get(0).getStreamName();
        Account account =
                BroadcastCredentials.account(order.credentialsId(), run, endpoints(Fields.region(order.region())));
        Broadcaster.Stop stop = new Broadcaster.Stop(
                order.conferenceId(),
                Fields.apiVersion(order.apiVersion()),
                account,
                timeout(order.timeout()),
                order.failIfNotLive());
        streams.forEach(stream -> stream.setStatus(StreamStatus.STOPPING));
        try {
            broadcaster.stop(stop, log(listener, order.conferenceId(), streamName));
            streams.forEach(stream -> stream.setStatus(StreamStatus.STOPPED));
        } catch (DolbyException e) {
            if (e.kind() == DolbyException.Kind.NOT_ON_AIR) {
                streams.forEach(stream -> stream.setStatus(StreamStatus.STOPPED));
            }
            throw e;
        } finally {
            if (!streams.isEmpty()) {
                run.save();
            }
        }
    }

    /** One order for each conference, with what was left out taken from the build's own streams and the settings. */
    private static List<StopOrder> complete(StopOrder order, List<StreamRecord> onAir) {
        if (order.conferenceId() == null) {
            return onAir.stream()
                    .map(StreamRecord::getConferenceId)
                    .distinct()
                    .map(conferenceId -> complete(order, conferenceId, onAir))
                    .toList();
        }
        return List.of(complete(order, Fields.conferenceId(order.conferenceId()), onAir));
    }

    private static StopOrder complete(StopOrder order, String conferenceId, List<StreamRecord> onAir) {
        StreamRecord stream = onAir.stream()
                .filter(candidate -> candidate.getConferenceId().equalsIgnoreCase(conferenceId))
                .findFirst()
                .orElse(null);
        int version = stream == null ? DolbyRtsConfiguration.get().getApiVersion() : stream.getApiVersion();
        return new StopOrder(
                conferenceId,
                order.credentialsId() == null && stream != null ? stream.getCredentialsId() : order.credentialsId(),
                order.apiVersion() == 0 ? version : order.apiVersion(),
                order.region() == null && stream != null ? stream.getRegion() : order.region(),
                order.timeout(),
                order.failIfNotLive());
    }

    private static void nothingToStop(TaskListener listener, StopOrder order) throws AbortException {
        String what = "this build has started no stream that may be on air";
        if (order.failIfNotLive()) {
            throw new AbortException("dolbyRtsStop: " + what + ", so there is nothing to stop");
        }
        BroadcastLog.note(listener.getLogger(), Clock.systemUTC(), what + ", so nothing was stopped");
    }

    private static Endpoints endpoints(String region) {
        DolbyRtsConfiguration configuration = DolbyRtsConfiguration.get();
        try {
            return Endpoints.of(configuration.getAuthUrl(), configuration.getApiUrl(), region);
        } catch (IllegalArgumentException e) {
            throw new InvalidFieldException("region", e.getMessage());
        }
    }

    private static Duration timeout(int seconds) {
        Integer given = Fields.seconds("timeout", seconds);
        return given == null ? DolbyRtsConfiguration.get().limits().total() : Duration.ofSeconds(given);
    }

    private static BroadcastLog log(TaskListener listener, String conferenceId, String streamName) {
        return new BroadcastLog(listener.getLogger(), Clock.systemUTC(), conferenceId, streamName);
    }

    private static String userAgent() {
        PluginWrapper plugin = Jenkins.get().getPluginManager().whichPlugin(StreamService.class);
        return "dolby-rts-jenkins-plugin/" + (plugin == null ? "unknown" : plugin.getVersion());
    }
}
