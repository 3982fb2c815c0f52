package io.jenkins.plugins.dolbyrts.build;

import hudson.AbortException;
import hudson.model.Run;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.broadcast.StatusGoal;
import io.jenkins.plugins.dolbyrts.broadcast.StreamStatus;
import io.jenkins.plugins.dolbyrts.register.BroadcastsAction;
import io.jenkins.plugins.dolbyrts.register.OnAir;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a step wants to wait for.
 *
 * @param conferenceId null for everything that the build has put on air
 * @param patience null for as long as it takes
 */
public record WaitOrder(String conferenceId, StatusGoal goal, Duration patience) {

    /**
     * The broadcasts to wait for: the build's own, or else those of another build that this one may know of.
     *
     * @throws AbortException if there is none; its message is one line
     */
    public List<Broadcast> find(Run<?, ?> run) throws AbortException {
        List<Broadcast> found = own(run);
        if (found.isEmpty() && conferenceId != null) {
            found = ofOthers(run);
        }
        if (found.isEmpty()) {
            throw new AbortException(
                    conferenceId == null
                            ? "this build has put nothing on air: start a stream first"
                            : "the conference was not put on air by this Jenkins, or its stream is over: start it first");
        }
        return found;
    }

    /** Of several starts of one conference the last one counts; a refused one only if there is no other at all. */
    private List<Broadcast> own(Run<?, ?> run) {
        List<Broadcast> own = new ArrayList<>(BroadcastsAction.of(run));
        own.removeIf(broadcast -> conferenceId != null && !broadcast.isConference(conferenceId));
        if (own.stream().anyMatch(broadcast -> broadcast.getStatus() != StreamStatus.FAILED)) {
            own.removeIf(broadcast -> broadcast.getStatus() == StreamStatus.FAILED);
        }
        Map<String, Broadcast> last = new LinkedHashMap<>();
        own.forEach(broadcast -> last.put(broadcast.getConferenceId().toLowerCase(Locale.ROOT), broadcast));
        return List.copyOf(last.values());
    }

    private List<Broadcast> ofOthers(Run<?, ?> run) {
        return OnAir.get().ofConference(conferenceId).stream()
                .filter(broadcast -> OnAir.mayRead(run, broadcast))
                .toList();
    }
}
