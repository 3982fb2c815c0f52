/** The settings that an administrator makes once for the whole Jenkins. */
package io.jenkins.plugins.dolbyrts.config;
