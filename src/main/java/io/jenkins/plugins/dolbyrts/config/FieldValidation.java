package io.jenkins.plugins.dolbyrts.config;

import hudson.util.FormValidation;
import io.jenkins.plugins.dolbyrts.broadcast.InvalidFieldException;

/** Shows what the rules of {@link io.jenkins.plugins.dolbyrts.broadcast.Fields} say next to a field of a form. */
public final class FieldValidation {

    private FieldValidation() {}

    /** Applies a rule. */
    public static FormValidation of(Runnable rule) {
        try {
            rule.run();
            return FormValidation.ok();
        } catch (InvalidFieldException e) {
            return FormValidation.error(e.problem());
        }
    }

    /** Applies a rule to a value, unless the value holds a variable that only a build can fill in. */
    public static FormValidation unlessVariable(String value, Runnable rule) {
        return value != null && value.contains("$") ? FormValidation.ok() : of(rule);
    }
}
