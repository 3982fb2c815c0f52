package io.jenkins.plugins.dolbyrts.campaign;

import java.io.Serializable;
import java.util.List;

/**
 * What has become of the build of a show.
 *
 * @param over whether it has ended
 * @param result null until then, or if there was no build at all
 * @param bodyOver whether the body came to its end
 * @param log what it wrote
 */
record Build(String name, boolean over, String result, boolean bodyOver, String log) implements Serializable {

    private static final int LOG_LINES = 60;

    /** The last lines of the log. */
    String logTail() {
        List<String> lines = log.lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    }

    boolean isGreen() {
        return "SUCCESS".equals(result);
    }
}
