package io.jenkins.plugins.dolbyrts.broadcast;

import java.util.ArrayList;
import java.util.List;

/** What happened to a broadcast. It never changes: what happens next makes another one. */
final class Timeline {

    private static final int MAX_ENTRIES = 200;

    private final List<TimelineEntry> entries;

    Timeline(TimelineEntry first) {
        this(new ArrayList<>(List.of(first)));
    }

    private Timeline(List<TimelineEntry> entries) {
        this.entries = entries;
    }

    /** All of it, the earliest first. */
    List<TimelineEntry> entries() {
        return List.copyOf(entries);
    }

    TimelineEntry first() {
        return entries.get(0);
    }

    TimelineEntry last() {
        return entries.get(entries.size() - 1);
    }

    /** What happened since the broadcast was started the last time, the start first. */
    List<TimelineEntry> sinceStart() {
        return List.copyOf(entries.subList(lastStart(), entries.size()));
    }

    /** What the service told last before the broadcast was started the last time; null if it told nothing. */
    TimelineEntry lastEventBeforeStart() {
        for (int i = lastStart() - 1; i >= 0; i--) {
            if (entries.get(i).getSource() != Source.JENKINS) {
                return entries.get(i);
            }
        }
        return null;
    }

    private int lastStart() {
        int start = entries.size() - 1;
        while (start > 0 && entries.get(start).getStatus() != StreamStatus.REQUESTED) {
            start--;
        }
        return start;
    }

    /** How often the broadcast was started. */
    int starts() {
        return (int) entries.stream()
                .filter(entry -> entry.getStatus() == StreamStatus.REQUESTED)
                .count();
    }

    /** The same and one thing more. Of too many, the first stays, which tells when it all began. */
    Timeline and(TimelineEntry next) {
        List<TimelineEntry> longer = new ArrayList<>(entries);
        if (longer.size() == MAX_ENTRIES) {
            longer.remove(1);
        }
        longer.add(next);
        return new Timeline(longer);
    }

    /** The same with another end. */
    Timeline butLast(TimelineEntry last) {
        List<TimelineEntry> same = new ArrayList<>(entries);
        same.set(same.size() - 1, last);
        return new Timeline(same);
    }
}
