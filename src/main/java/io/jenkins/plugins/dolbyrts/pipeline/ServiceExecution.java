package io.jenkins.plugins.dolbyrts.pipeline;

import hudson.AbortException;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.util.ClassLoaderSanityThreadFactory;
import hudson.util.DaemonThreadFactory;
import hudson.util.NamingThreadFactory;
import io.jenkins.plugins.dolbyrts.broadcast.InvalidFieldException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.springframework.security.core.Authentication;

/**
 * Runs a call to the service on a thread of its own.
 *
 * <p>Two things set it apart from the stock execution for quick calls: after a restart of Jenkins the call is made
 * again, since all of ours may be repeated; and when the step is aborted, the step ends only once the call has, so that
 * what became of it still reaches the build's log and record.
 *
 * @param <T> what the step returns
 */
abstract class ServiceExecution<T> extends StepExecution {

    private static final long serialVersionUID = 1;

    private static final ExecutorService THREADS = Executors.newCachedThreadPool(new NamingThreadFactory(
            new ClassLoaderSanityThreadFactory(new DaemonThreadFactory()), "Dolby.io RTS step"));

    private transient boolean submitted;
    private transient Thread caller;
    private transient Throwable stopCause;

    ServiceExecution(StepContext context) {
        super(context);
    }

    /**
     * Makes the call.
     *
     * @param resumed whether Jenkins was restarted while an earlier call of this execution was under way
     */
    abstract T call(boolean resumed) throws Exception;

    @Override
    public final boolean start() {
        submit(false);
        return false;
    }

    @Override
    public final void onResume() {
        submit(true);
    }

    @Override
    public final void stop(Throwable cause) {
        synchronized (this) {
            if (stopCause != null) {
                return;
            }
            stopCause = cause;
            if (caller != null) {
                caller.interrupt();
            }
            if (submitted) {
                return;
            }
        }
        getContext().onFailure(cause);
    }

    private synchronized void submit(boolean resumed) {
        if (stopCause == null) {
            submitted = true;
            Authentication authentication = Jenkins.getAuthentication2();
            THREADS.execute(() -> run(authentication, resumed));
        }
    }

    private void run(Authentication authentication, boolean resumed) {
        T result = null;
        Throwable failure = begin();
        if (failure == null) {
            try (ACLContext ignored = ACL.as2(authentication)) {
                result = call(resumed);
            } catch (InvalidFieldException e) {
                failure = new AbortException(e.getMessage());
            } catch (Exception | LinkageError e) {
                failure = e;
            }
        }
        Throwable stopped = end();
        if (stopped != null) {
            getContext().onFailure(stopped);
        } else if (failure != null) {
            getContext().onFailure(failure);
        } else {
            getContext().onSuccess(result);
        }
    }

    private synchronized Throwable begin() {
        caller = Thread.currentThread();
        return stopCause;
    }

    private synchronized Throwable end() {
        caller = null;
        return stopCause;
    }
}
