package io.jenkins.plugins.dolbyrts.pipeline;

import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.dolbyrts.broadcast.InvalidFieldException;
import io.jenkins.plugins.dolbyrts.broadcast.StatusGoal;
import io.jenkins.plugins.dolbyrts.build.BroadcastCredentials;
import io.jenkins.plugins.dolbyrts.client.Endpoints;
import io.jenkins.plugins.dolbyrts.config.DolbyRtsConfiguration;
import io.jenkins.plugins.dolbyrts.config.FieldValidation;
import java.util.stream.Stream;
import jenkins.model.Jenkins;

/** What the forms of the steps offer and check, for those who may configure the job. */
final class Choices {

    private Choices() {}

    static ListBoxModel apiVersions(Item item) {
        ListBoxModel model = new ListBoxModel();
        if (mayConfigure(item)) {
            model.add(Messages.Choices_configuredVersion(), "0");
            model.add("2");
            model.add("3");
        }
        return model;
    }

    static ListBoxModel regions(Item item) {
        ListBoxModel model = new ListBoxModel();
        if (mayConfigure(item)) {
            model.add(Messages.Choices_noRegion(), "");
            Endpoints.REGIONS.stream().sorted().forEach(model::add);
        }
        return model;
    }

    static ListBoxModel waitFor(Item item) {
        ListBoxModel model = new ListBoxModel();
        if (mayConfigure(item)) {
            model.add(Messages.Choices_waitForNothing(), "");
            model.add(Messages.Choices_waitForLive(), StatusGoal.LIVE.name());
        }
        return model;
    }

    static ListBoxModel statuses(Item item) {
        ListBoxModel model = new ListBoxModel();
        if (mayConfigure(item)) {
            model.add(StatusGoal.STOPPED.name());
            model.add(StatusGoal.LIVE.name());
        }
        return model;
    }

    static ListBoxModel of(Item item, Stream<String> values) {
        ListBoxModel model = new ListBoxModel();
        if (mayConfigure(item)) {
            values.forEach(model::add);
        }
        return model;
    }

    /** Applies a rule to a value, unless it holds a variable. */
    static FormValidation check(Item item, String value, Runnable rule) {
        return mayConfigure(item) ? FieldValidation.unlessVariable(value, rule) : FormValidation.ok();
    }

    /** Checks that a credential is chosen, if it must be, and can be found. */
    static FormValidation checkCredential(Item item, BroadcastCredentials kind, String id, boolean required) {
        if (!mayConfigure(item)) {
            return FormValidation.ok();
        }
        if (Util.fixEmptyAndTrim(id) == null) {
            return required ? FormValidation.error(Messages.Choices_chooseCredential()) : FormValidation.ok();
        }
        return id.contains("$") || kind.isThere(item, id)
                ? FormValidation.ok()
                : FormValidation.error(Messages.Choices_noSuchCredential());
    }

    /**
     * A status that a step wants to wait for, null for none.
     *
     * @throws InvalidFieldException if nobody would tell of it
     */
    static StatusGoal followed(String field, StatusGoal goal) {
        if (goal != null && !DolbyRtsConfiguration.get().followsStatus()) {
            throw new InvalidFieldException(
                    field, "this Jenkins does not follow statuses: choose a status source in its settings");
        }
        return goal;
    }

    private static boolean mayConfigure(Item item) {
        return item == null ? Jenkins.get().hasPermission(Jenkins.ADMINISTER) : item.hasPermission(Item.EXTENDED_READ);
    }
}
