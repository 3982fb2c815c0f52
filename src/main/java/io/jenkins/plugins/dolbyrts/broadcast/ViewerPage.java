package io.jenkins.plugins.dolbyrts.broadcast;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The page on which the audience watches. */
final class ViewerPage {

    private ViewerPage() {}

    /**
     * The hosted player's page of a stream.
     *
     * @return null if the account or the stream is null
     */
    static String of(String accountId, String streamName) {
        if (accountId == null || streamName == null) {
            return null;
        }
        return "https://viewer.millicast.com?streamId=" + encode(accountId) + "/" + encode(streamName);
    }

    /**
     * A page's URL without the token that a secured viewer carries in it.
     *
     * @param url null if it is not known
     * @return null if it is not known or not an http(s) URL
     */
    static String withoutToken(String url) {
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

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
