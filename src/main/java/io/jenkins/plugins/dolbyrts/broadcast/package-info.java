/**
 * What a broadcast is: its settings and their checks, its statuses, the course of a start and a stop, and the lines they
 * write to a build log. It builds on the client and imports nothing of Jenkins.
 */
package io.jenkins.plugins.dolbyrts.broadcast;
