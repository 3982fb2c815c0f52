package io.jenkins.plugins.dolbyrts.guard;

import hudson.Extension;
import hudson.model.AdministrativeMonitor;
import hudson.model.Run;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.config.DolbyRtsConfiguration;
import io.jenkins.plugins.dolbyrts.register.OnAir;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Tells administrators of broadcasts that somebody should look at, since they cost money and nobody may know. */
@Extension
public final class OnAirMonitor extends AdministrativeMonitor {

    /** A broadcast and what is the matter with it. */
    public record Concern(Broadcast broadcast, String what) {

        /** The build that started it. */
        public String build() {
            return broadcast.getJob() + " #" + broadcast.getBuild();
        }
    }

    @Override
    public String getDisplayName() {
        return Messages.OnAirMonitor_displayName();
    }

    @Override
    public boolean isActivated() {
        return !getConcerns().isEmpty();
    }

    /** What to look at, the longest on air first. */
    public List<Concern> getConcerns() {
        return OnAir.get().list().stream()
                .map(OnAirMonitor::concern)
                .filter(Objects::nonNull)
                .toList();
    }

    private static Concern concern(Broadcast broadcast) {
        String what = null;
        if (BackgroundStops.isWanted(broadcast)) {
            what = Messages.OnAirMonitor_stopping();
        } else if (broadcast.getStopUntil() != null) {
            what = Messages.OnAirMonitor_gaveUp();
        } else if (isAlone(broadcast)) {
            what = Messages.OnAirMonitor_alone();
        } else if (broadcast.getRequestedAt().isBefore(Instant.now().minus(limit()))) {
            what = Messages.OnAirMonitor_tooLong(limit().toHours());
        }
        return what == null ? null : new Concern(broadcast, what);
    }

    /** Whether its build is gone without having said that it leaves the stream on air. */
    private static boolean isAlone(Broadcast broadcast) {
        Run<?, ?> run = OnAir.build(broadcast);
        return run == null || !run.isBuilding() && !broadcast.isLeftOnAir();
    }

    private static Duration limit() {
        return Duration.ofHours(DolbyRtsConfiguration.get().getOnAirLimit());
    }
}
