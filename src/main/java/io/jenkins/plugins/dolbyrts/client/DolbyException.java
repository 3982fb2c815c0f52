package io.jenkins.plugins.dolbyrts.client;

import java.time.Duration;

/**
 * Dolby.io did not do what it was asked. The message is one line, free of secrets, that says what happened and what a
 * person can do about it.
 */
public final class DolbyException extends Exception {

    private static final long serialVersionUID = 1;

    /** What went wrong, by what a person has to do about it. */
    public enum Kind {
        CREDENTIALS_REFUSED("compare the app key and secret with the Dolby.io dashboard and correct the credential"),
        TOKEN_LACKS_SCOPE("give the app key the scope it needs in the Dolby.io dashboard"),
        CONFERENCE_NOT_FOUND("check the conference id, and that the conference is running"),
        ALREADY_STARTED("a conference has one stream at a time: stop the one that is on air first"),
        NOT_ON_AIR("there is nothing to stop"),
        PUBLISHING_TOKEN_REFUSED("make a new publishing token in the streaming dashboard and update the credential"),
        REQUEST_REFUSED("compare the settings of the stream with what the server says"),
        API_SECRET_REFUSED("make a new API secret in the streaming dashboard and update the credential"),
        RATE_LIMITED("start fewer streams at once, or try again later"),
        SERVER_FAULT("the fault is on the side of the service: try again later"),
        UNREACHABLE("check the URL in the settings, the network and the proxy"),
        PROXY_REFUSED("check the HTTP proxy in the settings of Jenkins, its user and its password"),
        TIMED_OUT("try again later, or allow more time"),
        NOT_UNDERSTOOD("check the URL in the settings, and whether a proxy answers in the service's place");

        private final String remedy;

        Kind(String remedy) {
            this.remedy = remedy;
        }
    }

    private final Kind kind;
    private final int status;
    private final boolean repeatable;
    private final boolean effectUnknown;
    private final boolean outOfTime;
    private final transient Duration retryAfter;

    private DolbyException(
            Kind kind,
            int status,
            String message,
            boolean repeatable,
            boolean effectUnknown,
            boolean outOfTime,
            Duration retryAfter,
            Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.status = status;
        this.repeatable = repeatable;
        this.effectUnknown = effectUnknown;
        this.outOfTime = outOfTime;
        this.retryAfter = retryAfter;
    }

    /** A failure that a repeat would not mend, and that surely had no effect. */
    static DolbyException lasting(Kind kind, int status, String what) {
        return new DolbyException(kind, status, what + ": " + kind.remedy, false, false, false, null, null);
    }

    /**
     * A failure that may pass.
     *
     * @param effectUnknown whether the server may have carried the request out all the same
     * @param retryAfter how long the server wants to be left alone, null if it did not say
     */
    static DolbyException passing(
            Kind kind, int status, String what, boolean effectUnknown, Duration retryAfter, Throwable cause) {
        return new DolbyException(
                kind, status, what + ": " + kind.remedy, true, effectUnknown, false, retryAfter, cause);
    }

    /** The same failure, now for good: the tries are used up. */
    DolbyException outOfTries(String why) {
        return new DolbyException(
                kind, status, getMessage() + " (" + why + ")", false, effectUnknown, false, null, this);
    }

    /** The same failure, now for good: the operation's own time is used up. */
    DolbyException outOfTime(String why) {
        return new DolbyException(
                kind, status, getMessage() + " (" + why + ")", false, effectUnknown, true, null, this);
    }

    /** The same failure, after which nobody knows whether the server carried the request out. */
    DolbyException withEffectUnknown(boolean unknown) {
        return unknown == effectUnknown
                ? this
                : new DolbyException(
                        kind, status, getMessage(), repeatable, unknown, outOfTime, retryAfter, getCause());
    }

    public Kind kind() {
        return kind;
    }

    /** The HTTP status, 0 if there was no answer. */
    public int status() {
        return status;
    }

    /** Whether the server may have carried the request out, although it did not say so. */
    public boolean isEffectUnknown() {
        return effectUnknown;
    }

    /** Whether the server has refused, so that nothing but a change on either side would help. */
    public boolean isRefusal() {
        return switch (kind) {
            case RATE_LIMITED, SERVER_FAULT, UNREACHABLE, PROXY_REFUSED, TIMED_OUT, NOT_UNDERSTOOD -> false;
            default -> true;
        };
    }

    /** Whether the operation failed because its own time was up, which says little of another operation. */
    boolean isOutOfTime() {
        return outOfTime;
    }

    boolean isRepeatable() {
        return repeatable;
    }

    Duration retryAfter() {
        return retryAfter;
    }
}
