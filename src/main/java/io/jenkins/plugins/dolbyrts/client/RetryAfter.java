package io.jenkins.plugins.dolbyrts.client;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.apache.hc.client5.http.utils.DateUtils;

/** Reads the Retry-After header, which holds seconds or a date (RFC 9110 10.2.3). */
final class RetryAfter {

    /** The forms of a date that HTTP knows; the last one names no zone and means UTC. */
    private static final DateTimeFormatter[] DATES = {
        DateUtils.FORMATTER_RFC1123, DateUtils.FORMATTER_RFC1036, DateUtils.FORMATTER_ASCTIME.withZone(ZoneOffset.UTC)
    };

    private RetryAfter() {}

    /**
     * Reads the header's value.
     *
     * @param value null if there was no such header
     * @return the time to wait from now, not negative, or null if the value is missing or cannot be read
     */
    static Duration parse(String value, Instant now) {
        if (value == null) {
            return null;
        }
        if (value.matches("\\s*\\d{1,18}\\s*")) {
            return Duration.ofSeconds(Long.parseLong(value.strip()));
        }
        Instant date = DateUtils.parseDate(value.strip().replaceAll(" +", " "), DATES);
        if (date == null) {
            return null;
        }
        Duration wait = Duration.between(now, date);
        return wait.isNegative() ? Duration.ZERO : wait;
    }
}
