package io.jenkins.plugins.dolbyrts.client;

/** How long a piece of work may take, whom to tell of retries, and what must not be shown. */
interface Effort {

    Deadline deadline();

    RetryListener listener();

    Secrets secrets();

    /** Work that nobody watches, without a secret so far. */
    static Effort unwatched(Deadline deadline) {
        record Unwatched(Deadline deadline, RetryListener listener, Secrets secrets) implements Effort {}
        return new Unwatched(deadline, (why, nextTry, tries, pause) -> {}, new Secrets());
    }
}
