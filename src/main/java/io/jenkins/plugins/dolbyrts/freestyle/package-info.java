/** The build steps of freestyle jobs: the Pipeline steps' settings, with variables filled in. */
package io.jenkins.plugins.dolbyrts.freestyle;
