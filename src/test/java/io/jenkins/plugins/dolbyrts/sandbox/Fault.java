package io.jenkins.plugins.dolbyrts.sandbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What goes wrong with a request, or just takes long.
 *
 * <p>Two kinds: a fault <em>instead</em> of the request, which then has no effect ({@link #status}, {@link #closed},
 * {@link #reset}, {@link #redirect}), and one <em>after</em> it was carried out ({@link #truth} and what builds on it,
 * or any of the first kind with {@link #carriedOut}). Set one up completely before handing it to a sandbox.
 */
public final class Fault {

    private final Map<String, String> headers = new LinkedHashMap<>();
    private boolean carriedOut;
    private Integer status;
    private byte[] body = {};
    private Pause before = Pause.NONE;
    private Pause after = Pause.NONE;
    private Delivery delivery = Delivery.WHOLE;
    private Hold hold;

    private Fault() {}

    /** Answers with this status and an empty body, instead of carrying the request out. */
    public static Fault status(int status) {
        Fault fault = new Fault();
        fault.status = status;
        return fault;
    }

    /** Sends the client elsewhere, instead of carrying the request out. */
    public static Fault redirect(int status, String location) {
        return status(status).header("Location", location);
    }

    /** Closes the connection without a byte of an answer, instead of carrying the request out. */
    public static Fault closed() {
        Fault fault = new Fault();
        fault.delivery = Delivery.CLOSED;
        return fault;
    }

    /** Resets the connection (TCP RST), instead of carrying the request out. */
    public static Fault reset() {
        Fault fault = new Fault();
        fault.delivery = Delivery.RESET;
        return fault;
    }

    /** No fault yet: the request is carried out and truly answered; for adding a delay or a way of delivery. */
    public static Fault truth() {
        return new Fault().carriedOut();
    }

    /** Lets this time pass, then carries the request out. */
    public static Fault delay(Duration delay) {
        Fault fault = truth();
        fault.before = Pause.of(delay);
        return fault;
    }

    /** Carries the request out at once, but lets this time pass before the answer. */
    public static Fault delayAnswer(Duration delay) {
        Fault fault = truth();
        fault.after = Pause.of(delay);
        return fault;
    }

    /** Holds the request until {@link #release}, then carries it out. */
    public static Fault hold() {
        Fault fault = truth();
        fault.hold = new Hold();
        fault.before = fault.hold;
        return fault;
    }

    /** Carries the request out at once, but holds the answer until {@link #release}. */
    public static Fault holdAnswer() {
        Fault fault = truth();
        fault.hold = new Hold();
        fault.after = fault.hold;
        return fault;
    }

    /** Carries the request out before the fault: the effect happened, though the client does not hear of it. */
    public Fault carriedOut() {
        carriedOut = true;
        return this;
    }

    /** Adds a header to the answer. */
    public Fault header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** Adds {@code Retry-After} in seconds. */
    public Fault retryAfter(Duration delay) {
        return header("Retry-After", String.valueOf(delay.toSeconds()));
    }

    /** Adds {@code Retry-After} as a date, which is exact to the second. */
    public Fault retryAfter(Instant date) {
        return header("Retry-After", DateTimeFormatter.RFC_1123_DATE_TIME.format(date.atOffset(ZoneOffset.UTC)));
    }

    /** Answers with this body; {@link #status} has to be set. */
    public Fault body(String contentType, String text) {
        body = text.getBytes(StandardCharsets.UTF_8);
        return header("Content-Type", contentType);
    }

    /** Answers with this JSON, which need not be valid; {@link #status} has to be set. */
    public Fault json(String json) {
        return body("application/json", json);
    }

    /** Answers with a web page, as gateways do; {@link #status} has to be set. */
    public Fault html() {
        return body("text/html", "<!DOCTYPE html><html><body><h1>Something is wrong</h1></body></html>");
    }

    /** Announces more of the body than is sent, then closes the connection. */
    public Fault truncated() {
        delivery = Delivery.TRUNCATED;
        return this;
    }

    /** Sends the body byte by byte with this pause before each. */
    public Fault dribbled(Duration pause) {
        delivery = Delivery.dribbled(Pause.of(pause));
        return this;
    }

    /** Sends JSON of this many megabytes in place of the body, of announced length, as long as the client listens. */
    public Fault huge(int megabytes) {
        delivery = Delivery.huge(megabytes, false);
        return this;
    }

    /** Like {@link #huge}, in chunks of a length that is not announced. */
    public Fault hugeInChunks(int megabytes) {
        delivery = Delivery.huge(megabytes, true);
        return this;
    }

    /**
     * Waits for a request to be held by this fault.
     *
     * @throws AssertionError when none is in time
     */
    public void awaitArrived(Duration patience) throws InterruptedException {
        awaitArrived(1, patience);
    }

    /**
     * Waits for so many requests to have been held by this fault.
     *
     * @throws AssertionError when fewer are in time
     */
    public void awaitArrived(int count, Duration patience) throws InterruptedException {
        heldBy().await(count, patience);
    }

    /** Lets all requests held by this fault go on, and those yet to come pass. */
    public void release() {
        heldBy().released.countDown();
    }

    private Hold heldBy() {
        if (hold == null) {
            throw new IllegalStateException("This fault does not hold requests");
        }
        return hold;
    }

    /** The answer after all pauses, with the request carried out or not. */
    Answer answer(Supplier<Answer> carryOut) throws InterruptedException {
        before.pass();
        Answer answer = carriedOut ? carryOut.get() : new Answer(200, Map.of(), body);
        after.pass();
        if (status != null) {
            return new Answer(status, headers, body);
        }
        Map<String, String> all = new LinkedHashMap<>(answer.headers());
        all.putAll(headers);
        return new Answer(answer.status(), all, answer.body());
    }

    Delivery delivery() {
        return delivery;
    }

    /** Lets time pass. */
    interface Pause {
        Pause NONE = () -> {};

        static Pause of(Duration duration) {
            return () -> TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        }

        void pass() throws InterruptedException;
    }

    private static final class Hold implements Pause {
        private final CountDownLatch released = new CountDownLatch(1);
        private int arrived;

        @Override
        public void pass() throws InterruptedException {
            synchronized (this) {
                arrived++;
                notifyAll();
            }
            released.await();
        }

        synchronized void await(int count, Duration patience) throws InterruptedException {
            Waiting.until(this, () -> arrived >= count, patience, () -> count + " to hold, " + arrived + " arrived");
        }
    }
}
