package io.jenkins.plugins.dolbyrts.pipeline;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.broadcast.BroadcastLog;
import io.jenkins.plugins.dolbyrts.broadcast.StatusGoal;
import io.jenkins.plugins.dolbyrts.broadcast.StreamStatus;
import io.jenkins.plugins.dolbyrts.build.StartOrder;
import io.jenkins.plugins.dolbyrts.build.StatusWait;
import io.jenkins.plugins.dolbyrts.build.StreamLoss;
import io.jenkins.plugins.dolbyrts.build.StreamLost;
import io.jenkins.plugins.dolbyrts.build.StreamStart;
import io.jenkins.plugins.dolbyrts.build.StreamStop;
import io.jenkins.plugins.dolbyrts.build.Variables;
import io.jenkins.plugins.dolbyrts.guard.BackgroundStops;
import io.jenkins.plugins.dolbyrts.register.BroadcastReference;
import io.jenkins.plugins.dolbyrts.register.BuildLogs;
import java.io.IOException;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jenkinsci.plugins.workflow.steps.BodyExecution;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * The course of a {@link DolbyRtsBroadcastStep}: start, body, stop. Each part may be cut off by a restart of Jenkins and
 * is taken up again; an abort leads to the stop from wherever it strikes.
 */
final class BroadcastExecution extends ServiceExecution<Broadcast> {

    private static final long serialVersionUID = 1;

    private enum Part {
        START,
        BODY,
        STOP
    }

    private final DolbyRtsBroadcastStep step;
    private volatile Part part = Part.START;
    /** Null until the broadcast is written down, which is before its start is sent. */
    private BroadcastReference reference;

    /** Of the start and the wait, in milliseconds of the epoch, so that a restart of Jenkins does not lengthen them. */
    private long deadline;

    /** Null where the block does not wait. */
    private StatusGoal goal;
    /** Null unless the body runs: it holds on to what the body returns, which need not be serializable. */
    private BodyExecution body;
    /** What the body has returned; delivered when the stream is stopped, unless Jenkins is restarted in between. */
    private transient Object result;
    /** Why the body, or an abort, has ended it all; delivered when the stream is stopped. */
    private Throwable failure;

    private transient StatusWait wait;
    private transient StreamLoss.Watch watch;
    private transient Thread restarting;
    /** Whether the stop is under way or over, so that what ends now is not the call before. */
    private transient volatile boolean stopping;

    BroadcastExecution(DolbyRtsBroadcastStep step, StepContext context) {
        super(context);
        this.step = step;
    }

    @Override
    public void onResume() {
        if (part == Part.START) {
            super.onResume();
        } else if (part == Part.BODY) {
            Broadcast broadcast = broadcast();
            if (broadcast != null && isBeingRestarted(broadcast)) {
                lost(broadcast);
            } else {
                watch(broadcast);
            }
        } else {
            submit(this::stopStream);
        }
    }

    /** Whether it was lost and not back yet when Jenkins went down. */
    private static boolean isBeingRestarted(Broadcast broadcast) {
        return broadcast.getStatus() == StreamStatus.REQUESTED || broadcast.getStatus() == StreamStatus.FAILED;
    }

    @Override
    Broadcast call() throws Exception {
        Broadcast begun = broadcast();
        if (begun != null && !begun.isUnanswered() && begun.getStatus() != StreamStatus.FAILED) {
            return begun; // before Jenkins was restarted
        }
        StartOrder order = step.order(UnaryOperator.identity());
        goal = order.waitFor();
        if (deadline == 0) {
            deadline = System.currentTimeMillis() + order.patience().toMillis();
        }
        return StreamStart.start(
                        getContext().get(Run.class),
                        getContext().get(TaskListener.class),
                        order,
                        isResumed(),
                        this::written)
                .broadcast();
    }

    private void written(Broadcast broadcast) {
        reference = new BroadcastReference(broadcast);
        getContext().saveState();
    }

    @Override
    void finished(Broadcast broadcast) {
        if (part == Part.STOP) {
            if (stopping) {
                deliver(failure);
            }
        } else if (goal == null) {
            runBody(broadcast);
        } else {
            Duration patience = Duration.ofMillis(Math.max(0, deadline - System.currentTimeMillis()));
            wait = new StatusWait(broadcast, goal, obstacle -> waited(broadcast, obstacle));
            BuildLogs.of(broadcast).waiting(goal, patience);
            wait.begin(patience);
        }
    }

    private void waited(Broadcast broadcast, String obstacle) {
        if (obstacle == null) {
            runBody(broadcast);
        } else {
            end(null, new AbortException(obstacle));
        }
    }

