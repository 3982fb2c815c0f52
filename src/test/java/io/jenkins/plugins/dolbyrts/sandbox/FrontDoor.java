package io.jenkins.plugins.dolbyrts.sandbox;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Passes each connection on to the HTTP server behind it. The JDK's server does not let go of its sockets, and without
 * the socket no connection can be reset: this is where a reset becomes possible.
 */
final class FrontDoor implements Closeable {

    /** Not the JDK's loopback address, which a setting may turn into the one of IPv6. */
    static final String HOST = "127.0.0.1";

    private static final int BACKLOG = 1024;

    private final ServerSocket door;
    private final int serverPort;
    private final Executor executor;
    /** The clients' sockets by the port that the server sees as theirs. */
    private final Map<Integer, Socket> clients = new ConcurrentHashMap<>();

    FrontDoor(int port, int serverPort, Executor executor) throws IOException {
        this.door = new ServerSocket(port, BACKLOG, InetAddress.getByName(HOST));
        this.serverPort = serverPort;
        this.executor = executor;
        executor.execute(this::welcome);
    }

    int port() {
        return door.getLocalPort();
    }

    /** Resets the connection that the server sees as coming from this port. */
    void reset(int portSeenByServer) throws IOException {
        Socket client = clients.get(portSeenByServer);
        if (client != null) {
            // Not to linger for a single moment makes close() send RST in place of FIN.
            client.setSoLinger(true, 0);
            client.close();
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Socket client : clients.values()) {
            client.close();
        }
    }

    private void welcome() {
        try {
            while (true) {
                Socket client = door.accept();
                executor.execute(() -> connect(client));
            }
        } catch (IOException closed) {
            // The sandbox has been closed.
        }
    }

    private void connect(Socket client) {
        try (client;
                Socket server = new Socket(HOST, serverPort)) {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            clients.put(server.getLocalPort(), client);
            try {
                executor.execute(() -> pass(server, client));
                client.getInputStream().transferTo(server.getOutputStream());
            } finally {
                clients.remove(server.getLocalPort());
            }
        } catch (IOException hungUp) {
            // One side hung up, and closing both tells the other.
        }
    }

    private static void pass(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException hungUp) {
            // As above.
        }
    }
}
