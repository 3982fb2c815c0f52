package io.jenkins.plugins.dolbyrts.build;

import hudson.model.InvisibleAction;
import hudson.model.Run;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The streams that a build started, kept with the build, so that it can stop them after a restart as well. */
public final class StreamsAction extends InvisibleAction {

    private final List<StreamRecord> streams = new CopyOnWriteArrayList<>();

    /** The record of a build's streams, empty if it started none. */
    public static List<StreamRecord> of(Run<?, ?> run) {
        StreamsAction action = run.getAction(StreamsAction.class);
        return action == null ? List.of() : List.copyOf(action.streams);
    }

    /** Those of a build's streams that may be on air, the latest first. */
    static List<StreamRecord> onAir(Run<?, ?> run) {
        List<StreamRecord> onAir = new ArrayList<>();
        for (StreamRecord stream : of(run)) {
            if (stream.getStatus().mayBeOnAir()) {
                onAir.add(0, stream);
            }
        }
        return onAir;
    }

    /** Writes a stream down with the build before it is started. */
    static void add(Run<?, ?> run, StreamRecord stream) throws IOException {
        StreamsAction action;
        synchronized (run) {
            action = run.getAction(StreamsAction.class);
            if (action == null) {
                action = new StreamsAction();
                run.addAction(action);
            }
        }
        action.streams.add(stream);
        run.save();
    }
}
