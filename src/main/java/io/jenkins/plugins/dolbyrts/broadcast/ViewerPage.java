package io.jenkins.plugins.dolbyrts.broadcast;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

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

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
