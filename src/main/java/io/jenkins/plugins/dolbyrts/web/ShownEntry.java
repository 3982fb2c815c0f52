package io.jenkins.plugins.dolbyrts.web;

import io.jenkins.plugins.dolbyrts.broadcast.StreamStatus;
import io.jenkins.plugins.dolbyrts.broadcast.TimelineEntry;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** One thing that happened to a broadcast, for pages and the API. */
@ExportedBean(defaultVisibility = 999)
public final class ShownEntry {

    private final TimelineEntry entry;

    ShownEntry(TimelineEntry entry) {
        this.entry = entry;
    }

    /** When, as ISO 8601 in UTC. */
    @Exported
    public String getAt() {
        return getTime().getIso();
    }

    @Exported
    public StreamStatus getStatus() {
        return entry.getStatus();
    }

    @Exported
    public String getSource() {
        return entry.getSource().name();
    }

    @Exported
    public String getMessage() {
        return entry.getMessage();
    }

    public ShownTime getTime() {
        return new ShownTime(entry.getAt());
    }

    public ShownStatus getLook() {
        return new ShownStatus(entry.getStatus());
    }

    public String getSourceWord() {
        return switch (entry.getSource()) {
            case JENKINS -> Messages.ShownEntry_jenkins();
            case WEBHOOK -> Messages.ShownEntry_webhook();
            case MONITOR -> Messages.ShownEntry_monitor();
            case AUDIENCE -> Messages.ShownEntry_audience();
        };
    }
}
