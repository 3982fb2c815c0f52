package io.jenkins.plugins.dolbyrts.broadcast;

import io.jenkins.plugins.dolbyrts.client.Account;
import io.jenkins.plugins.dolbyrts.client.DolbyClient;
import io.jenkins.plugins.dolbyrts.client.Endpoints;
import io.jenkins.plugins.dolbyrts.client.HttpTransport;
import io.jenkins.plugins.dolbyrts.client.Limits;
import io.jenkins.plugins.dolbyrts.client.ProxySource;
import io.jenkins.plugins.dolbyrts.sandbox.Sandbox;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** A broadcaster at a sandbox, and the log it writes. */
final class Studio implements AutoCloseable {

    static final Instant NOW = Instant.parse("2026-11-27T19:00:00.412Z");

    private static final Limits LIMITS = new Limits(
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            4,
            Duration.ofMillis(1));

    final Sandbox sandbox = Sandbox.start();
    final Broadcaster broadcaster;

    private final HttpTransport transport = new HttpTransport("DolbyRTS/test", () -> LIMITS, ProxySource.NONE);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Studio() {
        broadcaster = new Broadcaster(new DolbyClient(transport));
    }

    String conferenceId() {
        return sandbox.account().conferenceId();
    }

    /** The sandbox's host and port. */
    String server() {
        return sandbox.url().getRawAuthority();
    }

    Account account() {
        return account(sandbox.account().appSecret());
    }

    Account account(String secret) {
        String url = sandbox.url().toString();
        return new Account(Endpoints.of(url, url, null), sandbox.account().appKey(), secret);
    }

    Broadcaster.Start v2() {
        return v2(conferenceId(), null, false);
    }

    Broadcaster.Start v2(String conferenceId, String millicastAccountId, boolean mayBeStarted) {
        StreamSettings settings =
                StreamSettings.of(conferenceId, 2, null, "town-hall", null, null, 0, 0, null, "publishing-token");
        String token = sandbox.account().publishingToken();
        return new Broadcaster.Start(settings, account(), token, millicastAccountId, LIMITS.total(), mayBeStarted);
    }

    Broadcaster.Start v3() {
        StreamSettings settings = StreamSettings.of(conferenceId(), 3, null, null, null, null, 1280, 720, null, null);
        return new Broadcaster.Start(settings, account(), null, null, LIMITS.total(), false);
    }

    Broadcaster.Stop stop(boolean failIfNotLive) {
        return new Broadcaster.Stop(
                conferenceId(), v2().settings().version(), account(), LIMITS.total(), failIfNotLive, false);
    }

    BroadcastLog log() {
        return log(conferenceId(), "town-hall");
    }

    BroadcastLog log(String conferenceId, String streamName) {
        return new BroadcastLog(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                Clock.fixed(NOW, ZoneOffset.UTC),
                conferenceId,
                streamName);
    }

    /** What the log holds of this conference: from the word on, and N in place of the milliseconds something took. */
    List<String> lines() {
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replace("[Dolby.io RTS] 2026-11-27T19:00:00.412Z ", ""))
                .map(line -> line.replace(" conference " + conferenceId(), ""))
                .map(line -> line.replaceAll("\\b\\d+ ms\\b", "N ms"))
                .toList();
    }

    String text() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        transport.close();
        sandbox.close();
    }
}
