package io.jenkins.plugins.dolbyrts.pipeline;

import hudson.AbortException;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.util.ClassLoaderSanityThreadFactory;
import hudson.util.DaemonThreadFactory;
import hudson.util.NamingThreadFactory;
import io.jenkins.plugins.dolbyrts.broadcast.InvalidFieldException;
import io.jenkins.plugins.dolbyrts.build.StreamService;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.springframework.security.core.Authentication;

/**
 * Runs a call to the service on a thread of its own, after which the step may go on to wait without one.
 *
 * <p>Two things set it apart from the stock execution for quick calls: after a restart of Jenkins the call is made
 * again, since all of ours may be repeated; and when the step is aborted during a call, the step ends only once the call
 * has, so that what became of it still reaches the build's log and record.
 *
 * @param <T> what the call returns
 */
abstract class ServiceExecution<T> extends StepExecution {

    private static final long serialVersionUID = 1;

    private static final ExecutorService THREADS = Executors.newCachedThreadPool(new NamingThreadFactory(
            new ClassLoaderSanityThreadFactory(new DaemonThreadFactory()), "Dolby.io RTS step"));

    /** Whether Jenkins was restarted since the step began. */
    private boolean resumed;

    private transient boolean calling;
    private transient Thread caller;
    private transient Throwable stopCause;

    ServiceExecution(StepContext context) {
        super(context);
    }

    /** Makes the call; after a restart of Jenkins, once more. */
    abstract T call() throws Exception;

    final boolean isResumed() {
        return resumed;
    }

    /** Goes on after the call; the stock way is to end the step with what the call returned. */
    void finished(T result) {
        getContext().onSuccess(result);
    }

    /** Goes on after a call that failed; the stock way is to fail the step. */
    void failed(Throwable failure) {
        getContext().onFailure(failure);
    }

    /** Goes on after an abort, once the call that it cut off has ended; the stock way is to fail the step. */
    void aborted(Throwable cause) {
        getContext().onFailure(cause);
    }

    /** Waits no longer, since the step is aborted. */
    void cancelWait() {
        // by default there is none
    }

    @Override
    public boolean start() {
        submit(this::call);
        return false;
    }

    @Override
    public void onResume() {
        resumed = true;
        submit(this::call);
    }

    @Override
    public void stop(Throwable cause) throws Exception {
        synchronized (this) {
            if (stopCause != null) {
                return;
            }
            stopCause = cause;
            if (caller != null) {
                caller.interrupt();
            }
            if (calling) {
                return;
            }
            cancelWait();
        }
        aborted(cause);
    }

    /** Goes on after an abort as if there had been none, for what has to be done all the same. */
    final synchronized void forgetAbort() {
        stopCause = null;
    }

    final synchronized boolean isAborted() {
        return stopCause != null;
    }

    /** Makes a call, unless the step is aborted already. */
    final synchronized void submit(Callable<T> call) {
        if (stopCause == null) {
            calling = true;
            Authentication authentication = Jenkins.getAuthentication2();
            THREADS.execute(() -> run(call, authentication));
        }
    }

    private void run(Callable<T> call, Authentication authentication) {
        T result = null;
        Throwable failure = begin();
        StreamService service = StreamService.get();
        if (failure == null) {
            try (ACLContext ignored = ACL.as2(authentication)) {
                result = call.call();
            } catch (InvalidFieldException e) {
                failure = new AbortException(e.getMessage());
            } catch (Exception | LinkageError e) {
                failure = e;
            }
        }
        if (failure == null || !service.isClosed()) {
            end(result, failure);
        } // else it is made again after the restart of Jenkins that cut it off
    }

    private synchronized Throwable begin() {
        caller = Thread.currentThread();
        return stopCause;
    }

    private void end(T result, Throwable failure) {
        Throwable stopped;
        synchronized (this) {
            caller = null;
            calling = false;
            stopped = stopCause;
        }
        if (stopped != null) {
            aborted(stopped);
        } else if (failure != null) {
            failed(failure);
        } else {
            goOn(result);
        }
    }

    /** A fault of this plugin must not leave the step without an end. */
    private void goOn(T result) {
        try {
            finished(result);
        } catch (RuntimeException e) {
            failed(e);
        }
    }
}
