/** How the true status of a stream gets here: by webhook, from the monitor API, and from the audience's side. */
package io.jenkins.plugins.dolbyrts.status;
