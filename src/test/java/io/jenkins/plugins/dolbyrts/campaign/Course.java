package io.jenkins.plugins.dolbyrts.campaign;

import io.jenkins.plugins.dolbyrts.sandbox.Fault;
import io.jenkins.plugins.dolbyrts.sandbox.Sandbox;
import io.jenkins.plugins.dolbyrts.sandbox.SandboxStream;
import java.time.Duration;

/** Lets one show begin, and its fault strike. */
final class Course implements Runnable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Show show;
    private final Sandbox sandbox;
    private final JenkinsProcess jenkins;

    Course(Show show, Sandbox sandbox, JenkinsProcess jenkins) {
        this.show = show;
        this.sandbox = sandbox;
        this.jenkins = jenkins;
    }

    @Override
    public void run() {
        try {
            show.kind().prepare(show, sandbox);
            if (show.kind().strikes() && show.moment().isDuringRequest()) {
                Fault held = show.reaches() ? Fault.holdAnswer() : Fault.hold();
                sandbox.next(show.moment().endpoint(), show.conference(), 1, held);
                try {
                    begin();
                    await(held);
                    Thread.sleep(show.pause() / 4);
                    show.kind().strike(show, jenkins);
                    Thread.sleep(show.pause());
                } finally {
                    held.release();
                }
            } else {
                begin();
                if (show.kind().strikes()) {
                    await();
                    show.kind().strike(show, jenkins);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new IllegalStateException(show.toString(), e);
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
