package io.jenkins.plugins.dolbyrts.client;

import java.nio.charset.StandardCharsets;

/**
 * What a server answered.
 *
 * @param contentType null if the server named none
 * @param retryAfter the Retry-After header, null if there is none
 * @param location the Location header, null if there is none
 * @param body at most the first MiB
 */
record HttpAnswer(int status, String contentType, String retryAfter, String location, byte[] body) {

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
