/** The Pipeline steps. */
package io.jenkins.plugins.dolbyrts.pipeline;
