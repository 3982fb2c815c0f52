package io.jenkins.plugins.dolbyrts.register;

import hudson.model.InvisibleAction;
import hudson.model.Run;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jenkins.model.RunAction2;

/** The broadcasts that a build started, kept with the build for good. */
public final class BroadcastsAction extends InvisibleAction implements RunAction2 {

    private transient Run<?, ?> run;
    /** Replaced as a whole, never changed, so that it can be written to disk at any moment. */
    private List<Broadcast> broadcasts = new ArrayList<>();

    /** The broadcasts of a build, the earliest first; empty if it started none. */
    public static List<Broadcast> of(Run<?, ?> run) {
        BroadcastsAction action = run.getAction(BroadcastsAction.class);
        return action == null ? List.of() : action.getBroadcasts();
    }

    static synchronized void add(Run<?, ?> run, Broadcast broadcast) throws IOException {
        BroadcastsAction action = run.getAction(BroadcastsAction.class);
        if (action == null) {
            action = new BroadcastsAction();
            action.broadcasts.add(broadcast);
            run.addAction(action);
        } else {
            List<Broadcast> more = new ArrayList<>(action.broadcasts);
            more.add(broadcast);
            action.broadcasts = more;
        }
        run.save();
    }

    public List<Broadcast> getBroadcasts() {
        return List.copyOf(broadcasts);
    }

    public Run<?, ?> getRun() {
        return run;
    }

    @Override
    public void onAttached(Run<?, ?> attachedTo) {
        run = attachedTo;
    }

    /** After a restart, what is still on air is shared with the register again, which knows it best. */
    @Override
    public void onLoad(Run<?, ?> loaded) {
        run = loaded;
        Map<String, Broadcast> known = new LinkedHashMap<>();
        broadcasts.forEach(broadcast -> known.put(broadcast.getId(), broadcast));
        for (Broadcast open : OnAir.get().list()) {
            if (open.getBuild() == loaded.getNumber()
                    && open.getJob().equals(loaded.getParent().getFullName())) {
                known.put(open.getId(), open);
            }
        }
        broadcasts = new ArrayList<>(known.values());
    }
}
