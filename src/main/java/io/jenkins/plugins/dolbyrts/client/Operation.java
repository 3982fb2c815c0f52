package io.jenkins.plugins.dolbyrts.client;

/**
 * One operation for one build: who asks, until when, whom to tell of retries, and what must not be shown.
 *
 * @param secrets every secret in play; the client adds the access tokens it is given
 */
public record Operation(Account account, Deadline deadline, RetryListener listener, Secrets secrets) implements Effort {

    public Operation {
        secrets.add(account.secret());
        secrets.add(account.basicAuthorization().substring("Basic ".length()));
    }
}
