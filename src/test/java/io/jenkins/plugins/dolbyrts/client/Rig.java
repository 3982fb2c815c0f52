package io.jenkins.plugins.dolbyrts.client;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A client, an account at a {@link WireServer}, and what an operation needs besides. */
final class Rig implements AutoCloseable {

    static final String APP_KEY = "app-key==";
    static final String APP_SECRET = "app-secret-7f3e";
    /** Of key and secret, as a token request carries it. */
    static final String BASIC = "YXBwLWtleT09OmFwcC1zZWNyZXQtN2YzZQ==";

    static final String PUBLISHING_TOKEN = "publishing-token-1b9d";
    static final String CONFERENCE = "6b1e4c1e-1f6f-4a52-9d0e-3c2b7a5d8e90";

    /** Patient with a busy machine, but without long pauses between tries. */
    static final Limits LIMITS = new Limits(
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            4,
            Duration.ofMillis(1));

    volatile Limits limits = LIMITS;
    Account account;
    final HttpTransport transport;
    final DolbyClient client;
    /** The failures that were followed by another try, a message each. */
    final List<String> retries = new CopyOnWriteArrayList<>();

    private final AtomicLong timeAhead = new AtomicLong();

    Rig(WireServer server) {
        this(account(server.url()), ProxySource.NONE);
    }

    Rig(Account account, ProxySource proxies) {
        this.account = account;
        transport = new HttpTransport("DolbyRTS/test", () -> limits, proxies);
        client = new DolbyClient(transport, () -> System.nanoTime() + timeAhead.get());
    }

    static Account account(String url) {
        return new Account(Endpoints.of(url, url, null), APP_KEY, APP_SECRET);
    }

    static StartRequest v2() {
        return new StartRequest(ApiVersion.V2, CONFERENCE, "town-hall", PUBLISHING_TOKEN, null, null, null, null, null);
    }

    static StartRequest v3() {
        return new StartRequest(ApiVersion.V3, CONFERENCE, null, null, null, null, null, null, null);
    }

    Rig tries(int tries) {
        limits = new Limits(
                limits.connect(), limits.lease(), limits.response(), limits.total(), tries, limits.firstPause());
        return this;
    }

    Rig connect(Duration connect) {
        limits = new Limits(
                connect, limits.lease(), limits.response(), limits.total(), limits.tries(), limits.firstPause());
        return this;
    }

    Rig lease(Duration lease) {
        limits = new Limits(
                limits.connect(), lease, limits.response(), limits.total(), limits.tries(), limits.firstPause());
        return this;
    }

    Rig response(Duration response) {
        limits = new Limits(
                limits.connect(), limits.lease(), response, limits.total(), limits.tries(), limits.firstPause());
        return this;
    }

    Rig total(Duration total) {
        limits = new Limits(
                limits.connect(), limits.lease(), limits.response(), total, limits.tries(), limits.firstPause());
        return this;
    }

    Rig firstPause(Duration firstPause) {
        limits = new Limits(
                limits.connect(), limits.lease(), limits.response(), limits.total(), limits.tries(), firstPause);
        return this;
    }

    /** Moves the clock by which tokens expire. */
    void pass(Duration time) {
        timeAhead.addAndGet(time.toNanos());
    }

    Operation operation() {
        return operation(account);
    }

    Operation operation(Account account) {
        return new Operation(
                account,
                Deadline.after(limits.total()),
                (why, nextTry, tries, pause) -> retries.add(why.getMessage()),
                new Secrets());
    }

    void authorize() throws DolbyException, InterruptedException {
        client.authorize(operation());
    }

    StartAnswer start() throws DolbyException, InterruptedException {
        return client.start(operation(), v2(), false);
    }

    void stop() throws DolbyException, InterruptedException {
        client.stop(operation(), ApiVersion.V2, CONFERENCE);
    }

    DolbyException authorizeFails() {
        return assertThrows(DolbyException.class, this::authorize);
    }

    DolbyException startFails() {
        return assertThrows(DolbyException.class, this::start);
    }

    DolbyException stopFails() {
        return assertThrows(DolbyException.class, this::stop);
    }

    @Override
    public void close() {
        transport.close();
    }
}
