package io.jenkins.plugins.dolbyrts.client;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * An app of a Dolby.io account, and where it is served.
 *
 * @param key the app key, which is not secret
 * @param secret the app secret
 */
public record Account(Endpoints endpoints, String key, String secret) {

    /** The value of the Authorization header of a token request (RFC 7617), a secret. */
    String basicAuthorization() {
        return "Basic " + Base64.getEncoder().encodeToString((key + ":" + secret).getBytes(StandardCharsets.UTF_8));
    }

    /** Names the app and leaves the secret out. */
    @Override
    public String toString() {
        return "app " + key + " at " + endpoints.auth();
    }
}
