package io.jenkins.plugins.dolbyrts.web;

import hudson.Util;
import hudson.model.Job;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.broadcast.StreamStatus;
import java.util.List;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** A broadcast as it is at this moment, for pages and the API of those who may read its job. */
@ExportedBean(defaultVisibility = 999)
public final class ShownBroadcast {

    private final Broadcast broadcast;
    private final Job<?, ?> job;
    private final List<ShownEntry> timeline;

    /**
     * Takes a broadcast as it is.
     *
     * @param job the job that started it; null if it is gone
     */
    ShownBroadcast(Broadcast broadcast, Job<?, ?> job) {
        this.broadcast = broadcast;
        this.job = job;
        this.timeline = broadcast.getTimeline().stream().map(ShownEntry::new).toList();
    }

    @Exported
    public String getId() {
        return broadcast.getId();
    }

    @Exported
    public String getConferenceId() {
        return broadcast.getConferenceId();
    }

    @Exported
    public String getStreamName() {
        return broadcast.getStreamName();
    }

    @Exported
    public StreamStatus getStatus() {
        return last().getStatus();
    }

    /** When the present status was reached, as ISO 8601 in UTC. */
    @Exported
    public String getStatusSince() {
        return getSince().getIso();
    }

    /** When the start was asked for, as ISO 8601 in UTC. */
    @Exported
    public String getRequestedAt() {
        return timeline.get(0).getAt();
    }

    /** Full name of the job. */
    @Exported
    public String getJob() {
        return broadcast.getJob();
    }

    @Exported
    public int getBuild() {
        return broadcast.getBuild();
    }

    /** Null if the job is gone. */
    @Exported
    public String getBuildUrl() {
        return job == null ? null : Util.fixNull(Jenkins.get().getRootUrl()) + getBuildPath();
    }

    @Exported
    public String getViewerUrl() {
        String url = broadcast.getViewerUrl();
        return url != null && url.matches("https?://.*") ? url : null;
    }

    @Exported
    public Integer getViewers() {
        return broadcast.getViewers();
    }

    /** What was said last. */
    @Exported
    public String getMessage() {
        return last().getMessage();
    }

    @Exported
    public List<ShownEntry> getTimeline() {
        return timeline;
    }

    /** Below the root of Jenkins; null if the job is gone. */
    public String getBuildPath() {
        return job == null ? null : job.getUrl() + broadcast.getBuild() + "/";
    }

    public String getBuildName() {
        return (job == null ? broadcast.getJob() : job.getFullDisplayName()) + " #" + broadcast.getBuild();
    }

    /** The name of the stream, unless it says no more than that it is the conference's. */
    public String getTitle() {
        String name = getStreamName();
        return name != null && name.endsWith(getConferenceId()) ? null : name;
    }

    public ShownTime getStart() {
        return timeline.get(0).getTime();
    }

    public ShownTime getSince() {
        int first = timeline.size() - 1;
        while (first > 0 && timeline.get(first - 1).getStatus() == getStatus()) {
            first--;
        }
        return timeline.get(first).getTime();
    }

    public ShownStatus getLook() {
        return isBeingStopped() ? new ShownStatus(StreamStatus.STOPPING) : last().getLook();
    }

    /** Whether there is a stop under way that somebody asked for on the page. */
    public boolean isBeingStopped() {
        return Stops.get().isUnderWay(broadcast);
    }

    /** Whether the person who looks may stop it, and there is something to stop. */
    public boolean isStoppable() {
        return getStatus().mayBeOnAir() && Access.mayStop(job);
    }

    private ShownEntry last() {
        return timeline.get(timeline.size() - 1);
    }
}
