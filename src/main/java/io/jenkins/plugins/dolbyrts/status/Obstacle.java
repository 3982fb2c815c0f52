package io.jenkins.plugins.dolbyrts.status;

import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.register.BuildLogs;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Why statuses cannot be had from a source at the moment. Each build that is concerned is told once. */
final class Obstacle {

    private final String prefix;
    private final Set<String> told = new HashSet<>();
    private String why;

    /**
     * Makes one that does not stand yet.
     *
     * @param prefix what cannot be done, for the build's log
     */
    Obstacle(String prefix) {
        this.prefix = prefix;
    }

    synchronized void stands(String reason) {
        why = reason;
    }

    synchronized void isGone() {
        why = null;
        told.clear();
    }

    /** Tells the builds of these broadcasts, which are all that there are, unless they know. */
    synchronized void tell(List<Broadcast> broadcasts) {
        told.retainAll(broadcasts.stream().map(Broadcast::getId).collect(Collectors.toSet()));
        if (why != null) {
            String what = prefix + ": " + why;
            broadcasts.stream()
                    .filter(broadcast -> told.add(broadcast.getId()))
                    .forEach(broadcast -> BuildLogs.of(broadcast).warning(what));
        }
    }
}
