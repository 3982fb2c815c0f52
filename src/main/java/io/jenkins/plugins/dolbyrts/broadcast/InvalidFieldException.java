package io.jenkins.plugins.dolbyrts.broadcast;

/** A value that somebody typed cannot be used. The message is one line that names the field and the remedy. */
public final class InvalidFieldException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    private final String problem;

    InvalidFieldException(String field, String problem) {
        super(field + ": " + problem);
        this.problem = problem;
    }

    /** The message without the field's name, for a form that shows it next to the field. */
    public String problem() {
        return problem;
    }
}
