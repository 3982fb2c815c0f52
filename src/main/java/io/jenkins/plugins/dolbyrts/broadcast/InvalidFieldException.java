package io.jenkins.plugins.dolbyrts.broadcast;

/** A value that somebody typed cannot be used. The message is one line that names the field and the remedy. */
public final class InvalidFieldException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    private final String field;
    private final String problem;

    /**
     * Refuses a value.
     *
     * @param field the field's name as a user writes it in a Pipeline
     * @param problem what is wrong and what to do about it, without the value itself
     */
    public InvalidFieldException(String field, String problem) {
        super(field + ": " + problem);
        this.field = field;
        this.problem = problem;
    }

    public String field() {
        return field;
    }

    /** The message without the field's name, for a form that shows it next to the field. */
    public String problem() {
        return problem;
    }
}
