package io.jenkins.plugins.dolbyrts.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One stream of a conference, from its start to its end.
 *
 * @param conferenceId the conference that is mixed
 * @param streamName the Millicast stream that carries it
 * @param subscribeToken the secret that lets a viewer in; {@code null} for a stream that anyone may watch
 * @param viewerUrl where to watch, with the subscribe token if there is one
 * @param asked the start request's body
 */
record Broadcast(String conferenceId, String streamName, String subscribeToken, String viewerUrl, ObjectNode asked) {}
