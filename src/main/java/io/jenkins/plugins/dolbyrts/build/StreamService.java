package io.jenkins.plugins.dolbyrts.build;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.PluginWrapper;
import hudson.init.Terminator;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcaster;
import io.jenkins.plugins.dolbyrts.broadcast.Fields;
import io.jenkins.plugins.dolbyrts.broadcast.InvalidFieldException;
import io.jenkins.plugins.dolbyrts.client.DolbyClient;
import io.jenkins.plugins.dolbyrts.client.Endpoints;
import io.jenkins.plugins.dolbyrts.client.HttpTransport;
import io.jenkins.plugins.dolbyrts.client.MillicastClient;
import io.jenkins.plugins.dolbyrts.config.DolbyRtsConfiguration;
import java.time.Duration;
import jenkins.model.Jenkins;

/**
 * The way to Dolby.io. One for the whole Jenkins, so that builds share access tokens and connections; everything runs
 * on the controller, whatever agent a build is on.
 */
@Extension
public final class StreamService {

    /** The milestone of a shutdown after which nothing asks the service on its own account. */
    public static final String UNUSED = "dolby-rts.UNUSED";

    private final HttpTransport transport =
            new HttpTransport(userAgent(), () -> DolbyRtsConfiguration.get().limits(), new JenkinsProxies());
    private final DolbyClient client = new DolbyClient(transport);
    private final MillicastClient millicast = new MillicastClient(transport);
    private final Broadcaster broadcaster = new Broadcaster(client);
    private volatile boolean closed;

    public static StreamService get() {
        return ExtensionList.lookupSingleton(StreamService.class);
    }

    /**
     * Lets go of connections and threads when Jenkins goes down. Pipelines are at rest by then: one that was still
     * running would take its cut-off request for a failure instead of repeating it after the restart.
     */
    @Terminator(requires = {"FlowExecutionList.EXECUTIONS_SUSPENDED", UNUSED})
    public static void close() {
        StreamService service = get();
        service.closed = true;
        service.transport.close();
    }

    /** Whether Jenkins goes down, so that what fails from now on has no other reason. */
    public boolean isClosed() {
        return closed;
    }

    public DolbyClient client() {
        return client;
    }

    /** The way to the streaming platform. */
    public MillicastClient millicast() {
        return millicast;
    }

    Broadcaster broadcaster() {
        return broadcaster;
    }

    /**
     * The configured endpoints.
     *
     * @param region null for none
     * @throws InvalidFieldException if the region does not go with the configured URL
     */
    public static Endpoints endpoints(String region) {
        DolbyRtsConfiguration configuration = DolbyRtsConfiguration.get();
        try {
            return Endpoints.of(configuration.getAuthUrl(), configuration.getApiUrl(), region);
        } catch (IllegalArgumentException e) {
            throw new InvalidFieldException("region", e.getMessage());
        }
    }

    /** The time for an operation: what a step says, or the configured one for 0. */
    static Duration timeout(int seconds) {
        Integer given = Fields.seconds("timeout", seconds);
        return given == null ? DolbyRtsConfiguration.get().limits().total() : Duration.ofSeconds(given);
    }

    private static String userAgent() {
        PluginWrapper plugin = Jenkins.get().getPluginManager().whichPlugin(StreamService.class);
        return "dolby-rts-jenkins-plugin/" + (plugin == null ? "unknown" : plugin.getVersion());
    }
}
