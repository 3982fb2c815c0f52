package io.jenkins.plugins.dolbyrts.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A Dolby.io of one's own, on the loopback interface: it issues access tokens and starts and stops real-time streams
 * as the documented service does, remembers what it did, and goes wrong on demand.
 *
 * <p>Where the real service's behaviour is unknown, the Javadoc of the class that serves an endpoint names the
 * sandbox's choice; no client may depend on it.
 */
public final class Sandbox implements AutoCloseable {

    private static final ThreadFactory DAEMONS = task -> {
        Thread thread = new Thread(task, "sandbox");
        thread.setDaemon(true);
        return thread;
    };

    static {
        // Without it the JDK's server and the kernel wait for each other, 40 ms an answer.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        // Beyond the usual 200 the server would hang up on idle clients, a fault that no test has asked for.
        System.setProperty("sun.net.httpserver.maxIdleConnections", "2000");
    }

    private final SandboxAccount account;
    private final Clock clock;
    private final Consumer<String> narrator;
    private final RequestLog log = new RequestLog();
    private final Faults faults = new Faults();
    private final Tokens tokens;
    private final WebhookKeys webhookKeys = new WebhookKeys();
    private final Webhooks webhooks;
    private final Streams streams;
    private final ViewersApi viewersApi;
    private final Map<Endpoint, Function<SeenRequest, Answer>> apis = new EnumMap<>(Endpoint.class);
    // Unbounded, since any number of requests may be held at the same time.
    private final ExecutorService executor = Executors.newCachedThreadPool(DAEMONS);
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(DAEMONS);
    private final HttpServer server;
    private final FrontDoor door;

    private Sandbox(Builder builder) throws IOException {
        account = builder.account;
        clock = builder.clock;
        narrator = builder.narrator;
        tokens = new Tokens(clock);
        webhooks = new Webhooks(account, webhookKeys, clock, scheduler, executor);
        streams = new Streams(account, clock, scheduler, webhooks);
        streams.liveAfter(builder.liveAfter);
        StreamApi streamApi = new StreamApi(account, tokens, streams);
        apis.put(Endpoint.TOKEN, new TokenApi(account, tokens)::issue);
        apis.put(Endpoint.START, streamApi::start);
        apis.put(Endpoint.STOP, streamApi::stop);
        MonitorApi monitorApi = new MonitorApi(tokens, streams, webhooks);
        apis.put(Endpoint.EVENTS, monitorApi::events);
        apis.put(Endpoint.CONFERENCE, monitorApi::conference);
        apis.put(Endpoint.WEBHOOK_KEYS, webhookKeys::publish);
        viewersApi = new ViewersApi(account, streams);
        apis.put(Endpoint.VIEWERS, viewersApi::summary);

        server = HttpServer.create(new InetSocketAddress(FrontDoor.HOST, 0), 1024);
        server.createContext("/", this::serve);
        server.setExecutor(executor);
        server.start();
        try {
            door = new FrontDoor(builder.port, server.getAddress().getPort(), executor);
        } catch (IOException e) {
            server.stop(0);
            throw e;
        }
    }

    /** Starts a sandbox with an account of its own on a free port. */
    public static Sandbox start() {
        return builder().start();
    }

    /** Starts a sandbox with an account of its own on the port; 0 means a free one. */
    public static Sandbox start(int port) {
        return builder().port(port).start();
    }

    /** For a sandbox that differs from the usual. */
    public static Builder builder() {
        return new Builder();
    }

    /** The base URL of all its services, authentication and communications alike, without a slash at the end. */
    public URI url() {
        return URI.create("http://" + FrontDoor.HOST + ":" + door.port());
    }

    /** The account it knows. */
    public SandboxAccount account() {
        return account;
    }

