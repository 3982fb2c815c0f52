/**
 * A local Dolby.io for tests and first tries. {@link io.jenkins.plugins.dolbyrts.sandbox.Sandbox} is where to begin;
 * {@link io.jenkins.plugins.dolbyrts.sandbox.SandboxMain} runs one by hand. Independent of the plugin's own code, so
 * that a misunderstanding in the one is not repeated by the other.
 */
package io.jenkins.plugins.dolbyrts.sandbox;
