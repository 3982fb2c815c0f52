package io.jenkins.plugins.dolbyrts.event;

import java.util.concurrent.Semaphore;

/** Lets few in at a time, and few others wait; whoever comes besides is sent away at once. */
final class Turnstile {

    private final Semaphore places;
    private final Semaphore inside;

    /**
     * Makes one.
     *
     * @param atOnce how many may be inside at a time
     * @param waiting how many others may wait
     */
    Turnstile(int atOnce, int waiting) {
        places = new Semaphore(atOnce + waiting);
        inside = new Semaphore(atOnce);
    }

    /** Goes in, maybe after a wait; whoever went in has to {@link #leave}. Returns false if sent away. */
    boolean enter() {
        if (!places.tryAcquire()) {
            return false;
        }
        inside.acquireUninterruptibly();
        return true;
    }

    void leave() {
        inside.release();
        places.release();
    }
}
