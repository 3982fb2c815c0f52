package io.jenkins.plugins.dolbyrts.client;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.impl.io.DefaultManagedHttpClientConnection;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.impl.io.SocketHolder;

/**
 * A connection that leaves headers and bodies out of the library's own log.
 *
 * <p>The library writes both to the loggers {@code org.apache.hc.client5.http.headers} and {@code .wire} once somebody
 * turns these on, for whatever reason, and ours carry the app secret and the publishing token.
 */
final class QuietConnection extends DefaultManagedHttpClientConnection {

    QuietConnection() {
        super("dolby-rts");
    }

    @Override
    public void bind(Socket socket) throws IOException {
        bind(new SocketHolder(socket));
    }

    @Override
    public void bind(SSLSocket tls, Socket socket) throws IOException {
        bind(new SocketHolder(tls, socket));
    }

    @Override
    protected void onRequestSubmitted(ClassicHttpRequest request) {
        // the headers hold the Authorization
    }

    @Override
    protected void onResponseReceived(ClassicHttpResponse response) {
        // a server may echo what it was sent
    }
}
