package io.jenkins.plugins.dolbyrts.sandbox;

/** Ends the handling of a request early, with the answer that says why. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Answer answer;

    Refusal(Answer answer) {
        // An ordinary answer and no failure of the sandbox: a stack trace would be noise.
        super(null, null, false, false);
        this.answer = answer;
    }

    static Refusal of(int status, String reason, String message) {
        return new Refusal(Answer.refusal(status, reason, message));
    }

    Answer answer() {
        return answer;
    }
}
