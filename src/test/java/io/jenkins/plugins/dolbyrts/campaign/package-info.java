/**
 * The fault campaign: hundreds of broadcasts in a real Jenkins, each hit by a fault at a random moment, and the truth of
 * the sandbox to compare the outcome with.
 */
package io.jenkins.plugins.dolbyrts.campaign;
