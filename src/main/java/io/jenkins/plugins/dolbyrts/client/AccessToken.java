package io.jenkins.plugins.dolbyrts.client;

/**
 * An access token.
 *
 * @param value the secret itself
 * @param usableUntil {@link System#nanoTime} from which on it counts as expired, a little before it is
 */
record AccessToken(String value, long usableUntil) {

    boolean isUsable(long nanoTime) {
        return nanoTime - usableUntil < 0;
    }

    /** Leaves the value out. */
    @Override
    public String toString() {
        return "access token";
    }
}
