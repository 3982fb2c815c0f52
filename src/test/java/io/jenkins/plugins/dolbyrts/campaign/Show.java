package io.jenkins.plugins.dolbyrts.campaign;

import io.jenkins.plugins.dolbyrts.sandbox.SandboxAccount;
import java.util.Locale;
import java.util.Random;

/**
 * The plan of one broadcast and of what befalls it; all its chances were taken when it was made.
 *
 * @param conference each has its own
 * @param delay before its build begins, in milliseconds
 * @param length of its body, in milliseconds
 * @param pause from its moment to the stroke, in milliseconds
 * @param times how often a fault of the network befalls it
 * @param reaches whether a request that is hit gets to the service before it is
 */
record Show(
        String name,
        String conference,
        FaultKind kind,
        Form form,
        Moment moment,
        int delay,
        int length,
        int pause,
        int times,
        boolean reaches) {

    /** What a build's log holds only if the body came to its end. */
    static final String OVER = "the show is over";

    /** Takes all chances from the random numbers. */
    static Show random(int number, String conference, FaultKind kind, Random random) {
        int form = random.nextInt(10);
        int moment = random.nextInt(Moment.values().length);
        int delay = random.nextInt(3000);
        int length = 500 + random.nextInt(2500);
        int pause = random.nextInt(length);
        int times = 1 + random.nextInt(5);
        boolean reaches = random.nextBoolean();
        return new Show(
                String.format(Locale.ROOT, "show-%03d", number),
                conference,
                kind,
                form < 6 ? Form.BLOCK : form < 8 || !kind.suitsFreestyle() ? Form.START_STEP : Form.FREESTYLE,
                Moment.values()[moment],
                delay,
                length,
                pause,
                times,
                reaches);
    }

    boolean isFreestyle() {
        return form == Form.FREESTYLE;
    }

    /** The Pipeline, or the shell script of a freestyle job. */
    String script(SandboxAccount account) {
        String seconds = String.format(Locale.ROOT, "%.3f", length / 1000.0);
        String body = isFreestyle() ? "sleep " + seconds : "sleep time: " + length + ", unit: 'MILLISECONDS'";
        String end = isFreestyle() ? "echo " + OVER : "echo '" + OVER + "'";
        return kind.around(this, form.script(account, conference, kind.body(this, body) + "\n" + end));
    }

    @Override
    public String toString() {
        return name + " (" + form + ", " + kind + " " + moment + ", conference " + conference + ")";
    }
}
