package io.jenkins.plugins.dolbyrts.broadcast;

import io.jenkins.plugins.dolbyrts.client.Account;
import io.jenkins.plugins.dolbyrts.client.ApiVersion;
import io.jenkins.plugins.dolbyrts.client.DolbyClient;
import io.jenkins.plugins.dolbyrts.client.DolbyException;
import io.jenkins.plugins.dolbyrts.client.Endpoints;
import io.jenkins.plugins.dolbyrts.client.HttpTransport;
import io.jenkins.plugins.dolbyrts.client.Limits;
import io.jenkins.plugins.dolbyrts.client.ProxySource;
import io.jenkins.plugins.dolbyrts.sandbox.Endpoint;
import io.jenkins.plugins.dolbyrts.sandbox.Fault;
import io.jenkins.plugins.dolbyrts.sandbox.Sandbox;
import io.jenkins.plugins.dolbyrts.sandbox.SandboxAccount;
import io.jenkins.plugins.dolbyrts.sandbox.SandboxStream.State;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;

/**
 * Rehearses two broadcasts against a sandbox and prints what a build log would show: for a first look at the plugin
 * without any Jenkins.
 */
public final class Rehearsal {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final PrintStream out;
    private final Sandbox sandbox;
    private final Broadcaster broadcaster;

    private Rehearsal(PrintStream out, Sandbox sandbox, HttpTransport transport) {
        this.out = out;
        this.sandbox = sandbox;
        this.broadcaster = new Broadcaster(new DolbyClient(transport));
    }

    /** Rehearses with a sandbox of its own, and throws if anything goes otherwise than it should. */
    public static void main(String[] args) throws DolbyException, InterruptedException {
        SandboxAccount account = SandboxAccount.demo();
        try (Sandbox sandbox = Sandbox.builder()
                .account(account)
                .liveAfter(Duration.ofMillis(500))
                .start()) {
            run(System.out, sandbox);
        }
    }

    /**
     * Rehearses with the given sandbox.
     *
     * @throws DolbyException if the sandbox refuses something
     * @throws IllegalStateException if all is accepted and yet a stream is on air that should not be
     */
    static void run(PrintStream out, Sandbox sandbox) throws DolbyException, InterruptedException {
        try (HttpTransport transport =
                new HttpTransport("dolby-rts-rehearsal", () -> Limits.DEFAULT, ProxySource.NONE)) {
            new Rehearsal(out, sandbox, transport).run();
        }
    }

    private void run() throws DolbyException, InterruptedException {
        String conference = sandbox.account().alive().get(0);
        StreamSettings townHall = StreamSettings.of(
                conference, 2, null, sandbox.account().streamName(), null, null, 0, 0, null, "publishing-token");
        out.println("A dry run: everything but the start itself.");
        broadcaster.rehearse(start(townHall), log(townHall));
        expect(State.OFF, conference);

        out.println("A broadcast with version 2 of the API, while the service is busy for a moment.");
        sandbox.next(
                Endpoint.START,
                Fault.status(503)
                        .retryAfter(Duration.ofSeconds(1))
                        .json("{\"status\":503,\"error\":\"Service Unavailable\",\"message\":\"Too busy\"}"));
        air(townHall);

        String other = sandbox.account().alive().get(1);
        out.println("A broadcast with version 3 of the API, where Dolby.io picks the stream.");
        air(StreamSettings.of(other, 3, null, null, "default", null, 1280, 720, null, null));

        out.println("Everything went as it should; no stream was left on air.");
    }

    private void air(StreamSettings settings) throws DolbyException, InterruptedException {
        BroadcastLog log = log(settings);
        broadcaster.start(start(settings), log);
        sandbox.awaitStream(settings.conferenceId(), State.LIVE, PATIENCE);
        broadcaster.stop(
                new Broadcaster.Stop(
                        settings.conferenceId(), settings.version(), account(), Limits.DEFAULT.total(), true, false),
                log);
        expect(State.OFF, settings.conferenceId());
    }

    private void expect(State state, String conference) {
        if (sandbox.stream(conference).state() != state) {
            throw new IllegalStateException(state + " was expected of " + sandbox.stream(conference));
        }
    }

    private Broadcaster.Start start(StreamSettings settings) {
        SandboxAccount known = sandbox.account();
        String publishingToken = settings.version() == ApiVersion.V2 ? known.publishingToken() : null;
        return new Broadcaster.Start(
                settings, account(), publishingToken, known.streamAccountId(), Limits.DEFAULT.total(), false);
    }

    private Account account() {
        String url = sandbox.url().toString();
        SandboxAccount known = sandbox.account();
        return new Account(Endpoints.of(url, url, null), known.appKey(), known.appSecret());
    }

    private BroadcastLog log(StreamSettings settings) {
        return new BroadcastLog(out, Clock.systemUTC(), settings.conferenceId(), settings.streamName());
    }
}
