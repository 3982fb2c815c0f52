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
        try (Sandbox sandbox = SandboxMain.start(out, "--live-after", "3600", "--webhook", "http://127.0.0.1:1/x")) {
            SandboxAccount demo = SandboxAccount.demo();
            String introduction = printed();
            assertTrue(introduction.startsWith("url                 " + sandbox.url()), introduction);
            assertTrue(introduction.contains(demo.appKey()));
            assertTrue(introduction.contains(demo.appSecret()));
            assertTrue(introduction.contains(demo.publishingToken()));
            assertTrue(introduction.contains("conference alive    " + demo.conferenceId()));
            assertTrue(introduction.contains("conference ended    " + demo.endedConferenceId()));

            printed.reset();
            Caller caller = new Caller(sandbox);
            String token = caller.token();
            caller.send(caller.start(demo.conferenceId(), token));
            assertEquals(State.STARTING, sandbox.stream(demo.conferenceId()).state());
            // Lines are printed after answers; once closed, nothing is left to be printed.
            sandbox.close();
            String lines = printed();
            assertTrue(lines.contains("POST /v1/auth/token -> 200"), lines);
            assertTrue(lines.contains("/rts/start -> 200"), lines);
            sandbox.secrets().forEach(secret -> assertFalse(lines.contains(secret)));
        }
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
        Exception wrong = assertThrows(
                IllegalArgumentException.class, () -> SandboxMain.start(out, args.split(" ")));

        assertEquals(1, wrong.getMessage().lines().count());
        assertEquals("", printed());
    }

    @Test
    void refusesATakenPortInOneLine() {
        try (Sandbox first = SandboxMain.start(out)) {
            String port = String.valueOf(first.url().getPort());
            Exception wrong = assertThrows(
                    IllegalArgumentException.class, () -> SandboxMain.start(out, "--port", port));

            assertTrue(wrong.getMessage().startsWith("Port " + port + ": "), wrong.getMessage());
        }
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
