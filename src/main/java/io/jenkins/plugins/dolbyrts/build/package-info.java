/**
 * What a build does with streams: it finds their credentials, starts and stops them, and keeps a record of its own. The
 * steps of Pipeline and Freestyle are two doors to it.
 */
package io.jenkins.plugins.dolbyrts.build;
