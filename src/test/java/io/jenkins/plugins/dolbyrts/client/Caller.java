package io.jenkins.plugins.dolbyrts.client;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A build's thread in the midst of an operation. */
final class Caller<T> {

    /** Far shorter than what a server makes its client wait, far longer than a busy machine takes. */
    private static final Duration AT_ONCE = Duration.ofSeconds(20);

    private final Thread thread;
    private T result;
    private Throwable failure;

    private Caller(Callable<T> task) {
        thread = new Thread(
                () -> {
                    try {
                        result = task.call();
                    } catch (Throwable e) {
                        failure = e;
                    }
                },
                "caller");
        thread.setDaemon(true);
    }

    /** Begins the operation. */
    static <T> Caller<T> of(Callable<T> task) {
        Caller<T> caller = new Caller<>(task);
        caller.thread.start();
        return caller;
    }

    /** Aborts the operation, as Jenkins does. */
    void interrupt() {
        thread.interrupt();
    }

    /** Waits until the thread waits for something inside one of these classes. */
    void awaitBlockedIn(Class<?>... classes) throws InterruptedException {
        List<String> names = Arrays.stream(classes).map(Class::getName).toList();
        await("wait in " + names, stack -> stack.anyMatch(frame -> names.contains(frame.getClassName())));
    }

    /** Waits until the thread pauses before another try. */
    void awaitPausing() throws InterruptedException {
        await(
                "pause",
                stack -> stack.filter(frame -> !frame.getClassName().startsWith("java."))
                        .findFirst()
                        .filter(frame -> frame.getClassName().equals(Retries.class.getName()))
                        .isPresent());
    }

    T result() throws InterruptedException {
        join();
        assertNull(failure);
        return result;
    }

    Throwable failure() throws InterruptedException {
        join();
        assertNotNull(failure, "it did not fail");
        return failure;
    }

    private void await(String what, Predicate<Stream<StackTraceElement>> where) throws InterruptedException {
        long end = System.nanoTime() + AT_ONCE.toNanos();
        while (!isWaiting() || !where.test(Arrays.stream(thread.getStackTrace()))) {
            if (System.nanoTime() - end > 0 || !thread.isAlive()) {
                throw new AssertionError("did not " + what, failure);
            }
            Thread.sleep(1);
        }
    }

    private boolean isWaiting() {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    private void join() throws InterruptedException {
        thread.join(AT_ONCE.toMillis());
        if (thread.isAlive()) {
            AssertionError late = new AssertionError("did not come back within " + AT_ONCE);
            late.setStackTrace(thread.getStackTrace());
            throw late;
        }
    }
}
