package io.jenkins.plugins.dolbyrts.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-11-27T19:00:00Z");

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "' 120 ', 120", "007, 7", "99999999999, 99999999999"})
    void secondsAreSeconds(String value, long seconds) {
        assertEquals(Duration.ofSeconds(seconds), RetryAfter.parse(value, NOW));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Fri, 27 Nov 2026 19:01:30 GMT",
                " Fri, 27 Nov 2026 19:01:30 GMT ",
                "Friday, 27-Nov-26 19:01:30 GMT",
                "Fri Nov 27 19:01:30 2026"
            })
    void dateIsReadInTheThreeFormsOfHttp(String value) {
        assertEquals(Duration.ofSeconds(90), RetryAfter.parse(value, NOW));
    }

    @Test
    void dayOfOneDigitMayStandAfterTwoSpaces() {
        Instant eve = Instant.parse("2026-11-07T23:59:00Z");

        assertEquals(Duration.ofMinutes(1), RetryAfter.parse("Sun Nov  8 00:00:00 2026", eve));
    }

    @Test
    void dateThatIsOverIsNoTimeToWait() {
        assertEquals(Duration.ZERO, RetryAfter.parse("Fri, 27 Nov 2026 18:59:59 GMT", NOW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-1", "1.5", "1e3", "soon", "120 seconds", "Fri, 31 Feb 2026 19:00:00 GMT", "２"})
    void anythingElseSaysNothing(String value) {
        assertNull(RetryAfter.parse(value, NOW));
    }

    @Test
    void missingHeaderSaysNothing() {
        assertNull(RetryAfter.parse(null, NOW));
    }
}
