package io.jenkins.plugins.dolbyrts.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The address of an audience's page as the service gives it, which may carry a token. */
public final class ViewerUrl {

    private ViewerUrl() {}

    /**
     * The address without user, fragment and the token that a secured viewer carries in the query.
     *
     * @param url null if it is not known
     * @return null if it is not known or not an http(s) URL
     */
    public static String withoutToken(String url) {
        if (url == null || !url.matches("https?://[!-~&&[^/?#]][!-~]*")) {
            return null;
        }
        try {
            URI uri = new URI(url);
            String query = uri.getRawQuery() == null
                    ? ""
                    : Arrays.stream(uri.getRawQuery().split("&"))
                            .filter(parameter ->
                                    !parameter.toLowerCase(Locale.ROOT).contains("token="))
                            .collect(Collectors.joining("&"));
            String page = uri.getScheme() + "://" + uri.getRawAuthority().replaceFirst("^.*@", "") + uri.getRawPath();
            return query.isEmpty() ? page : page + "?" + query;
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
