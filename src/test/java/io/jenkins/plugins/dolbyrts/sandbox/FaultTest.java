package io.jenkins.plugins.dolbyrts.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.dolbyrts.sandbox.SandboxStream.State;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FaultTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Sandbox sandbox = Sandbox.start();
    private final String conference = sandbox.account().conferenceId();
    private final Caller caller = new Caller(sandbox);

    @AfterEach
    void close() {
        sandbox.close();
    }

    @Test
    void answersInsteadOfCarryingOut() throws Exception {
        String token = caller.token();
        sandbox.next(
                Endpoint.START,
                Fault.status(503).retryAfter(Duration.ofSeconds(7)).json("{\"message\":\"Busy\"}"));

        HttpResponse<String> answer = caller.send(caller.start(conference, token));

        assertEquals(503, answer.statusCode());
        assertEquals("7", answer.headers().firstValue("Retry-After").orElseThrow());
        assertEquals("{\"message\":\"Busy\"}", answer.body());
        assertEquals(0, sandbox.stream(conference).starts());
        assertEquals(200, caller.send(caller.start(conference, token)).statusCode(), "only the next one fails");
    }

    @Test
    void answersWrongAfterCarryingOut() throws Exception {
        String token = caller.token();
        sandbox.next(Endpoint.START, Fault.status(504).html().carriedOut());

        HttpResponse<String> answer = caller.send(caller.start(conference, token));

        assertEquals(504, answer.statusCode());
        assertEquals("text/html", answer.headers().firstValue("Content-Type").orElseThrow());
        assertEquals(State.LIVE, sandbox.stream(conference).state());
    }

    @Test
    void givesDatesAndPlacesToGo() throws Exception {
        sandbox.next(Endpoint.TOKEN, Fault.status(429).retryAfter(Instant.parse("2023-01-02T03:04:05Z")));
        sandbox.next(Endpoint.TOKEN, Fault.redirect(302, "http://127.0.0.1:1/"));

        HttpResponse<String> busy = caller.send(caller.tokenRequest(""));
        HttpResponse<String> moved = caller.send(caller.tokenRequest(""));

        assertEquals(
                "Mon, 2 Jan 2023 03:04:05 GMT",
                busy.headers().firstValue("Retry-After").orElseThrow());
        assertEquals("", busy.body());
        assertEquals(302, moved.statusCode());
        assertEquals(
                "http://127.0.0.1:1/", moved.headers().firstValue("Location").orElseThrow());
    }

    @Test
    void faultsAreForTheirEndpointAndCount() throws Exception {
        sandbox.always(Endpoint.TOKEN, Fault.status(500));
        sandbox.next(Endpoint.TOKEN, 2, Fault.status(502));
        sandbox.next(Endpoint.STOP, Fault.status(418));
        sandbox.next(Endpoint.ANY, Fault.status(503));

        List<Integer> seen = IntStream.range(0, 5).map(i -> status()).boxed().toList();
        assertEquals(List.of(502, 502, 503, 500, 500), seen);

        sandbox.clearFaults();
        assertEquals(200, status());
    }

    @Test
    void hangsUpBeforeOrAfterCarryingOut() throws Exception {
        String token = caller.token();
        sandbox.next(Endpoint.START, Fault.closed());
        assertThrows(IOException.class, () -> caller.send(caller.start(conference, token)));
        assertEquals(0, sandbox.stream(conference).starts());

        sandbox.next(Endpoint.START, Fault.closed().carriedOut());
        assertThrows(IOException.class, () -> caller.send(caller.start(conference, token)));
        assertEquals(1, sandbox.stream(conference).starts());
        assertEquals(2, sandbox.requests(Endpoint.START).size());
    }

    @Test
    void closingIsAnEndAndResettingIsAnError() throws Exception {
        sandbox.next(Endpoint.ANY, Fault.closed());
        try (Socket socket = knock()) {
            assertEquals(-1, socket.getInputStream().read());
        }
        sandbox.next(Endpoint.ANY, Fault.reset());
        try (Socket socket = knock()) {
            assertThrows(SocketException.class, () -> socket.getInputStream().read());
        }
    }

    @Test
    void cutsTheBodyOff() throws Exception {
        sandbox.next(Endpoint.TOKEN, Fault.truth().truncated());

        assertThrows(IOException.class, () -> caller.token());
        assertEquals(2 + 3 + 1, sandbox.secrets().size(), "the token had been issued, and with it one for refreshing");
    }

    @Test
    void dribbles() throws Exception {
        sandbox.next(Endpoint.TOKEN, Fault.truth().dribbled(Duration.ofNanos(1)));

        assertFalse(caller.token().isEmpty());
    }

    @Test
    void sendsHugeBodies() throws Exception {
        sandbox.next(Endpoint.TOKEN, Fault.status(200).huge(2));
        sandbox.next(Endpoint.TOKEN, Fault.status(500).hugeInChunks(2));

        HttpResponse<String> measured = caller.send(caller.tokenRequest(""));
        HttpResponse<String> chunked = caller.send(caller.tokenRequest(""));

        assertTrue(measured.body().length() > 2 << 20);
        assertEquals(
                measured.body().length(),
                measured.headers().firstValueAsLong("Content-Length").orElseThrow());
        assertEquals(measured.body(), chunked.body());
        assertEquals(
                "chunked", chunked.headers().firstValue("Transfer-Encoding").orElseThrow());
        assertTrue(Json.parse(chunked.body()).isPresent());
    }

    @Test
    void stopsSendingOnceTheClientHangsUp() throws Exception {
        CompletableFuture<String> served = new CompletableFuture<>();
        try (Sandbox talkative = Sandbox.builder().narrator(served::complete).start()) {
            talkative.next(Endpoint.ANY, Fault.status(200).huge(100_000));
            try (Socket socket = knock(talkative);
                    InputStream in = socket.getInputStream()) {
                assertEquals(1000, in.readNBytes(1000).length);
            }
            assertEquals("GET / -> 200, cut off", served.get(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void holdsUntilReleased() throws Exception {
        String token = caller.token();
        Fault hold = Fault.hold();
        sandbox.next(Endpoint.START, hold);
        CompletableFuture<HttpResponse<String>> answer = caller.sendAsync(caller.start(conference, token));
        hold.awaitArrived(PATIENCE);
        assertEquals(0, sandbox.stream(conference).starts());
        assertFalse(answer.isDone());

        hold.release();
        assertEquals(200, answer.get(30, TimeUnit.SECONDS).statusCode());
        assertEquals(1, sandbox.stream(conference).starts());

        Fault holdAnswer = Fault.holdAnswer();
        sandbox.next(Endpoint.STOP, holdAnswer);
        answer = caller.sendAsync(caller.stop(conference, token));
        holdAnswer.awaitArrived(PATIENCE);
        assertEquals(1, sandbox.stream(conference).stops());
        assertFalse(answer.isDone());
        holdAnswer.release();
        assertEquals(200, answer.get(30, TimeUnit.SECONDS).statusCode());
    }

    @Test
    void servesHundredsAtTheSameTime() throws Exception {
        Fault hold = Fault.hold();
        sandbox.always(Endpoint.TOKEN, hold);
        List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, 250)
                .mapToObj(i -> caller.sendAsync(caller.tokenRequest("grant_type=client_credentials")))
                .toList();
        hold.awaitArrived(250, PATIENCE);
        hold.release();
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertEquals(200, answer.get(30, TimeUnit.SECONDS).statusCode());
        }
    }

    @Test
    void delays() throws Exception {
        sandbox.next(Endpoint.TOKEN, Fault.delay(Duration.ofMillis(30)));
        sandbox.next(Endpoint.TOKEN, Fault.delayAnswer(Duration.ofMillis(30)));
        long start = System.nanoTime();

        assertFalse(caller.token().isEmpty());
        assertFalse(caller.token().isEmpty());

        assertTrue(System.nanoTime() - start >= 60_000_000);
    }

    @Test
    void closingTheSandboxEndsWhatItHolds() throws Exception {
        Fault hold = Fault.hold();
        sandbox.next(Endpoint.TOKEN, hold);
        CompletableFuture<HttpResponse<String>> answer = caller.sendAsync(caller.tokenRequest(""));
        hold.awaitArrived(PATIENCE);

        sandbox.close();

        assertThrows(Exception.class, () -> answer.get(30, TimeUnit.SECONDS));
    }

    private Socket knock() throws IOException {
        return knock(sandbox);
    }

    private static Socket knock(Sandbox sandbox) throws IOException {
        Socket socket = new Socket(sandbox.url().getHost(), sandbox.url().getPort());
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: sandbox\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private int status() {
        try {
            return caller.send(caller.tokenRequest("grant_type=client_credentials"))
                    .statusCode();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
