package io.jenkins.plugins.dolbyrts.web;

import hudson.Extension;
import hudson.model.Action;
import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.dolbyrts.register.BroadcastsAction;
import java.util.Collection;
import java.util.List;
import jenkins.model.TransientActionFactory;
import org.kohsuke.stapler.HttpRedirect;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.StaplerProxy;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** The broadcasts of a build, on the build's page and in its API. */
@ExportedBean
public final class BroadcastsPage implements Action, StaplerProxy {

    private final Run<?, ?> run;

    BroadcastsPage(Run<?, ?> run) {
        this.run = run;
    }

    /** None, so that there is no entry in the side panel: the page of the build shows it all. */
    @Override
    public String getIconFileName() {
        return null;
    }

    @Override
    public String getDisplayName() {
        return null;
    }

    @Override
    public String getUrlName() {
        return "dolby-rts";
    }

    @Override
    public Object getTarget() {
        run.getParent().checkPermission(Item.READ);
        return this;
    }

    public HttpResponse doIndex() {
        return new HttpRedirect("..");
    }

    public Run<?, ?> getRun() {
        return run;
    }

    /** The broadcasts, the earliest first. */
    @Exported(visibility = 2)
    public List<ShownBroadcast> getBroadcasts() {
        return BroadcastsAction.of(run).stream()
                .map(broadcast -> new ShownBroadcast(broadcast, run.getParent()))
                .toList();
    }

    /** Whether what is shown may change still. */
    public boolean isChanging() {
        return run.isBuilding()
                || BroadcastsAction.of(run).stream()
                        .anyMatch(broadcast -> broadcast.getStatus().mayBeOnAir());
    }

    /** Gives a page to each build that started a stream. */
    @Extension
    @SuppressWarnings("rawtypes")
    public static final class Factory extends TransientActionFactory<Run> {

        @Override
        public Class<Run> type() {
            return Run.class;
        }

        @Override
        public Class<? extends Action> actionType() {
            return BroadcastsPage.class;
        }

        @Override
        public Collection<? extends Action> createFor(Run run) {
            return BroadcastsAction.of(run).isEmpty() ? List.of() : List.of(new BroadcastsPage(run));
        }
    }
}
