package io.jenkins.plugins.dolbyrts.web;

import hudson.Extension;
import hudson.model.Action;
import hudson.model.BuildBadgeAction;
import hudson.model.InvisibleAction;
import hudson.model.Run;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.register.BroadcastsAction;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import jenkins.model.TransientActionFactory;

/** Marks a build in the list of builds as long as anything that it started may be on air. */
public final class OnAirBadge extends InvisibleAction implements BuildBadgeAction {

    private final List<Broadcast> onAir;

    OnAirBadge(List<Broadcast> onAir) {
        this.onAir = onAir;
    }

    /** The text for those who point at the symbol, or have it read to them. */
    public String getText() {
        return onAir.stream()
                .map(broadcast -> new ShownStatus(broadcast.getStatus()).getWord())
                .distinct()
                .collect(Collectors.collectingAndThen(Collectors.joining(", "), Messages::OnAirBadge_text));
    }

    /** Gives the badge to builds. */
    @Extension
    @SuppressWarnings("rawtypes")
    public static final class Factory extends TransientActionFactory<Run> {

        @Override
        public Class<Run> type() {
            return Run.class;
        }

        @Override
        public Class<? extends Action> actionType() {
            return OnAirBadge.class;
        }

        @Override
        public Collection<? extends Action> createFor(Run run) {
            List<Broadcast> onAir = BroadcastsAction.of((Run<?, ?>) run).stream()
                    .filter(broadcast -> broadcast.getStatus().mayBeOnAir())
                    .toList();
            return onAir.isEmpty() ? List.of() : List.of(new OnAirBadge(onAir));
        }
    }
}
