package io.jenkins.plugins.dolbyrts.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.dolbyrts.client.DolbyException.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodySizeTest {

    private static final int MIB = 1 << 20;

    @AutoClose
    private final WireServer server = WireServer.start();

    @AutoClose
    private final Rig rig = new Rig(server).tries(1);

    @ParameterizedTest
    @CsvSource({"200, false", "200, true", "400, false", "400, true"})
    void atMostOneMebibyteOfAHugeBodyIsRead(int status, boolean chunked) throws Exception {
        Huge huge = new Huge(status, chunked);
        server.calls(huge);

        DolbyException e = rig.startFails();

        assertEquals(status == 200 ? Kind.NOT_UNDERSTOOD : Kind.REQUEST_REFUSED, e.kind());
        assertTrue(e.getMessage().length() < 600, e.getMessage());
        // what was read and what the buffers of two sockets hold, a small part of the whole
        assertTrue(huge.sent() < Huge.WHOLE / 4, huge.sent() + " bytes were taken");
    }

    @ParameterizedTest
    @ValueSource(ints = {MIB - 1, MIB})
    void bodyOfUpToAMebibyteIsReadWhole(int length) throws Exception {
        String json = "{\"streamName\":\"whole\",\"padding\":\"\"}";
        String padded = json.replace("\"\"", "\"" + "x".repeat(length - json.length()) + "\"");
        server.calls(Reply.json(200, padded), Reply.json(200, padded));

        assertEquals("whole", rig.start().streamName());
        assertEquals("whole", rig.start().streamName());
        assertEquals(2, server.calls().size());
    }

    /** A hundred mebibytes of JSON, for as long as the client takes them. */
    private static final class Huge implements Reply {

        static final long WHOLE = 100L * MIB;

        private final int status;
        private final boolean chunked;
        private final AtomicLong sent = new AtomicLong();
        private final CountDownLatch ended = new CountDownLatch(1);

        Huge(int status, boolean chunked) {
            this.status = status;
            this.chunked = chunked;
        }

        @Override
        public void send(Socket connection) throws IOException {
            byte[] block = new byte[1 << 16];
            Arrays.fill(block, (byte) 'x');
            String length = chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + WHOLE;
            try {
                OutputStream out = connection.getOutputStream();
                out.write(ascii("HTTP/1.1 " + status + " Huge\r\nContent-Type: application/json\r\n" + length
                        + "\r\n\r\n" + (chunked ? Long.toHexString(WHOLE) + "\r\n" : "") + "{\"message\":\""));
                while (sent.get() < WHOLE) {
                    out.write(block);
                    sent.addAndGet(block.length);
                }
            } finally {
                ended.countDown();
            }
        }

        long sent() throws InterruptedException {
            assertTrue(ended.await(20, TimeUnit.SECONDS), "the server is still sending");
            return sent.get();
        }

        private static byte[] ascii(String text) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }
    }
}