    private void runBody(Broadcast broadcast) {
        try {
            EnvVars variables = Variables.of(broadcast);
            BodyInvoker invoker = getContext()
                    .newBodyInvoker()
                    .withContext(EnvironmentExpander.merge(
                            getContext().get(EnvironmentExpander.class), EnvironmentExpander.constant(variables)))
                    .withCallback(new Callback(this));
            synchronized (this) {
                if (!goOn(Part.BODY)) {
                    return; // aborted at the last moment
                }
                body = invoker.start();
            }
            getContext().saveState();
            watch(broadcast);
        } catch (IOException | InterruptedException e) {
            end(null, e);
        }
    }

    /** Goes on to a later part; false if the course is there already, or past it. */
    private synchronized boolean goOn(Part next) {
        boolean later = next.compareTo(part) > 0;
        part = later ? next : part;
        return later;
    }

    private synchronized void watch(Broadcast broadcast) {
        if (broadcast != null) {
            watch = new StreamLoss.Watch(broadcast, () -> lost(broadcast));
            watch.begin();
        }
    }

    private synchronized void lost(Broadcast broadcast) {
        if (part != Part.BODY) {
            return;
        }
        try {
            restarting = StreamLoss.react(
                    step.policy(),
                    broadcast,
                    getContext().get(Run.class),
                    getContext().get(TaskListener.class),
                    () -> step.order(UnaryOperator.identity()),
                    this::cutOff,
                    () -> watch(broadcast));
        } catch (IOException | InterruptedException e) {
            cutOff(e.getMessage());
        }
    }

    private synchronized void cutOff(String what) {
        if (body != null) {
            failure = new AbortException(what);
            body.cancel(new FlowInterruptedException(Result.FAILURE, true, new StreamLost(what)));
        }
    }

    @Override
    void cancelWait() {
        if (wait != null) {
            wait.cancel();
        }
    }

    @Override
    public void stop(Throwable cause) throws Exception {
        if (!isBodyCancelled(cause)) {
            super.stop(cause);
        }
    }

    private synchronized boolean isBodyCancelled(Throwable cause) {
        return body != null && body.cancel(cause);
    }

    /** Aborted while the stream was being started: it is stopped. Aborted while it was being stopped: others go on. */
    @Override
    void aborted(Throwable cause) {
        forgetAbort();
        if (part == Part.STOP) {
            handOver("aborted while the stop was under way");
            deliver(failure == null ? cause : failure);
        } else {
            end(null, cause);
        }
    }

    @Override
    void failed(Throwable cause) {
        if (part == Part.STOP && !stopping) {
            return; // the call before; the stop is yet to come
        }
        if (part == Part.STOP) {
            handOver(cause.getMessage());
            deliver(failure == null ? cause : failure);
        } else {
            end(null, cause);
        }
    }

    private synchronized void end(Object bodyResult, Throwable bodyFailure) {
        if (!goOn(Part.STOP)) {
            return;
        }
        body = null;
        result = bodyResult;
        failure = failure == null ? bodyFailure : failure;
        if (watch != null) {
            watch.end();
        }
        getContext().saveState();
        submit(this::stopStream);
    }

    private Broadcast stopStream() throws Exception {
        stopping = true;
        if (restarting != null) {
            restarting.interrupt();
            restarting.join();
        }
        Broadcast broadcast = broadcast();
        if (broadcast != null && broadcast.getStatus().mayBeOnAir()) {
            BroadcastLog log = BuildLogs.of(getContext().get(TaskListener.class), broadcast);
            StreamStop.stop(broadcast, "the end of the block", log);
        }
        return broadcast;
    }

    private void handOver(String why) {
        Broadcast broadcast = broadcast();
        if (broadcast != null && broadcast.getStatus().mayBeOnAir()) {
            BackgroundStops.get().takeOver(broadcast, BuildLogs.of(broadcast), why);
        }
    }

    private void deliver(Throwable cause) {
        if (cause == null) {
            getContext().onSuccess(result);
        } else {
            getContext().onFailure(cause);
        }
    }

    private Broadcast broadcast() {
        return reference == null ? null : reference.find();
    }

    private static final class Callback extends BodyExecutionCallback {

        private static final long serialVersionUID = 1;

        private final BroadcastExecution execution;

        Callback(BroadcastExecution execution) {
            this.execution = execution;
        }

        @Override
        public void onSuccess(StepContext context, Object result) {
            execution.end(result, null);
        }

        @Override
        public void onFailure(StepContext context, Throwable failure) {
            execution.end(null, failure);
        }
    }
}
