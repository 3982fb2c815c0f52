package io.jenkins.plugins.dolbyrts.guard;

import hudson.AbortException;
import hudson.Extension;
import hudson.Launcher;
import hudson.model.AbstractBuild;
import hudson.model.BuildListener;
import hudson.model.Environment;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.RunListener;
import hudson.util.ClassLoaderSanityThreadFactory;
import hudson.util.DaemonThreadFactory;
import hudson.util.NamingThreadFactory;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.broadcast.BroadcastLog;
import io.jenkins.plugins.dolbyrts.build.StreamStop;
import io.jenkins.plugins.dolbyrts.register.BroadcastsAction;
import io.jenkins.plugins.dolbyrts.register.BuildLogs;
import io.jenkins.plugins.dolbyrts.register.OnAir;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;

/**
 * The last thing before a build ends: what must not outlive it is stopped, and what may stay on air is named in its last
 * lines. A build whose stream may be on air against its will is a failure.
 */
@Extension
public final class EndOfBuild extends RunListener<Run<?, ?>> {

    /** The thread of a Pipeline's program makes no calls of its own; it is past its end here and may wait for one. */
    private static final Executor THREADS = Executors.newCachedThreadPool(new NamingThreadFactory(
            new ClassLoaderSanityThreadFactory(new DaemonThreadFactory()), "Dolby.io RTS end of build"));

    @Override
    public void onCompleted(Run<?, ?> run, TaskListener listener) {
        if (run instanceof FlowExecutionOwner.Executable && !isClear(run, listener)) {
            run.setResult(Result.FAILURE);
        }
    }

    /** A freestyle build can still fail when its environment is torn down, but not later. */
    @Override
    public Environment setUpEnvironment(AbstractBuild build, Launcher launcher, BuildListener listener) {
        return new Environment() {
            @Override
            public boolean tearDown(AbstractBuild over, BuildListener log) {
                return isClear(over, log);
            }
        };
    }

    /** Stops what is guarded, and says of the rest that it stays. */
    private static boolean isClear(Run<?, ?> run, TaskListener listener) {
        boolean clear = true;
        for (Broadcast broadcast : BroadcastsAction.of(run)) {
            if (broadcast.getStatus().mayBeOnAir()) {
                if (broadcast.mustEndWithBuild()) {
                    clear &= stop(broadcast, listener);
                } else {
                    leave(broadcast, listener);
                }
            }
        }
        return clear;
    }

    private static boolean stop(Broadcast broadcast, TaskListener listener) {
        try {
            if (BackgroundStops.get().isAtWork(broadcast)) {
                throw new AbortException("an earlier stop failed");
            }
            CompletableFuture.runAsync(() -> stop(broadcast, BuildLogs.of(listener, broadcast)), THREADS)
                    .get();
            return true;
        } catch (ExecutionException | AbortException | InterruptedException e) {
            // aborted once more: not interrupted any longer, so that Jenkins can save the build
            BackgroundStops.get()
                    .takeOver(broadcast, BuildLogs.of(listener, broadcast), "the stop at the end of the build failed");
            return false;
        }
    }

    private static void stop(Broadcast broadcast, BroadcastLog log) {
        try {
            StreamStop.stop(broadcast, "the end of the build", log);
        } catch (AbortException | InterruptedException e) {
            throw new CompletionException(e);
        }
    }

    private static void leave(Broadcast broadcast, TaskListener listener) {
        String viewer = broadcast.getViewerUrl() == null ? "" : ", the audience watches at " + broadcast.getViewerUrl();
        BuildLogs.of(listener, broadcast)
                .warning("the build ends and the stream stays on air" + viewer
                        + ": stop it with dolbyRtsStop conferenceId: '" + broadcast.getConferenceId()
                        + "' or on the page \"On air\"");
        broadcast.leaveOnAir();
        OnAir.get().changed(broadcast);
    }
}
