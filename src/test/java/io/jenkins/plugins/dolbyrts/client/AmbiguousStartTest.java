package io.jenkins.plugins.dolbyrts.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.dolbyrts.client.DolbyException.Kind;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Starts that were sent and not answered, so that nobody knows whether they worked. */
class AmbiguousStartTest {

    @AutoClose
    private final WireServer server = WireServer.start();

    @AutoClose
    private final Rig rig = new Rig(server);

    static Stream<Named<Reply>> noUsableAnswer() {
        return Stream.of(
                Named.of("reset", Reply.reset()),
                Named.of("closed", Reply.closed()),
                Named.of("silent until the response time-out", Reply.silence()),
                Named.of("closed within the head", Reply.raw("HTTP/1.1 200 OK\r\nContent-Le")),
                Named.of("closed within the body", Reply.raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"str")),
                Named.of(
                        "closed within a chunk",
                        Reply.raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{")),
                Named.of("not HTTP", Reply.raw("SSH-2.0-OpenSSH_9.2\r\n")),
                Named.of("500", Reply.empty(500)),
                Named.of("502", Reply.html(502)),
                Named.of("504", Reply.empty(504)));
    }

    @ParameterizedTest
    @MethodSource("noUsableAnswer")
    void startIsRepeated(Reply reply) throws Exception {
        rig.response(Duration.ofSeconds(3));
        server.calls(reply);

        StartAnswer answer = rig.start();

        assertNull(answer.assumption());
        assertEquals(2, server.calls().size());
        assertEquals(server.calls().get(0).body(), server.calls().get(1).body());
        assertEquals(1, rig.retries.size());
    }

    @ParameterizedTest
    @MethodSource("noUsableAnswer")
    void stopIsRepeated(Reply reply) throws Exception {
        rig.response(Duration.ofSeconds(3));
        server.calls(reply);

        rig.stop();

        assertEquals(2, server.calls().size());
        assertEquals(1, rig.retries.size());
    }

    @ParameterizedTest
    @MethodSource("noUsableAnswer")
    void repeatThatIsAnsweredWithAConflictMeansThatTheFirstTryWorked(Reply reply) throws Exception {
        rig.response(Duration.ofSeconds(3));
        server.calls(reply, Reply.json(409, "{\"error\":\"Conflict\",\"message\":\"one stream per conference\"}"));

        StartAnswer answer = rig.start();

        assertEquals(
                server.name() + " refused the start with HTTP 409 (Conflict: one stream per conference): a conference"
                        + " has one stream at a time: stop the one that is on air first",
                answer.assumption());
        assertEquals(2, server.calls().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The stream is already started",
                "RTS already in progress",
                "Streaming has ALREADY been started",
                "Conference is already streaming"
            })
    void repeatThatIsAnsweredAlreadyStartedMeansThatTheFirstTryWorked(String message) throws Exception {
        server.calls(Reply.reset(), Reply.json(400, "{\"message\":\"" + message + "\"}"));

        assertTrue(rig.start().assumption().contains(message));
    }

    @Test
    void lostAnswerIsRememberedOverATryThatHadNoEffect() throws Exception {
        server.calls(Reply.reset(), Reply.empty(503), Reply.empty(409));

        assertTrue(rig.start().assumption().contains("HTTP 409"));
    }

    @Test
    void conflictAtTheFirstTryIsAnError() {
        server.calls(Reply.empty(409));

        DolbyException e = rig.startFails();

        assertEquals(Kind.ALREADY_STARTED, e.kind());
        assertFalse(e.isEffectUnknown());
        assertEquals(1, server.calls().size());
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void conflictAfterATryThatHadNoEffectIsAnError(int status) {
        server.calls(Reply.empty(status), Reply.empty(409));

        assertEquals(Kind.ALREADY_STARTED, rig.startFails().kind());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 410})
    void conferenceThatHasAlreadyEndedIsNoStartedStream(int status) {
        server.calls(Reply.reset(), Reply.json(status, "{\"message\":\"The conference has already ended\"}"));

        DolbyException e = rig.startFails();

        assertEquals(status == 400 ? Kind.REQUEST_REFUSED : Kind.CONFERENCE_NOT_FOUND, e.kind());
    }

    @Test
    void failureAfterALostAnswerLeavesOpenWhetherTheStreamIsOnAir() {
        server.calls(Reply.reset(), Reply.empty(404));

        DolbyException e = rig.startFails();

        assertEquals(Kind.CONFERENCE_NOT_FOUND, e.kind());
        assertTrue(e.isEffectUnknown());
    }

    @Test
    void failureOfAllTriesLeavesOpenWhetherTheStreamIsOnAir() {
        server.calls(Reply.reset(), Reply.reset(), Reply.empty(503), Reply.empty(503));

        DolbyException e = rig.startFails();

        assertEquals(Kind.SERVER_FAULT, e.kind());
        assertTrue(e.isEffectUnknown());
    }

    @Test
    void failureWithoutALostAnswerIsCertain() {
        server.calls(Reply.empty(503), Reply.empty(404));

        assertFalse(rig.startFails().isEffectUnknown());
    }

    @Test
    void conflictMeansStartedIfAnEarlierOperationMayHaveStartedIt() throws Exception {
        server.calls(Reply.empty(409));

        StartAnswer answer = rig.client.start(rig.operation(), Rig.v2(), true);

        assertTrue(answer.assumption().contains("HTTP 409"));
        assertEquals(1, server.calls().size());
    }

    @Test
    void failureLeavesOpenWhatAnEarlierOperationDid() {
        server.tokens(Reply.empty(401));

        DolbyException e = assertThrows(DolbyException.class, () -> rig.client.start(rig.operation(), Rig.v2(), true));

        assertEquals(Kind.CREDENTIALS_REFUSED, e.kind());
        assertTrue(e.isEffectUnknown());
    }

    @Test
    void plainSuccessNeedsNoAssumptionWhateverAnEarlierOperationDid() throws Exception {
        assertNull(rig.client.start(rig.operation(), Rig.v2(), true).assumption());
    }
}
