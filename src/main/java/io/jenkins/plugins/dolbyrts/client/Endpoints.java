package io.jenkins.plugins.dolbyrts.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;

/**
 * Where the authentication and the communications API are found.
 *
 * @param auth base URL of the token endpoint, without a slash at its end
 * @param api base URL of the conference endpoints, without a slash at its end, the region already in it
 */
public record Endpoints(URI auth, URI api) {

    public static final String DEFAULT_AUTH_URL = "https://api.dolby.io";
    public static final String DEFAULT_API_URL = "https://comms.api.dolby.io";

    /** The regions that Dolby.io offers as a prefix of the API's host name. */
    public static final Set<String> REGIONS = Set.of("au", "ca", "eu", "in", "us");

    private static final int EVENTS_A_PAGE = 100;
    private static final String HEX = "0123456789ABCDEF";

    /**
     * Reads both base URLs and puts the region before the host name of the API.
     *
     * @param region one of {@link #REGIONS}, or null or empty for the API URL as it is
     * @throws IllegalArgumentException if one of them cannot be used; the message says what to change
     */
    public static Endpoints of(String authUrl, String apiUrl, String region) {
        URI api = baseUrl(apiUrl);
        return new Endpoints(baseUrl(authUrl), region == null || region.isEmpty() ? api : inRegion(api, region));
    }

    /**
     * Reads a base URL: absolute, https (http for a loopback host only, so that no secret crosses a network in the
     * clear), without user, query and fragment.
     *
     * @throws IllegalArgumentException if it is anything else; the message says what to change
     */
    public static URI baseUrl(String url) {
        URI uri;
        try {
            uri = new URI(url == null ? "" : url.strip());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("this is not a URL: use one such as " + DEFAULT_AUTH_URL, e);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!Set.of("http", "https").contains(scheme) || uri.getHost() == null) {
            throw new IllegalArgumentException("this is not an absolute URL: use one such as " + DEFAULT_AUTH_URL);
        }
        if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("a base URL has no user, no query and no fragment: remove them");
        }
        if (scheme.equals("http") && !isLoopback(uri.getHost())) {
            throw new IllegalArgumentException("http:// would send secrets in the clear: use https:// (http:// is for"
                    + " 127.0.0.1 and localhost only)");
        }
        return URI.create(uri.toString().replaceFirst("/+$", ""));
    }

    URI token() {
        return URI.create(auth + "/v1/auth/token");
    }

    URI start(ApiVersion version, String conferenceId) {
        return rts(version, conferenceId, "start");
    }

    URI stop(ApiVersion version, String conferenceId) {
        return rts(version, conferenceId, "stop");
    }

    /**
     * One page of the events that were sent, of all conferences.
     *
     * @param to null for no end
     * @param start where the page begins, null for the first one
     */
    URI events(Instant from, Instant to, String start) {
        return URI.create(api + "/v1/monitor/webhooks?from=" + from.toEpochMilli()
                + (to == null ? "" : "&to=" + to.toEpochMilli())
                + "&max=" + EVENTS_A_PAGE + "&type=Stream.*"
                + (start == null ? "" : "&start=" + pathSegment(start)));
    }

    URI webhookKeys() {
        return URI.create(api + "/v1/public/keys/webhooks");
    }

    private URI rts(ApiVersion version, String conferenceId, String verb) {
        return URI.create(api + "/" + version + "/conferences/mix/" + pathSegment(conferenceId) + "/rts/" + verb);
    }

    private static URI inRegion(URI api, String region) {
        if (!REGIONS.contains(region)) {
            throw new IllegalArgumentException("there is no such region: use au, ca, eu, in or us, or leave it empty");
        }
        if (isLoopback(api.getHost()) || api.getHost().matches("[0-9.]+|\\[.*")) {
            throw new IllegalArgumentException("no region can be put before the address " + api.getHost()
                    + " of the API URL: leave the region empty");
        }
        return URI.create(api.toString().replaceFirst("://", "://" + region + "."));
    }

    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
    }

    /** Percent-encodes whatever is not unreserved (RFC 3986 2.3), so that the text stays one segment of the path. */
    static String pathSegment(String text) {
        StringBuilder segment = new StringBuilder();
        boolean onlyDots = text.chars().allMatch(c -> c == '.');
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            boolean unreserved = b >= '0' && b <= '9'
                    || b >= 'a' && b <= 'z'
                    || b >= 'A' && b <= 'Z'
                    || b == '-'
                    || b == '_'
                    || b == '~'
                    || b == '.' && !onlyDots;
            if (unreserved) {
                segment.append((char) b);
            } else {
                segment.append('%').append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
            }
        }
        return segment.toString();
    }
}
