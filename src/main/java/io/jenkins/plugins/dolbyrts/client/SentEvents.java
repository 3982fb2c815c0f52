package io.jenkins.plugins.dolbyrts.client;

import java.util.List;

/**
 * What the monitor API lists.
 *
 * @param events in the order of the service, which is not documented; an event that was sent to several addresses, or
 *     several times, is listed as often
 * @param complete false if there are more pages than are read at once: ask for a shorter time
 */
public record SentEvents(List<SentEvent> events, boolean complete) {}
