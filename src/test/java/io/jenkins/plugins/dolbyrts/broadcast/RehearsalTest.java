package io.jenkins.plugins.dolbyrts.broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.dolbyrts.client.DolbyException;
import io.jenkins.plugins.dolbyrts.sandbox.Endpoint;
import io.jenkins.plugins.dolbyrts.sandbox.Fault;
import io.jenkins.plugins.dolbyrts.sandbox.Sandbox;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class RehearsalTest {

    private static final Pattern EVENT = Pattern.compile("(?m)^\\[Dolby\\.io RTS] \\S+Z ([A-Z]+) conference ");

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    @Test
    void showsWholeBroadcastsAndLeavesNothingOnAir() throws Exception {
        try (Sandbox sandbox = Sandbox.start()) {
            Rehearsal.run(out, sandbox);

            List<String> events = EVENT.matcher(printed())
                    .results()
                    .map(match -> match.group(1))
                    .toList();
            assertEquals(
                    List.of(
                            "REHEARSED",
                            "REQUESTED",
                            "RETRY",
                            "ACCEPTED",
                            "VIEWER",
                            "STOPPING",
                            "STOPPED",
                            "REQUESTED",
                            "ACCEPTED",
                            "VIEWER",
                            "STOPPING",
                            "STOPPED"),
                    events);
            assertEquals(List.of(), sandbox.onAir());
            sandbox.secrets().forEach(secret -> assertFalse(printed().contains(secret)));
        }
    }

    @Test
    void failsWhenTheSandboxRefuses() {
        try (Sandbox sandbox = Sandbox.start()) {
            sandbox.next(Endpoint.STOP, Fault.status(403));

            assertThrows(DolbyException.class, () -> Rehearsal.run(out, sandbox));
        }
    }

    @Test
    void failsWhenAStopWasAcceptedButNotCarriedOut() {
        try (Sandbox sandbox = Sandbox.start()) {
            sandbox.next(Endpoint.STOP, Fault.status(200).json("{}"));

            assertThrows(IllegalStateException.class, () -> Rehearsal.run(out, sandbox));
        }
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
