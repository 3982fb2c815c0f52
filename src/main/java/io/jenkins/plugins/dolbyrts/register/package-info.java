/**
 * Which broadcasts this Jenkins has put on air: the register of those that are not over, the record that each build
 * keeps of its own, and the way back to the log of the build.
 */
package io.jenkins.plugins.dolbyrts.register;
