package io.jenkins.plugins.dolbyrts.campaign;

import java.io.Serializable;

/**
 * What Jenkins has to know of a show.
 *
 * @param script a Pipeline, or a shell script for a freestyle job
 */
record Job(String name, String conference, String streamName, boolean freestyle, boolean agent, String script)
        implements Serializable {}
