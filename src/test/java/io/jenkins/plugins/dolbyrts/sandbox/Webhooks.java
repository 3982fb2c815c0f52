package io.jenkins.plugins.dolbyrts.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Tells the world what becomes of streams: each event is recorded for the monitor API and sent, signed, to whoever is
 * registered; in order and once, unless told otherwise.
 */
public final class Webhooks implements Streams.Listener {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final SandboxAccount account;
    private final WebhookKeys keys;
    private final Clock clock;
    private final ScheduledExecutorService scheduler;
    private final HttpClient http;

    private final List<String> events = new ArrayList<>();
    private final List<SentEvent> sent = new ArrayList<>();
    private final Deque<Course> courses = new ArrayDeque<>();
    private final Map<String, Course> coursesOf = new HashMap<>();
    private final List<Runnable> held = new ArrayList<>();
    private List<URI> targets = List.of();
    private String eventType = "Stream.Rts.Status.Updated";
    private int finished;
    private CompletableFuture<?> last = CompletableFuture.completedFuture(null);

    Webhooks(
            SandboxAccount account,
            WebhookKeys keys,
            Clock clock,
            ScheduledExecutorService scheduler,
            Executor executor) {
        this.account = account;
        this.keys = keys;
        this.clock = clock;
        this.scheduler = scheduler;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .executor(executor)
                .build();
    }

    /** Sends events to these addresses from now on; to none by default. */
    public synchronized void targets(URI... urls) {
        targets = List.of(urls);
    }

    /** Names events differently from now on; sources disagree about the name. */
    public synchronized void eventType(String name) {
        eventType = name;
    }

    /** Loses all events of a conference on the way. */
    public synchronized void lose(String conferenceId) {
        coursesOf.put(conferenceId, post -> {});
    }

    /** Sends all events of a conference twice. */
    public synchronized void duplicate(String conferenceId) {
        coursesOf.put(conferenceId, this::twice);
    }

    /** Sends all events of a conference late. */
    public synchronized void delay(String conferenceId, Duration delay) {
        coursesOf.put(conferenceId, late(delay));
    }

    /** Loses so many of the next events on the way; the monitor API lists them nevertheless. */
    public synchronized void loseNext(int events) {
        plan(events, post -> {});
    }

    /** Sends so many of the next events twice. */
    public synchronized void duplicateNext(int events) {
        plan(events, this::twice);
    }

    /** Sends so many of the next events late. */
    public synchronized void delayNext(int events, Duration delay) {
        plan(events, late(delay));
    }

    /** Keeps so many of the next events back until {@link #releaseHeld}, so that later ones overtake them. */
    public synchronized void holdNext(int events) {
        plan(events, held::add);
    }

    /** Sends the events that were kept back. */
    public synchronized void releaseHeld() {
        held.forEach(Runnable::run);
        held.clear();
    }

    /** The JSON of all events so far, whether or not they were sent or arrived. */
    public synchronized List<String> events() {
        return List.copyOf(events);
    }

    /**
     * Waits for so many deliveries to be over: answered or failed, each copy and each target counted.
     *
     * @throws AssertionError when fewer are in time
     */
    public synchronized void awaitDeliveries(int count, Duration patience) throws InterruptedException {
        Waiting.until(
                this, () -> finished >= count, patience, () -> count + " deliveries awaited, " + finished + " over");
    }

    @Override
    public synchronized void statusUpdated(Broadcast broadcast, String status, String message) {
        String json = event(broadcast, status, message).toString();
        events.add(json);
        Course course = coursesOf.get(broadcast.conferenceId());
        if (course == null) {
            course = courses.isEmpty() ? Runnable::run : courses.remove();
        }
        if (targets.isEmpty()) {
            record(broadcast, json, "");
        }
        for (URI target : targets) {
            SentEvent event = record(broadcast, json, target.toString());
            course.take(() -> post(event));
        }
    }

    private void twice(Runnable post) {
        post.run();
        post.run();
    }

    private Course late(Duration delay) {
        return post -> scheduler.schedule(post, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    synchronized List<SentEvent> sent() {
        return List.copyOf(sent);
    }

    private void plan(int events, Course course) {
        for (int i = 0; i < events; i++) {
            courses.add(course);
        }
    }

    private ObjectNode event(Broadcast broadcast, String status, String message) {
        ObjectNode event = Json.object().put("eventType", eventType);
        event.putObject("conference").put("confId", broadcast.conferenceId()).put("confAlias", "sandbox");
        event.put("thirdPartyId", account.appKey())
                .put("region", "us")
                .put("streamName", broadcast.streamName())
                .put("streamAccountID", account.streamAccountId())
                .put("viewerURL", broadcast.viewerUrl())
                .put("status", status)
                .put("message", message);
        if (broadcast.subscribeToken() != null) {
            event.put("subscribeToken", broadcast.subscribeToken());
        }
        for (String field : List.of("layoutUrl", "layoutName", "mixId", "width", "height")) {
            if (broadcast.asked().has(field)) {
                event.set(field, broadcast.asked().get(field));
            }
        }
        return event;
    }

    private SentEvent record(Broadcast broadcast, String json, String url) {
        SentEvent event = new SentEvent(
                UUID.randomUUID().toString(), broadcast.conferenceId(), eventType, clock.millis(), json, url);
        sent.add(event);
        return event;
    }

    private synchronized void post(SentEvent event) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(event.url()))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header("Dolby-Signature", keys.sign(event.json(), clock.instant()))
                .POST(BodyPublishers.ofString(event.json()))
                .build();
        // One after the other, since requests at the same time could overtake each other.
        last = last.thenCompose(previous -> http.sendAsync(request, BodyHandlers.discarding()))
                .handle((answer, failure) -> {
                    if (answer != null) {
                        event.answered(answer.statusCode(), answer.headers().map());
                    }
                    over();
                    return null;
                });
    }

    private synchronized void over() {
        finished++;
        notifyAll();
    }

    /** What happens to an event between here and there. */
    private interface Course {
        void take(Runnable post);
    }
}
