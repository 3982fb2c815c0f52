package io.jenkins.plugins.dolbyrts.sandbox;

/**
 * The truth about the stream of a conference at one moment.
 *
 * @param conferenceId the conference
 * @param state what the stream is doing
 * @param starts how many start requests were carried out so far; refused ones do not count
 * @param stops how many stop requests were carried out so far; refused ones do not count
 */
public record SandboxStream(String conferenceId, State state, int starts, int stops) {

    /** What a stream may be doing. */
    public enum State {
        /** Nothing: never started, stopped, failed or ended with its conference. */
        OFF,
        /** Started, but nobody can watch yet. */
        STARTING,
        /** On the air. */
        LIVE
    }
}
