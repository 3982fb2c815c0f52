package io.jenkins.plugins.dolbyrts.config;

/** How the statuses of streams get here. */
public enum StatusSource {
    /** By webhook and from the monitor API, which is asked less often once webhooks are seen to arrive. */
    AUTOMATIC,
    /** By webhook alone. */
    WEBHOOK,
    /** From the monitor API alone. */
    MONITOR,
    /** Not at all. */
    NONE;

    public boolean takesWebhooks() {
        return this == AUTOMATIC || this == WEBHOOK;
    }

    public boolean asksMonitor() {
        return this == AUTOMATIC || this == MONITOR;
    }

    /** The name in a form. */
    public String getDisplayName() {
        return switch (this) {
            case AUTOMATIC -> Messages.StatusSource_automatic();
            case WEBHOOK -> Messages.StatusSource_webhook();
            case MONITOR -> Messages.StatusSource_monitor();
            case NONE -> Messages.StatusSource_none();
        };
    }
}
