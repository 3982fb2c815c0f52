package io.jenkins.plugins.dolbyrts.client;

import java.net.URI;

/**
 * An account of the streaming service, which is not the app's, and where it is served.
 *
 * @param url base URL of the API without a slash at its end, as {@link Endpoints#baseUrl} returns it
 * @param apiSecret the secret that the API is asked with
 */
public record MillicastAccount(URI url, String apiSecret) {

    public static final String DEFAULT_URL = "https://api.millicast.com";

    URI summary(String streamName) {
        return URI.create(url + "/api/monitoring/summary/" + Endpoints.pathSegment(streamName));
    }

    /** Leaves the secret out. */
    @Override
    public String toString() {
        return "streaming account at " + url;
    }
}
