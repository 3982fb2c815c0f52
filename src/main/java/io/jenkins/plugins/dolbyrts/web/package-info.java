/** What people see: the broadcasts of a build on its page and in the list of builds, and the page of all on air. */
package io.jenkins.plugins.dolbyrts.web;
