/**
 * The Dolby.io REST client: endpoints, access tokens, start and stop of a stream, what the service tells of streams when
 * it is asked, time-outs, retries and typed errors.
 *
 * <p>It imports nothing of Jenkins and writes to no log: what happens on the way is told to a {@link
 * io.jenkins.plugins.dolbyrts.client.RetryListener}, and what went wrong is a {@link
 * io.jenkins.plugins.dolbyrts.client.DolbyException}.
 */
package io.jenkins.plugins.dolbyrts.client;
