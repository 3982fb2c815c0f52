package io.jenkins.plugins.dolbyrts.web;

import io.jenkins.plugins.dolbyrts.broadcast.StreamStatus;

/** A status on a page: a word, a symbol beside it for a quick look, and a colour that nobody depends on. */
public record ShownStatus(StreamStatus status) {

    private static final String ON_AIR = "symbol-on-air plugin-dolby-rts";

    public String getWord() {
        return switch (status) {
            case REQUESTED -> Messages.ShownStatus_requested();
            case ACCEPTED -> Messages.ShownStatus_accepted();
            case LIVE -> Messages.ShownStatus_live();
            case STOPPING -> Messages.ShownStatus_stopping();
            case STOPPED -> Messages.ShownStatus_stopped();
            case ERROR -> Messages.ShownStatus_error();
            case FAILED -> Messages.ShownStatus_failed();
            case REHEARSED -> Messages.ShownStatus_rehearsed();
        };
    }

    /** The symbol, by its name in Jenkins. */
    public String getSymbol() {
        return switch (status) {
            case REQUESTED, ACCEPTED, STOPPING -> "symbol-hourglass";
            case LIVE -> ON_AIR;
            case STOPPED -> "symbol-off-air plugin-dolby-rts";
            case ERROR -> "symbol-warning";
            case FAILED -> "symbol-close-circle";
            case REHEARSED -> "symbol-check";
        };
    }

    /** A class of Jenkins' own, so that it goes with the theme. */
    public String getColor() {
        return switch (status) {
            case REQUESTED, ACCEPTED, STOPPING -> "jenkins-!-info-color";
            case LIVE -> "jenkins-!-success-color";
            case STOPPED, REHEARSED -> "jenkins-!-text-color-secondary";
            case ERROR, FAILED -> "jenkins-!-error-color";
        };
    }
}
