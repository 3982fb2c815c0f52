package io.jenkins.plugins.dolbyrts.client;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Knows which proxy, if any, leads to a host; asked anew for each connection, since settings change. */
@FunctionalInterface
public interface ProxySource {

    /** For networks without a proxy. */
    ProxySource NONE = host -> null;

    /**
     * Finds the proxy for a host.
     *
     * @param host the name of the host, without scheme and port
     * @return the proxy, or null if the host is reached directly
     */
    Proxy forHost(String host);

    /**
     * A proxy.
     *
     * @param user null if the proxy asks for no name
     * @param password null or empty if there is none
     */
    record Proxy(String host, int port, String user, String password) {

        /** Takes note of the password, and of name and password as they are sent (RFC 7617). */
        void addTo(Secrets secrets) {
            if (user != null && password != null) {
                secrets.add(password);
                secrets.add(
                        Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
            }
        }

        /** Names the proxy and leaves user and password out. */
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }
}
