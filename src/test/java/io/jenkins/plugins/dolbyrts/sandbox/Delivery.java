package io.jenkins.plugins.dolbyrts.sandbox;

import io.jenkins.plugins.dolbyrts.sandbox.Fault.Pause;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** How an answer gets to the client, or does not. */
interface Delivery {

    /** As it should be. */
    Delivery WHOLE = (answer, line) -> line.open(answer, answer.body().length).write(answer.body());

    /** Not at all: the line goes dead. */
    Delivery CLOSED = (answer, line) -> {};

    /** Not at all, with a TCP reset. */
    Delivery RESET = (answer, line) -> line.reset();

    /** Only the first half of the body, of a length that announces more. */
    Delivery TRUNCATED = (answer, line) -> {
        byte[] body = answer.body();
        OutputStream out = line.open(answer, body.length + 1000);
        out.write(body, 0, body.length / 2);
        out.flush();
    };

    /** Byte by byte. */
    static Delivery dribbled(Pause pause) {
        return (answer, line) -> {
            OutputStream out = line.open(answer, answer.body().length);
            for (byte each : answer.body()) {
                pause.pass();
                out.write(each);
                out.flush();
            }
        };
    }

    /** So many megabytes of valid JSON in place of the body. */
    static Delivery huge(int megabytes, boolean chunked) {
        byte[] start = "{\"padding\":\"".getBytes(StandardCharsets.UTF_8);
        byte[] end = "\"}".getBytes(StandardCharsets.UTF_8);
        byte[] block = new byte[64 * 1024];
        Arrays.fill(block, (byte) 'x');
        return (answer, line) -> {
            long blocks = megabytes * 16L;
            OutputStream out = line.open(answer, chunked ? -1 : start.length + blocks * block.length + end.length);
            out.write(start);
            for (long sent = 0; sent < blocks; sent++) {
                // Fails, and so ends, as soon as the client has hung up.
                out.write(block);
            }
            out.write(end);
        };
    }

    /** Delivers; whatever of the answer's announced body is missing then, the line is closed on. */
    void deliver(Answer answer, Line line) throws IOException, InterruptedException;

    /** The client's connection, as far as a delivery needs it. */
    interface Line {
        /**
         * Sends status and headers.
         *
         * @param length of the body in bytes; -1 for chunks
         * @return where the body goes
         */
        OutputStream open(Answer answer, long length) throws IOException;

        /** Resets the connection. */
        void reset() throws IOException;
    }
}
