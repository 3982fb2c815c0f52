package io.jenkins.plugins.dolbyrts.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.dolbyrts.event.StatusEvent.Status;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class StatusEventTest {

    private static final Instant AT = Instant.parse("2024-05-17T09:30:00Z");
    private static final String CONFERENCE = "6b1e4c1e-1f6f-4a52-9d0e-3c2b7a5d8e90";
    /** All that a current event holds, with the trailing comma of the vendor's documentation. */
    private static final String FULL = """
            {
              "eventType": "Stream.Rts.Status.Updated",
              "conference": {
                "confId": "6b1e4c1e-1f6f-4a52-9d0e-3c2b7a5d8e90",
                "confAlias": "town hall",
              },
              "thirdPartyId": "app-key==",
              "region": "us",
              "streamName": "stream-1",
              "subscribeToken": "s3cr3t-t0k3n",
              "streamAccountID": "acc123",
              "viewerURL": "https://viewer.millicast.com?streamId=acc123/stream-1&token=s3cr3t-t0k3n",
              "status": "in_progress",
              "message": "Real-time Streaming has been started successfully",
              "layoutUrl": "default",
              "width": 1920,
            }
            """;
    /** All that the oldest events hold. */
    private static final String SPARSE = "{\"eventType\":\"Stream.Rts.StatusUpdated\",\"conference\":{\"confId\":\""
            + CONFERENCE + "\"},\"status\":\"stopped\"}";

    @Test
    void fullEventIsRead() {
        assertEquals(
                new StatusEvent(
                        CONFERENCE,
                        "stream-1",
                        Status.IN_PROGRESS,
                        "Real-time Streaming has been started successfully",
                        "https://viewer.millicast.com?streamId=acc123/stream-1",
                        "acc123",
                        AT),
                StatusEvent.read(FULL, AT));
    }

    @Test
    void sparseEventIsRead() {
        assertEquals(
                new StatusEvent(CONFERENCE, null, Status.STOPPED, null, null, null, AT), StatusEvent.read(SPARSE, AT));
    }

    @ParameterizedTest
    @CsvSource({
        "Stream.Rts.Status.Updated, true",
        "Stream.Rts.StatusUpdated,  true",
        "STREAM.RTS.STATUS.UPDATED, true",
        "stream.rts.statusUpdated,  true",
        "Stream.Rtmp.Status.Updated, false",
        "Stream.Rts.Status,          false",
        "Recording.Live,             false"
    })
    void bothNamesOfTheEventAreKnown(String name, boolean known) {
        assertEquals(known, StatusEvent.read(SPARSE.replace("Stream.Rts.StatusUpdated", name), AT) != null);
    }

    @ParameterizedTest
    @CsvSource({
        "in_progress, IN_PROGRESS",
        "IN_PROGRESS, IN_PROGRESS",
        "' Stopped ', STOPPED",
        "error,       ERROR",
        "paused,",
        "in progress,",
        "live,",
        "'',"
    })
    void unknownStatusIsNoEvent(String name, Status status) {
        StatusEvent event = StatusEvent.read(SPARSE.replace("stopped", name), AT);

        assertEquals(status, event == null ? null : event.status());
    }

    @Test
    void namesOfFieldsComeInAnyLetterCase() {
        String json = FULL.replace("conference\"", "Conference\"")
                .replace("confId", "CONFID")
                .replace("eventType", "EventType")
                .replace("status\"", "Status\"")
                .replace("viewerURL", "viewerurl")
                .replace("streamAccountID", "streamAccountId")
                .replace("subscribeToken", "SubscribeToken");

        assertEquals(StatusEvent.read(FULL, AT), StatusEvent.read(json, AT));
    }

    @Test
    void conferenceIdIsInLowerCase() {
        assertEquals(
                CONFERENCE,
                StatusEvent.read(SPARSE.replace(CONFERENCE, "6B1E4C1E-1F6F-4A52-9D0E-3C2B7A5D8E90"), AT)
                        .conferenceId());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\"town hall\"",
                "\"6b1e4c1e1f6f4a529d0e3c2b7a5d8e90\"",
                "\"../6b1e4c1e-1f6f-4a52-9d0e-3c2b7a5d8e90\"",
                "null",
                "5",
                "[\"6b1e4c1e-1f6f-4a52-9d0e-3c2b7a5d8e90\"]",
                "{\"id\":\"6b1e4c1e-1f6f-4a52-9d0e-3c2b7a5d8e90\"}"
            })
    void withoutAConferenceThereIsNoEvent(String id) {
        assertNull(StatusEvent.read(SPARSE.replace("\"" + CONFERENCE + "\"", id), AT));
        assertNull(StatusEvent.read(SPARSE.replace("{\"confId\":\"" + CONFERENCE + "\"}", id), AT));
        assertNull(StatusEvent.read(SPARSE.replace("conference", "meeting"), AT));
    }

    @Test
    void tokensStandNowhere() {
        String json = FULL.replace("\"stream-1\"", "\"s3cr3t-t0k3n\"")
                .replace("acc123\",", "x s3cr3t-t0k3n\",")
                .replace("token=s3cr3t-t0k3n", "lang=en&viewerToken=an%2Fother&token=third")
                .replace(
                        "Real-time Streaming has been started successfully",
                        "watch https://x.example/?token=fourth with s3cr3t-t0k3n or an%2Fother or an/other or third");

        StatusEvent event = StatusEvent.read(json, AT);

        assertEquals("watch https://x.example/?token=**** with **** or **** or **** or ****", event.message());
        assertEquals("https://viewer.millicast.com?streamId=acc123/stream-1&lang=en", event.viewerUrl());
        assertEquals("****", event.streamName());
        assertEquals("x ****", event.streamAccountId());
    }

    @Test
    void viewerUrlThatHoldsATokenElsewhereIsNotShown() {
        assertNull(StatusEvent.read(FULL.replace("streamId=acc123", "streamId=s3cr3t-t0k3n"), AT)
                .viewerUrl());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "viewer",
                "javascript:alert(1)",
                "ftp://viewer.example/",
                "https:///no-host",
                "https://viewer.example/%zz",
                "https://viewer.example/ <b>"
            })
    void viewerUrlThatIsNoWebAddressIsNotShown(String url) {
        assertNull(StatusEvent.read(FULL.replaceFirst("https://viewer[^\"]*", url), AT)
                .viewerUrl());
    }

    @Test
    void messageIsOneShortLine() {
        String json = FULL.replace(
                "has been started",
                "\\u001b[31mred\\r\\nFinished: SUCCESS\\u2028\\u202eodd\\u0000 " + "\uD83C\uDFA5".repeat(400));

        String message = StatusEvent.read(json, AT).message();

        assertTrue(message.startsWith("Real-time Streaming [31mred Finished: SUCCESS odd \uD83C\uDFA5"), message);
        assertTrue(message.length() <= 300, message);
        assertTrue(message.endsWith("\uD83C\uDFA5…"), message);
    }

    @Test
    void blankTextsAreNone() {
        String json = FULL.replace("Real-time Streaming has been started successfully", " \\n\\u200b ")
                .replace("\"stream-1\"", "\"\"")
                .replace("\"acc123\"", "null");

        StatusEvent event = StatusEvent.read(json, AT);

        assertNull(event.message());
        assertNull(event.streamName());
        assertNull(event.streamAccountId());
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "null",
                "1",
                "\"x\"",
                "[]",
                "{}",
                "{",
                "{,}",
                "[[[",
                "{\"eventType\":{}}",
                "<html>",
                "\uFEFF{}",
                "\u0000"
            })
    void whatIsNoEventIsNone(String json) {
        assertNull(StatusEvent.read(json, AT));
    }

    @Test
    void noBytesAreNoEvent() {
        assertNull(StatusEvent.read((byte[]) null, AT));
        assertNull(StatusEvent.read(new byte[] {0, 0, 0, '{', 0x7f, 0x7f, 0x7f, 0x7f}, AT));
        assertNull(StatusEvent.read(new byte[] {(byte) 0xff, (byte) 0xfe, 'x'}, AT));
    }

    @Test
    void monstersDoNoHarm() {
        assertNull(StatusEvent.read("[".repeat(1_000_000), AT));
        assertNull(StatusEvent.read("{\"a\":".repeat(1_000_000), AT));
        assertNull(StatusEvent.read(
                SPARSE.replace("{\"eventType", "{\"deep\":" + "[".repeat(5000) + "]".repeat(5000) + ",\"eventType"),
                AT));
        assertNull(StatusEvent.read(SPARSE.replace("\"stopped\"", "9".repeat(60_000)), AT));
        assertNull(StatusEvent.read(SPARSE.replace("\"stopped\"", "1e999999999"), AT));
        assertNotNull(StatusEvent.read(
                SPARSE.replace("{\"eventType", "{\"deep\":" + "[".repeat(500) + "]".repeat(500) + ",\"eventType"), AT));
        assertNotNull(StatusEvent.read(SPARSE.replace("{\"eventType", "{\"message\":1e99999,\"eventType"), AT));
    }

    @Test
    void tenThousandRandomAndMutatedBodiesThrowNothing() {
        Random random = new Random(20240517);
        byte[] full = FULL.getBytes(StandardCharsets.UTF_8);
        int read = 0;
        for (int i = 0; i < 10_000; i++) {
            byte[] body;
            if (i % 4 == 0) {
                body = new byte[random.nextInt(300)];
                random.nextBytes(body);
            } else {
                body = full.clone();
                for (int change = random.nextInt(8); change >= 0; change--) {
                    body[random.nextInt(body.length)] = i % 4 == 1
                            ? (byte) random.nextInt(256)
                            : (byte) "{}[]\",:\\ 0e-u\n".charAt(random.nextInt(14));
                }
                body = i % 4 == 3 ? Arrays.copyOf(body, random.nextInt(body.length + 20)) : body;
            }
            StatusEvent event = StatusEvent.read(body, AT);
            if (event != null) {
                read++;
                assertEquals(36, event.conferenceId().length());
                assertNotNull(event.status());
                assertFalse(event.message() != null && event.message().length() > 300);
            }
        }
        assertTrue(read > 100, "some changes do not matter, but only " + read + " were read");
    }
}
