package io.jenkins.plugins.dolbyrts.campaign;

import io.jenkins.plugins.dolbyrts.sandbox.Fault;
import io.jenkins.plugins.dolbyrts.sandbox.Sandbox;
import io.jenkins.plugins.dolbyrts.sandbox.SandboxStream;
import java.time.Duration;
import java.util.concurrent.Callable;

/** Lets one show begin, and its fault strike. */
final class Course implements Callable<Boolean> {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Show show;
    private final Sandbox sandbox;
    private final JenkinsProcess jenkins;

    Course(Show show, Sandbox sandbox, JenkinsProcess jenkins) {
        this.show = show;
        this.sandbox = sandbox;
        this.jenkins = jenkins;
    }

    /** Whether its fault came before its build was over. */
    @Override
    public Boolean call() throws Exception {
        show.kind().prepare(show, sandbox);
        if (!show.kind().strikes()) {
            begin();
            return true;
        }
        if (!show.moment().isDuringRequest()) {
            begin();
            await();
            return show.kind().strike(show, jenkins);
        }
        Fault held = show.reaches() ? Fault.holdAnswer() : Fault.hold();
        sandbox.next(show.moment().endpoint(), show.conference(), 1, held);
        try {
            begin();
            await(held);
            Thread.sleep(show.pause() / 4);
            boolean hit = show.kind().strike(show, jenkins);
            Thread.sleep(show.pause());
            return hit;
        } finally {
            held.release();
        }
    }

    private void begin() throws Exception {
        Thread.sleep(show.delay());
        jenkins.begin(show);
    }

    /** For a moment that the build may also pass by, then the fault strikes nevertheless. */
    private static void await(Fault held) throws InterruptedException {
        try {
            held.awaitArrived(PATIENCE);
        } catch (AssertionError passedBy) {
            // It strikes all the same.
        }
    }

    private void await() throws InterruptedException {
        if (show.moment() == Moment.BEFORE_START) {
            Thread.sleep(show.pause() / 8);
        } else {
            try {
                sandbox.awaitStream(show.conference(), SandboxStream.State.LIVE, PATIENCE);
            } catch (AssertionError passedBy) {
                // It strikes all the same.
            }
            Thread.sleep(show.pause());
        }
    }
}
