package io.jenkins.plugins.dolbyrts.client;

import java.nio.charset.StandardCharsets;

/**
 * What a server answered.
 *
 * @param contentType null if the server named none
 * @param retryAfter the Retry-After header, null if there is none
 * @param location the Location header, null if there is none
 * @param body at most the first MiB
 * @param withoutTunnel whether a proxy answered this in the server's place, since it did not connect to it
 */
record HttpAnswer(
        int status, String contentType, String retryAfter, String location, byte[] body, boolean withoutTunnel) {

    boolean isSuccess() {
        return status >= 200 && status < 300 && !withoutTunnel;
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
