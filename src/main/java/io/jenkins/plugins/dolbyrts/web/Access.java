package io.jenkins.plugins.dolbyrts.web;

import hudson.model.Item;
import hudson.model.Job;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.register.OnAir;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.Jenkins;
import org.springframework.security.access.AccessDeniedException;

/** What of the register the present user may see and do. Broadcasts of jobs that are gone are for administrators. */
final class Access {

    private Access() {}

    /** All broadcasts on air that the user may see, the longest on air first. */
    static List<ShownBroadcast> list() {
        List<ShownBroadcast> visible = new ArrayList<>();
        for (Broadcast broadcast : OnAir.get().list()) {
            Job<?, ?> job = job(broadcast);
            if (maySee(job)) {
                visible.add(new ShownBroadcast(broadcast, job));
            }
        }
        return visible;
    }

    /** A broadcast on air; null if there is none, and just as well if the user may not see it. */
    static Broadcast find(String id) {
        Broadcast broadcast = id == null ? null : OnAir.get().find(id);
        return broadcast == null || !maySee(job(broadcast)) ? null : broadcast;
    }

    /**
     * Refuses if the user may not stop a broadcast.
     *
     * @throws AccessDeniedException if so
     */
    static void checkStop(Broadcast broadcast) {
        Job<?, ?> job = job(broadcast);
        if (job == null) {
            Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        } else {
            job.checkPermission(Item.CANCEL);
        }
    }

    /** Whether the user may stop what a job has on air; null for a job that is gone. */
    static boolean mayStop(Job<?, ?> job) {
        return job == null ? Jenkins.get().hasPermission(Jenkins.ADMINISTER) : job.hasPermission(Item.CANCEL);
    }

    private static boolean maySee(Job<?, ?> job) {
        return job == null ? Jenkins.get().hasPermission(Jenkins.ADMINISTER) : job.hasPermission(Item.READ);
    }

    /** The job of a broadcast; null if it is gone, or hidden from the user, which an administrator's jobs never are. */
    private static Job<?, ?> job(Broadcast broadcast) {
        try {
            return Jenkins.get().getItemByFullName(broadcast.getJob(), Job.class);
        } catch (AccessDeniedException e) {
            return null;
        }
    }
}
