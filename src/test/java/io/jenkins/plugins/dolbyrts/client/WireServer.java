package io.jenkins.plugins.dolbyrts.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A server on the loopback interface, down at the socket: it keeps the very bytes of each request and answers what a
 * test scripted, well-formed or not. Unless told otherwise it gives out {@code access-token-1}, {@code access-token-2}
 * and so on, and accepts every start and stop.
 */
final class WireServer implements AutoCloseable {

    /**
     * A request as it came.
     *
     * @param head request line and headers
     */
    record Request(String head, String body) {

        String line() {
            return head.lines().findFirst().orElseThrow();
        }

        /** The headers by their lower-case names. */
        Map<String, String> headers() {
            Map<String, String> headers = new TreeMap<>();
            head.lines().skip(1).filter(line -> !line.isEmpty()).forEach(line -> {
                String[] parts = line.split(": ", 2);
                headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
            });
            return headers;
        }

        /** The value of a header by its lower-case name, null if there is none. */
        String header(String name) {
            return headers().get(name);
        }

        boolean isForToken() {
            return line().contains("/v1/auth/token ");
        }

        /** Without headers and body, which hold secrets. */
        @Override
        public String toString() {
            return line();
        }
    }

    private final ServerSocket socket;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "wire server");
        thread.setDaemon(true);
        return thread;
    });
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connectionCount = new AtomicInteger();
    private final AtomicInteger tokenCount = new AtomicInteger();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Queue<Reply> tokenReplies = new ConcurrentLinkedQueue<>();
    private final Queue<Reply> callReplies = new ConcurrentLinkedQueue<>();
    private volatile Function<Request, Reply> usual = request ->
            request.isForToken() ? Reply.token("access-token-" + tokenCount.incrementAndGet()) : Reply.json(200, "{}");

    private WireServer(ServerSocket socket) {
        this.socket = socket;
        threads.execute(this::accept);
    }

    static WireServer start() {
        try {
            return startOn(new ServerSocket(0, 1024, InetAddress.getByName("127.0.0.1")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A server on a socket that differs from the usual. */
    static WireServer startOn(ServerSocket socket) {
        return new WireServer(socket);
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Host and port as messages name them. */
    String name() {
        return "127.0.0.1:" + port();
    }

    String url() {
        return "http://" + name();
    }

    /** Answers the next token requests like this, one each. */
    WireServer tokens(Reply... replies) {
        tokenReplies.addAll(Arrays.asList(replies));
        return this;
    }

    /** Answers the next other requests like this, one each. */
    WireServer calls(Reply... replies) {
        callReplies.addAll(Arrays.asList(replies));
        return this;
    }

    /** Answers like this whatever {@link #tokens} and {@link #calls} say nothing about. */
    WireServer always(Function<Request, Reply> answers) {
        usual = answers;
        return this;
    }

    List<Request> requests() {
        return requests;
    }

    List<Request> tokenRequests() {
        return requests.stream().filter(Request::isForToken).toList();
    }

    /** All requests but those for a token. */
    List<Request> calls() {
        return requests.stream().filter(request -> !request.isForToken()).toList();
    }

    /** How many connections have been opened so far. */
    int connections() {
        return connectionCount.get();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket connection : connections) {
            connection.close();
        }
        threads.shutdownNow();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = socket.accept();
                connections.add(connection);
                connectionCount.incrementAndGet();
                threads.execute(() -> serve(connection));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(connection.getInputStream());
            for (Request request = read(in); request != null; request = read(in)) {
                requests.add(request);
                Reply reply = (request.isForToken() ? tokenReplies : callReplies).poll();
                (reply == null ? usual.apply(request) : reply).send(connection);
            }
        } catch (IOException hungUp) {
            // one of the two sides has gone, as many a test wants it
        } finally {
            connections.remove(connection);
        }
    }

    private static Request read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            head.write(next);
        }
        Request request = new Request(head.toString(StandardCharsets.ISO_8859_1), "");
        String length = request.header("content-length");
        byte[] body = in.readNBytes(length == null ? 0 : Integer.parseInt(length));
        return new Request(request.head(), new String(body, StandardCharsets.UTF_8));
    }
}
