package io.jenkins.plugins.dolbyrts.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What a {@link WireServer} does once it has read a request. */
@FunctionalInterface
interface Reply {

    void send(Socket connection) throws IOException;

    /** A whole answer. */
    static Reply of(int status, String headers, byte[] body) {
        String head = "HTTP/1.1 " + status + " Status\r\n" + headers + "Content-Length: " + body.length + "\r\n\r\n";
        return connection -> {
            OutputStream out = connection.getOutputStream();
            out.write(head.getBytes(StandardCharsets.ISO_8859_1));
            out.write(body);
        };
    }

    /** A whole answer; each header ends with a line break of the protocol. */
    static Reply of(int status, String headers, String body) {
        return of(status, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    static Reply json(int status, String json) {
        return of(status, "Content-Type: application/json\r\n", json);
    }

    static Reply html(int status) {
        return of(status, "Content-Type: text/html\r\n", "<html><body><h1>Gateway</h1></body></html>");
    }

    static Reply empty(int status) {
        return of(status, "", "");
    }

    static Reply retryAfter(int status, String value) {
        return of(status, "Retry-After: " + value + "\r\n", "");
    }

    static Reply token(String value) {
        return json(200, "{\"access_token\":\"" + value + "\",\"token_type\":\"Bearer\",\"expires_in\":1800}");
    }

    /** These bytes, after which the connection is closed. */
    static Reply raw(String bytes) {
        return connection -> {
            connection.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            connection.close();
        };
    }

    /** The end of the connection. */
    static Reply closed() {
        return Socket::close;
    }

    /** A TCP reset. */
    static Reply reset() {
        return connection -> {
            connection.setSoLinger(true, 0);
            connection.close();
        };
    }

    /** What a proxy does that was asked to CONNECT: passes everything on to this port, and back. */
    static Reply tunnel(int port) {
        return client -> {
            try (Socket server = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
                client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                Thread back = new Thread(() -> {
                    try {
                        server.getInputStream().transferTo(client.getOutputStream());
                    } catch (IOException hungUp) {
                        // one side has gone, and closing tells the other
                    }
                });
                back.setDaemon(true);
                back.start();
                client.getInputStream().transferTo(server.getOutputStream());
            }
        };
    }

    /** Nothing at all, until the client hangs up. */
    static Silence silence() {
        return new Silence();
    }

    /** The head of an answer, then a byte of its body every 20 ms for as long as the client listens. */
    static Reply dribble() {
        return connection -> {
            OutputStream out = connection.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            try {
                while (true) {
                    out.write(' ');
                    TimeUnit.MILLISECONDS.sleep(20);
                }
            } catch (InterruptedException testIsOver) {
                Thread.currentThread().interrupt();
            }
        };
    }

    /** A server that keeps its client waiting, and notices when the client has had enough. */
    final class Silence implements Reply {

        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch hungUp = new CountDownLatch(1);

        private Silence() {}

        @Override
        public void send(Socket connection) throws IOException {
            asked.countDown();
            try {
                InputStream in = connection.getInputStream();
                while (in.read() >= 0) {
                    // a client has nothing to say before it is answered
                }
            } finally {
                hungUp.countDown();
            }
        }

        /** Waits for the request to have come. */
        void awaitAsked() throws InterruptedException {
            await(asked, "the request did not come");
        }

        /** Waits for the client to have closed the connection. */
        void awaitHungUp() throws InterruptedException {
            await(hungUp, "the client did not hang up");
        }

        private static void await(CountDownLatch latch, String otherwise) throws InterruptedException {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError(otherwise);
            }
        }
    }

    /** An answer that is held back until the test says so. */
    final class Held implements Reply {

        private final Reply reply;
        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        Held(Reply reply) {
            this.reply = reply;
        }

        @Override
        public void send(Socket connection) throws IOException {
            asked.countDown();
            try {
                released.await();
            } catch (InterruptedException testIsOver) {
                throw new IOException(testIsOver);
            }
            reply.send(connection);
        }

        /** Waits for the request to have come. */
        void awaitAsked() throws InterruptedException {
            if (!asked.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("the request did not come");
            }
        }

        void release() {
            released.countDown();
        }
    }
}
