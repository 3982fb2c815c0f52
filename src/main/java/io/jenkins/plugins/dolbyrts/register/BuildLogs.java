package io.jenkins.plugins.dolbyrts.register;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.RunListener;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.broadcast.BroadcastLog;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;

/** Finds the log of a build that is under way, to write to it from outside of its steps. */
@Extension
public final class BuildLogs extends RunListener<Run<?, ?>> {

    private static final Logger LOGGER = Logger.getLogger(BuildLogs.class.getName());

    /** By build, since its job may be renamed meanwhile; a Pipeline knows its own log. */
    private final Map<Run<?, ?>, TaskListener> listeners = new ConcurrentHashMap<>();

    @Override
    public void onStarted(Run<?, ?> run, TaskListener listener) {
        if (!(run instanceof FlowExecutionOwner.Executable)) {
            listeners.put(run, listener);
        }
    }

    @Override
    public void onFinalized(Run<?, ?> run) {
        listeners.remove(run);
    }

    /** The log of the build that started a broadcast; one that writes nowhere if that build is gone or over. */
    public static BroadcastLog of(Broadcast broadcast) {
        return of(OnAir.build(broadcast), broadcast);
    }

    /** The log of a build that has to do with a broadcast; one that writes nowhere if the build is gone or over. */
    public static BroadcastLog of(Run<?, ?> run, Broadcast broadcast) {
        return of(
                run == null || !run.isLogUpdated()
                        ? TaskListener.NULL
                        : ExtensionList.lookupSingleton(BuildLogs.class).find(run),
                broadcast);
    }

    /** The log of a build that is at hand. */
    public static BroadcastLog of(TaskListener listener, Broadcast broadcast) {
        return of(listener, broadcast.getConferenceId(), broadcast.getStreamName());
    }

    /**
     * The same for a conference that may have no broadcast.
     *
     * @param streamName null if it is not known
     */
    public static BroadcastLog of(TaskListener listener, String conferenceId, String streamName) {
        return new BroadcastLog(listener.getLogger(), Clock.systemUTC(), conferenceId, streamName);
    }

    private TaskListener find(Run<?, ?> run) {
        try {
            if (run instanceof FlowExecutionOwner.Executable pipeline) {
                FlowExecutionOwner owner = pipeline.asFlowExecutionOwner();
                return owner == null ? TaskListener.NULL : owner.getListener();
            }
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "cannot write to the log of " + run);
        }
        return listeners.getOrDefault(run, TaskListener.NULL);
    }
}
