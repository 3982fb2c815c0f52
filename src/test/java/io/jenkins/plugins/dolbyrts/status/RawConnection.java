package io.jenkins.plugins.dolbyrts.status;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A connection for requests that no decent client would send; kept alive as long as the server lets it. */
final class RawConnection implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 60_000;

    private final URI url;
    private Socket socket;
    private InputStream in;

    RawConnection(URI url) {
        this.url = url;
    }

    /**
     * Sends an event.
     *
     * @param signature the header's bytes, null for no such header
     * @return the status of the answer
     */
    int post(byte[] signature, byte[] body) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(ascii("Content-Length: " + body.length + "\r\n"));
        if (signature != null) {
            request.writeBytes(ascii("Dolby-Signature: "));
            request.writeBytes(signature);
            request.writeBytes(ascii("\r\n"));
        }
        request.writeBytes(ascii("\r\n"));
        request.writeBytes(body);
        send(request.toByteArray());
        return answer();
    }

    /**
     * Sends the beginning of a request and nothing more.
     *
     * @return the status of the answer
     */
    int hangUpAfter(String beginning) throws IOException {
        send(ascii(beginning));
        socket.shutdownOutput();
        return answer();
    }

    private void send(byte[] rest) throws IOException {
        if (socket == null) {
            socket = new Socket(url.getHost(), url.getPort());
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            in = new BufferedInputStream(socket.getInputStream());
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(ascii("POST " + url.getRawPath() + " HTTP/1.1\r\nHost: " + url.getAuthority()
                + "\r\nContent-Type: application/json\r\n"));
        request.writeBytes(rest);
        socket.getOutputStream().write(request.toByteArray());
    }

    private int answer() throws IOException {
        int status = Integer.parseInt(line().split(" ")[1]);
        int length = 0;
        boolean keepAlive = true;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(15).strip());
            }
            keepAlive &= !lower.equals("connection: close") && !lower.startsWith("transfer-encoding:");
        }
        in.skipNBytes(length);
        if (!keepAlive) {
            close();
        }
        return status;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the server hung up without an answer");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}
