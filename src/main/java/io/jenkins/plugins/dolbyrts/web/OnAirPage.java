package io.jenkins.plugins.dolbyrts.web;

import hudson.Extension;
import hudson.model.Api;
import hudson.model.RootAction;
import hudson.util.HttpResponses;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import java.util.List;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerProxy;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** The page of all that is on air: every broadcast that this Jenkins started and that is not known to be over. */
@Extension
@ExportedBean
public final class OnAirPage implements RootAction, StaplerProxy {

    private static final int NOT_FOUND = 404;

    @Override
    public String getIconFileName() {
        return "symbol-on-air plugin-dolby-rts";
    }

    @Override
    public String getDisplayName() {
        return Messages.OnAirPage_displayName();
    }

    @Override
    public String getUrlName() {
        return "dolby-rts";
    }

    @Override
    public Object getTarget() {
        Jenkins.get().checkPermission(Jenkins.READ);
        return this;
    }

    public Api getApi() {
        return new Api(this);
    }

    /** Those that the present user may see. */
    @Exported
    public List<ShownBroadcast> getBroadcasts() {
        return Access.list();
    }

    /** How many, in words. */
    public String count(int broadcasts) {
        return Messages.OnAirPage_count(broadcasts);
    }

    /** Stops a broadcast. To those who may not see it, it is as if it were not there. */
    @RequirePOST
    public HttpResponse doStop(@QueryParameter String id) {
        Broadcast broadcast = Access.find(id);
        if (broadcast == null) {
            throw HttpResponses.errorWithoutStack(NOT_FOUND, Messages.OnAirPage_unknown());
        }
        Access.checkStop(broadcast);
        Stops.get().stop(broadcast, Jenkins.getAuthentication2().getName());
        return HttpResponses.redirectTo(".");
    }
}
