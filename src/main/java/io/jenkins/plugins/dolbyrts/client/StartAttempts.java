package io.jenkins.plugins.dolbyrts.client;

import io.jenkins.plugins.dolbyrts.client.DolbyException.Kind;

/** The tries of one start. They remember whether an earlier one may have worked although its answer was lost. */
final class StartAttempts implements Retries.Attempt<StartAnswer> {

    private final Retries.Attempt<StartAnswer> attempt;
    private boolean mayBeStarted;

    StartAttempts(Retries.Attempt<StartAnswer> attempt, boolean mayBeStarted) {
        this.attempt = attempt;
        this.mayBeStarted = mayBeStarted;
    }

    @Override
    public StartAnswer make() throws DolbyException, InterruptedException {
        try {
            return attempt.make();
        } catch (DolbyException e) {
            if (mayBeStarted && e.kind() == Kind.ALREADY_STARTED) {
                return StartAnswer.assumed(e.getMessage());
            }
            mayBeStarted |= e.isEffectUnknown();
            throw e.withEffectUnknown(mayBeStarted);
        }
    }
}