    /** Closes all connections; returns once all of its threads are done, or nearly all should one be stubborn. */
    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            server.stop(0);
            scheduler.shutdownNow();
            executor.shutdownNow();
        }
        try {
            executor.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The events that it sends. */
    public Webhooks webhooks() {
        return webhooks;
    }

    /** The keys that it signs events with. */
    public WebhookKeys webhookKeys() {
        return webhookKeys;
    }

    /** The truth about the stream of a conference; off for an unknown conference. */
    public SandboxStream stream(String conferenceId) {
        return streams.stream(conferenceId);
    }

    /** The conferences whose stream is starting or live, that is, which cost money. */
    public List<String> onAir() {
        return streams.onAir();
    }

    /**
     * Waits for a stream to be in the state.
     *
     * @throws AssertionError when it is not in time
     */
    public void awaitStream(String conferenceId, SandboxStream.State state, Duration patience)
            throws InterruptedException {
        streams.await(conferenceId, state, patience);
    }

    /** All requests in the order in which they arrived, those included that a fault befell. */
    public List<SeenRequest> requests() {
        return log.of(Endpoint.ANY);
    }

    /** The requests to one endpoint in the order in which they arrived. */
    public List<SeenRequest> requests(Endpoint endpoint) {
        return log.of(endpoint);
    }

    /**
     * Waits for so many requests to have arrived.
     *
     * @return all requests to the endpoint so far
     * @throws AssertionError when fewer are in time
     */
    public List<SeenRequest> awaitRequests(Endpoint endpoint, int count, Duration patience)
            throws InterruptedException {
        return log.await(endpoint, count, patience);
    }

    /**
     * Everything that must not show up in a log, a page or a file: the account's secrets, also as they look in a
     * {@code Basic} header, and all tokens issued so far.
     */
    public Set<String> secrets() {
        Set<String> secrets = new LinkedHashSet<>();
        secrets.add(account.appSecret());
        secrets.add(account.publishingToken());
        secrets.add(account.apiSecret());
        String basic = account.appKey() + ":" + account.appSecret();
        secrets.add(Base64.getEncoder().encodeToString(basic.getBytes(StandardCharsets.UTF_8)));
        secrets.addAll(tokens.issued());
        secrets.addAll(streams.subscribeTokens());
        return secrets;
    }

    /** Makes one more conference that goes on, and returns its id. */
    public String addConference() {
        return streams.add();
    }

    /** How long streams started from now on take to go live; zero, the default, means at once. */
    public void liveAfter(Duration delay) {
        streams.liveAfter(delay);
    }

    /** Brings a stream that is starting on the air now. */
    public void goLive(String conferenceId) {
        streams.goLive(conferenceId);
    }

    /** Breaks a stream off as the service does when something fails: it is off, and an {@code error} event says why. */
    public void failStream(String conferenceId, String message) {
        streams.breakOff(conferenceId, "error", message);
    }

    /** Stops a stream that nobody asked to be stopped. */
    public void endStream(String conferenceId) {
        streams.breakOff(conferenceId, "stopped", "Real-time Streaming has been stopped");
    }

    /** Ends a conference, and its stream with it. */
    public void endConference(String conferenceId) {
        streams.endConference(conferenceId);
    }

    /** How many watch each live stream from now on; nobody by default. */
    public void viewers(int count) {
        viewersApi.viewers(count);
    }

    /** Makes all tokens issued so far worthless. */
    public void expireTokensNow() {
        tokens.expireAll();
    }

    /** Lets the fault befall the next request to the endpoint; several faults take effect in their order. */
    public void next(Endpoint endpoint, Fault fault) {
        faults.next(endpoint, 1, fault);
    }

    /** Lets the fault befall so many of the next requests to the endpoint. */
    public void next(Endpoint endpoint, int requests, Fault fault) {
        faults.next(endpoint, requests, fault);
    }

    /** Lets the fault befall so many of the next requests to the endpoint that are about the conference. */
    public void next(Endpoint endpoint, String conferenceId, int requests, Fault fault) {
        faults.next(endpoint, conferenceId, requests, fault);
    }

    /** Lets the fault befall all requests to the endpoint, save those for which another one is next. */
    public void always(Endpoint endpoint, Fault fault) {
        faults.always(endpoint, fault);
    }

    /** No faults from now on; requests that are already held stay so until released. */
    public void clearFaults() {
        faults.clear();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            SeenRequest request = SeenRequest.read(exchange, clock.instant());
            Fault fault = faults.take(request);
            log.add(request);
            Answer answer = fault.answer(() -> carryOut(request));
            narrator.accept(request + " -> " + deliver(answer, fault.delivery(), new ServerLine(exchange)));
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private static String deliver(Answer answer, Delivery delivery, ServerLine line) throws InterruptedException {
        try {
            delivery.deliver(answer, line);
            return line.opened ? String.valueOf(answer.status()) : "no answer";
        } catch (IOException hungUp) {
            return answer.status() + ", cut off";
        }
    }

    private Answer carryOut(SeenRequest request) {
        Endpoint endpoint = request.endpoint();
        if (endpoint == Endpoint.OTHER) {
            return Answer.refusal(404, "Not Found", "There is nothing at this path");
        }
        if (!endpoint.method().equals(request.method())) {
            return Answer.refusal(405, "Method Not Allowed", "Only " + endpoint.method() + " is possible here");
        }
        try {
            return apis.get(endpoint).apply(request);
        } catch (Refusal refusal) {
            return refusal.answer();
        } catch (RuntimeException bug) {
            return Answer.refusal(500, "Internal Server Error", "The sandbox is broken: " + bug);
        }
    }

    private final class ServerLine implements Delivery.Line {
        private final HttpExchange exchange;
        private boolean opened;

        private ServerLine(HttpExchange exchange) {
            this.exchange = exchange;
        }

        @Override
        public OutputStream open(Answer answer, long length) throws IOException {
            answer.headers().forEach(exchange.getResponseHeaders()::add);
            // The JDK's server takes 0 for chunks and -1 for no body.
            boolean bodiless = length == 0 || answer.status() == 204 || answer.status() == 304;
            exchange.sendResponseHeaders(answer.status(), bodiless ? -1 : Math.max(length, 0));
            opened = true;
            return bodiless ? OutputStream.nullOutputStream() : exchange.getResponseBody();
        }

        @Override
        public void reset() throws IOException {
            door.reset(exchange.getRemoteAddress().getPort());
        }
    }

    /** Settings of a sandbox. */
    public static final class Builder {
        private SandboxAccount account = SandboxAccount.random();
        private int port;
        private Duration liveAfter = Duration.ZERO;
        private Clock clock = Clock.systemUTC();
        private Consumer<String> narrator = line -> {};

        private Builder() {}

        /** The account; one made up freshly by default. */
        public Builder account(SandboxAccount account) {
            this.account = account;
            return this;
        }

        /** The port; 0, the default, means a free one. */
        public Builder port(int port) {
            this.port = port;
            return this;
        }

        /** How long streams take to go live; zero, the default, means at once. */
        public Builder liveAfter(Duration delay) {
            this.liveAfter = delay;
            return this;
        }

        /** The clock by which tokens expire; the system's by default. */
        public Builder clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        /** Hears of each request in one line without secrets, on the threads that serve; must not block. */
        public Builder narrator(Consumer<String> narrator) {
            this.narrator = narrator;
            return this;
        }

        /**
         * Starts the sandbox.
         *
         * @throws UncheckedIOException when the port is taken
         */
        public Sandbox start() {
            try {
                return new Sandbox(this);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
