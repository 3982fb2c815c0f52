package io.jenkins.plugins.dolbyrts.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.dolbyrts.sandbox.SandboxStream.State;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxMainTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    @Test
    void printsWhatAUserNeedsAndThenRequestsWithoutSecrets() throws Exception {
        SandboxAccount demo = SandboxAccount.demo();
        Sandbox sandbox = SandboxMain.start(out, "--live-after", "3600", "--webhook", "http://127.0.0.1:1/x");
        String introduction = printed();
        try (sandbox) {
            printed.reset();
            Caller caller = new Caller(sandbox);
            caller.send(caller.start(demo.conferenceId(), caller.token()));
            assertEquals(State.STARTING, sandbox.stream(demo.conferenceId()).state());
        }
        // A line may be printed after its answer has arrived, but not after closing.
        String lines = printed();

        assertTrue(introduction.startsWith("url                 " + sandbox.url()), introduction);
        assertTrue(introduction.contains("app key             " + demo.appKey()));
        assertTrue(introduction.contains("app secret          " + demo.appSecret()));
        assertTrue(introduction.contains("publishing token    " + demo.publishingToken()));
        assertTrue(introduction.contains("conference alive    " + demo.conferenceId()));
        assertTrue(introduction.contains("conference ended    " + demo.endedConferenceId()));
        assertTrue(lines.contains("POST /v1/auth/token -> 200"), lines);
        assertTrue(lines.contains("/rts/start -> 200"), lines);
        sandbox.secrets().forEach(secret -> assertFalse(lines.contains(secret)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--port",
                "--port http",
                "--port -1",
                "--port 65536",
                "--live-after soon",
                "--webhook here",
                "--webhook ftp://host/",
                "8089",
                "--unknown"
            })
    void refusesWrongArgumentsInOneLine(String args) {
        Exception wrong = assertThrows(IllegalArgumentException.class, () -> SandboxMain.start(out, args.split(" ")));

        assertEquals(1, wrong.getMessage().lines().count());
        assertEquals("", printed());
    }

    @Test
    void refusesATakenPortInOneLine() {
        try (Sandbox first = SandboxMain.start(out)) {
            String port = String.valueOf(first.url().getPort());
            Exception wrong =
                    assertThrows(IllegalArgumentException.class, () -> SandboxMain.start(out, "--port", port));

            assertTrue(wrong.getMessage().startsWith("Port " + port + ": "), wrong.getMessage());
        }
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
