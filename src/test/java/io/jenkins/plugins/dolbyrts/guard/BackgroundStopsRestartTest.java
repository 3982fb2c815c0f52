package io.jenkins.plugins.dolbyrts.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Result;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.build.SandboxedJenkins;
import io.jenkins.plugins.dolbyrts.config.DolbyRtsConfiguration;
import io.jenkins.plugins.dolbyrts.register.OnAir;
import io.jenkins.plugins.dolbyrts.sandbox.Endpoint;
import io.jenkins.plugins.dolbyrts.sandbox.Fault;
import io.jenkins.plugins.dolbyrts.sandbox.Sandbox;
import io.jenkins.plugins.dolbyrts.sandbox.SandboxStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** What the register says after a restart of Jenkins is acted upon, also if another version or another clock wrote it. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class BackgroundStopsRestartTest {

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    private final Sandbox sandbox = Sandbox.start();

    @AfterEach
    void closeSandbox() {
        sandbox.close();
    }

    @Test
    void stopsAfterTheRestartWhatCouldNotBeStoppedBefore() throws Throwable {
        String trying = sandbox.addConference();
        String gaveUp = sandbox.addConference();
        String ahead = sandbox.addConference();
        String behind = sandbox.addConference();
        sandbox.always(Endpoint.STOP, Fault.status(503));
        sessions.then(jenkins -> {
            configure();
            for (String conference : List.of(trying, gaveUp, ahead, behind)) {
                end(jenkins, Result.FAILURE, conference, broadcast(conference) + " { echo 'show' }");
            }
            Broadcast broadcast = only(gaveUp);
            broadcast.stopUntil(Instant.now().minus(Duration.ofMinutes(1)));
            OnAir.get().changed(broadcast);
            assertFalse(BackgroundStops.isWanted(broadcast));
        });
        moveClock(ahead, Duration.ofDays(10));
        moveClock(behind, Duration.ofDays(-10));
        sandbox.clearFaults();
        sessions.then(jenkins -> {
            for (String conference : List.of(trying, gaveUp, ahead, behind)) {
                sandbox.awaitStream(conference, SandboxStream.State.OFF, Shows.PATIENCE);
            }
            Shows.await("the end of all", () -> OnAir.get().list().isEmpty());
        });
        assertEquals(List.of(), sandbox.onAir());
    }

    @Test
    void readsWhatAnotherVersionOfThePluginWrote() throws Throwable {
        String old = sandbox.addConference();
        String guarded = sandbox.addConference();
        sessions.then(jenkins -> {
            configure();
            end(jenkins, Result.SUCCESS, old, SandboxedJenkins.start(sandbox.account(), old));
            end(jenkins, Result.SUCCESS, guarded, SandboxedJenkins.start(sandbox.account(), guarded));
        });
        edit(old, text -> text.replaceAll("\\s*<(guarded|stopUntil|leftOnAir|answered)>.*?</\\1>", ""));
        edit(
                guarded,
                text -> text.replace("<guarded>false<", "<guarded>true<")
                        .replace("</timeline>", "</timeline><audience><peak>7</peak></audience>"));
        sessions.then(jenkins -> {
            Broadcast broadcast = only(old);
            assertFalse(broadcast.isGuarded());
            assertFalse(broadcast.isLeftOnAir());
            assertNull(broadcast.getStopUntil());
            assertTrue(broadcast.getStatus().mayBeOnAir());
            sandbox.awaitStream(guarded, SandboxStream.State.OFF, Shows.PATIENCE);
        });
        assertEquals(List.of(old), sandbox.onAir());
    }

    private void configure() throws IOException {
        DolbyRtsConfiguration.get().setTries(1);
        Shows.configure(sandbox);
    }

    private static void end(JenkinsRule jenkins, Result result, String job, String... script) throws Exception {
        Shows.end(jenkins, result, Shows.begin(jenkins, job, script));
    }

    private String broadcast(String conference) {
        return Shows.broadcast(sandbox.account(), conference);
    }

    private static Broadcast only(String job) {
        List<Broadcast> broadcasts = Shows.registered(job);
        assertEquals(1, broadcasts.size());
        return broadcasts.get(0);
    }

    /** As if the clock had been wrong by so much when Jenkins wrote of the conference. */
    private void moveClock(String conference, Duration by) throws IOException {
        edit(
                conference,
                text -> Pattern.compile("<(millis|stopUntil)>(\\d+)<")
                        .matcher(text)
                        .replaceAll(time -> moved(time, by)));
    }

    private static String moved(MatchResult time, Duration by) {
        return Matcher.quoteReplacement(
                "<" + time.group(1) + ">" + (Long.parseLong(time.group(2)) + by.toMillis()) + "<");
    }

    private void edit(String conference, UnaryOperator<String> change) throws IOException {
        try (Stream<Path> files = Files.list(sessions.getHome().toPath().resolve("dolby-rts"))) {
            for (Path file : files.toList()) {
                String text = Files.readString(file);
                if (text.contains(conference)) {
                    String changed = change.apply(text);
                    assertFalse(changed.equals(text), text);
                    Files.writeString(file, changed);
                }
            }
        }
    }
}
