/**
 * What the service tells of a stream on its own: events, whether by webhook or listed by the monitor API, and the proof
 * that a webhook comes from the service. It builds on the client and imports nothing of Jenkins.
 */
package io.jenkins.plugins.dolbyrts.event;
