package io.jenkins.plugins.dolbyrts.client;

import java.time.Duration;

/** Is told of each retry before the pause that precedes it. */
@FunctionalInterface
public interface RetryListener {

    /**
     * Tells that a request failed and will be sent again.
     *
     * @param why what went wrong, fit for a log
     * @param nextTry the number of the try to come, from 2
     * @param tries how many there are at most
     * @param pause how long the client waits before it
     */
    void retrying(DolbyException why, int nextTry, int tries, Duration pause);
}
