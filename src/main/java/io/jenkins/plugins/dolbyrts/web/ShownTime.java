package io.jenkins.plugins.dolbyrts.web;

import hudson.Util;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** A moment on a page: in UTC like the lines of the build log; the browser adds the reader's own time as a tooltip. */
public record ShownTime(Instant at) {

    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** For machines. */
    public String getIso() {
        return at.toString();
    }

    /** For people. */
    public String getText() {
        return UTC.format(at);
    }

    /** How long it was ago, in words. */
    public String getAgo() {
        return Util.getTimeSpanString(
                Math.max(0, Duration.between(at, Instant.now()).toMillis()));
    }
}
