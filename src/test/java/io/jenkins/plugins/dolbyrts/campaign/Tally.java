package io.jenkins.plugins.dolbyrts.campaign;

import io.jenkins.plugins.dolbyrts.sandbox.SandboxStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Compares what Jenkins says with the truth, and counts for each kind of fault. */
final class Tally {

    private static final String LINE = "%-22s %10s %5s %6s %6s %22s %14s %13s%n";

    private final Map<FaultKind, Row> rows = new EnumMap<>(FaultKind.class);
    private final List<String> violations = new ArrayList<>();

    Tally() {
        for (FaultKind kind : FaultKind.values()) {
            rows.put(kind, new Row());
        }
    }

    /**
     * Takes in how a show has ended.
     *
     * @param hit whether its fault befell it
     * @param stream the truth at the very end
     * @param known whether Jenkins has it in its register
     * @param onAirAtEnd whether the stream was on air when the build was over
     */
    void add(Show show, boolean hit, Build build, SandboxStream stream, boolean known, boolean onAirAtEnd) {
        Row row = rows.get(show.kind());
        row.broadcasts++;
        row.hit += hit ? 1 : 0;
        row.green += build.isGreen() ? 1 : 0;
        boolean onAir = stream.state() != SandboxStream.State.OFF;
        if (onAir) {
            row.onAir++;
            if (!known) {
                row.unreported++;
                violation("on air and not reported", show, build, stream);
            }
        }
        if (stream.starts() > 1) {
            row.twice++;
            violation("started twice", show, build, stream);
        }
        String flaw = flaw(build, stream, onAirAtEnd);
        if (build.isGreen() && flaw != null) {
            row.wronglyGreen++;
            violation("green although " + flaw, show, build, stream);
        }
        if (!build.over() && stream.starts() > 0) {
            violation("the build does not end", show, build, stream);
        }
    }

    /** Why a build must not be green, null if it may. */
    private static String flaw(Build build, SandboxStream stream, boolean onAirAtEnd) {
        if (!build.bodyOver()) {
            return "its body did not come to its end";
        } else if (stream.starts() == 0) {
            return "its stream was never started";
        } else if (onAirAtEnd) {
            return "its stream was on air after it";
        }
        return null;
    }

    private void violation(String what, Show show, Build build, SandboxStream stream) {
        violations.add(what + ": " + show + ", " + stream + ", " + build.result() + "\n" + build.logTail());
    }

    /** What must not have happened, with the end of the build's log. */
    List<String> violations() {
        return List.copyOf(violations);
    }

    /** The table. */
    String table() {
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT,
                LINE,
                "fault",
                "broadcasts",
                "hit",
                "green",
                "on air",
                "on air and unreported",
                "started twice",
                "wrongly green"));
        Row all = new Row();
        rows.forEach((kind, row) -> {
            table.append(row.line(kind.toString()));
            all.add(row);
        });
        return table.append(all.line("all")).toString();
    }

    private static final class Row {
        private int broadcasts;
        private int hit;
        private int green;
        private int onAir;
        private int unreported;
        private int twice;
        private int wronglyGreen;

        private void add(Row other) {
            broadcasts += other.broadcasts;
            hit += other.hit;
            green += other.green;
            onAir += other.onAir;
            unreported += other.unreported;
            twice += other.twice;
            wronglyGreen += other.wronglyGreen;
        }

        private String line(String name) {
            return String.format(
                    Locale.ROOT, LINE, name, broadcasts, hit, green, onAir, unreported, twice, wronglyGreen);
        }
    }
}
