package io.jenkins.plugins.dolbyrts.register;

import hudson.model.Run;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import java.io.Serializable;

/** Finds a broadcast again after a restart, whether it is over or not. */
public final class BroadcastReference implements Serializable {

    private static final long serialVersionUID = 1;

    private final String job;
    private final int build;
    private final String id;

    public BroadcastReference(Broadcast broadcast) {
        this.job = broadcast.getJob();
        this.build = broadcast.getBuild();
        this.id = broadcast.getId();
    }

    /** The broadcast, or null if it is over and its build is gone. */
    public Broadcast find() {
        Broadcast open = OnAir.get().find(id);
        Run<?, ?> run = open == null ? Run.fromExternalizableId(job + "#" + build) : null;
        return run == null
                ? open
                : BroadcastsAction.of(run).stream()
                        .filter(broadcast -> broadcast.getId().equals(id))
                        .findFirst()
                        .orElse(null);
    }
}
