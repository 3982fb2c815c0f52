package io.jenkins.plugins.dolbyrts.client;

import java.util.Arrays;

/** The version of the start and stop endpoints; they differ in path, in parameters and in what they answer. */
public enum ApiVersion {
    /** The stream name and the publishing token are sent with the start. */
    V2(2),
    /** Dolby.io picks the stream and answers where to watch it. */
    V3(3);

    private final int number;

    ApiVersion(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /**
     * Finds the version of a number.
     *
     * @throws IllegalArgumentException if there is no such version; the message names the ones there are
     */
    public static ApiVersion of(int number) {
        return Arrays.stream(values())
                .filter(version -> version.number == number)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(number + " is not a version of the API: use 2 or 3"));
    }

    /** The version as it stands in a path and in the log, for instance {@code v2}. */
    @Override
    public String toString() {
        return "v" + number;
    }
}
