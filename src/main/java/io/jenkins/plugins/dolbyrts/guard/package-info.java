/** What sees to it that no stream outlives its build: at the end of a build, after a crash, and when a stop fails. */
package io.jenkins.plugins.dolbyrts.guard;
