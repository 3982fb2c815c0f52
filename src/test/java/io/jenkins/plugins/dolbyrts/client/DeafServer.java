package io.jenkins.plugins.dolbyrts.client;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** A port at which a connection is neither made nor refused, since its queue is full and nobody takes from it. */
final class DeafServer implements AutoCloseable {

    private static final int FAR_MORE_THAN_THE_QUEUE_HOLDS = 50;

    private final ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
    private final List<Socket> queue = new ArrayList<>();

    DeafServer() throws IOException {
        for (int i = 0; i < FAR_MORE_THAN_THE_QUEUE_HOLDS; i++) {
            Socket next = new Socket();
            queue.add(next);
            try {
                next.connect(socket.getLocalSocketAddress(), 500);
            } catch (SocketTimeoutException full) {
                return;
            } catch (IOException refused) {
                break;
            }
        }
        close();
        abort("this system does not let a connection wait for a place in the queue");
    }

    String name() {
        return "127.0.0.1:" + ((InetSocketAddress) socket.getLocalSocketAddress()).getPort();
    }

    String url() {
        return "http://" + name();
    }

    @Override
    public void close() throws IOException {
        for (Socket connection : queue) {
            connection.close();
        }
        socket.close();
    }
}
