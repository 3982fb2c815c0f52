package io.jenkins.plugins.dolbyrts.register;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.broadcast.StreamSettings;
import io.jenkins.plugins.dolbyrts.broadcast.StreamStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files as a crash, a full disk or a person's editor may leave them behind. */
class BroadcastFilesTest {

    private static final Logger LOGGER = Logger.getLogger(BroadcastFiles.class.getName());

    @TempDir
    private Path folder;

    private BroadcastFiles files;
    private final Broadcast broadcast = broadcast("6b1e4c1e-1f6f-4a52-9d0e-3c2b7a5d8e90");

    @BeforeEach
    void beQuiet() {
        LOGGER.setLevel(Level.OFF);
        files = new BroadcastFiles(folder);
    }

    @AfterEach
    void beQuietNoMore() {
        LOGGER.setLevel(null);
    }

    @Test
    void comeBackAsTheyWere() throws Exception {
        broadcast.reached(StreamStatus.LIVE, "<Ünïcode> & \u0007 control", Instant.now());
        files.update(broadcast);
        Broadcast back = files.readAll().get(0);
        assertEquals(broadcast.getId(), back.getId());
        assertEquals(broadcast.getConferenceId(), back.getConferenceId());
        assertEquals(broadcast.getCredentialsId(), back.getCredentialsId());
        assertEquals(broadcast.getJob(), back.getJob());
        assertEquals(broadcast.getBuild(), back.getBuild());
        assertEquals(broadcast.getRegion(), back.getRegion());
        assertEquals(broadcast.getStreamName(), back.getStreamName());
        assertEquals(StreamStatus.LIVE, back.getStatus());
        assertEquals(broadcast.getMessage(), back.getMessage());
        assertEquals(
                broadcast.getRequestedAt().toEpochMilli(), back.getRequestedAt().toEpochMilli());
    }

    @Test
    void areSetAsideWhereverTheyAreCutOff() throws Exception {
        files.update(broadcast);
        Path file = list(".xml").get(0);
        byte[] whole = Files.readAllBytes(file);
        int end = new String(whole, StandardCharsets.UTF_8).stripTrailing().getBytes(StandardCharsets.UTF_8).length;
        Broadcast intact = broadcast("7b1e4c1e-1f6f-4a52-9d0e-3c2b7a5d8e90");
        files.update(intact);
        for (int length = 0; length < end; length++) {
            byte[] rest = Arrays.copyOf(whole, length);
            Files.write(file, rest);
            List<Broadcast> read = files.readAll();
            assertEquals(
                    List.of(intact.getId()), read.stream().map(Broadcast::getId).toList(), "cut at " + length);
            assertFalse(Files.exists(file));
            Path aside = file.resolveSibling(file.getFileName() + ".unreadable");
            assertArrayEquals(rest, Files.readAllBytes(aside), "nothing gets lost");
        }
        Files.write(file, whole);
        assertEquals(2, files.readAll().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<broadcast/>",
                "<broadcast><id>shown-nowhere</id></broadcast>",
                "<string>something else</string>",
                "<java.util.PriorityQueue/>",
                "no XML at all",
                "<?xml version='1.0'?><!DOCTYPE b [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><string>&e;</string>"
            })
    void areSetAsideIfTheyAreSomethingElse(String content) throws Exception {
        Files.writeString(folder.resolve("shown-nowhere.xml"), content);
        assertEquals(List.of(), files.readAll());
        assertEquals(1, list(".unreadable").size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"conferenceId", "credentialsId", "job", "id", "timeline", "status", "entry"})
    void areSetAsideIfSomethingIsMissing(String field) throws Exception {
        files.update(broadcast);
        Path file = list(".xml").get(0);
        String whole = Files.readString(file);
        String less = whole.replaceAll("(?s)<" + field + ">.*?</" + field + ">", "");
        assertFalse(less.equals(whole));
        Files.writeString(file, less);
        assertEquals(List.of(), files.readAll());
        assertEquals(1, list(".unreadable").size());
    }

    @Test
    void areSetAsideIfTheyAreCopies() throws Exception {
        files.update(broadcast);
        Files.copy(list(".xml").get(0), folder.resolve("copy.xml"));
        assertEquals(1, files.readAll().size());
        assertEquals(List.of(folder.resolve("copy.xml.unreadable")), list(".unreadable"));
    }

    @Test
    void areRemovedOnceTheBroadcastIsOver() throws Exception {
        files.update(broadcast);
        assertEquals(1, list(".xml").size());
        broadcast.reached(StreamStatus.STOPPED, null, Instant.now());
        files.update(broadcast);
        assertEquals(List.of(), files.readAll());
        assertEquals(List.of(), list(""));
    }

    @Test
    void areNoneInAFolderThatIsNotThere() throws Exception {
        BroadcastFiles none = new BroadcastFiles(folder.resolve("none"));
        assertEquals(List.of(), none.readAll());
        broadcast.reached(StreamStatus.STOPPED, null, Instant.now());
        none.update(broadcast);
        assertTrue(Files.notExists(folder.resolve("none")));
    }

    private List<Path> list(String ending) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(each -> each.toString().endsWith(ending)).toList();
        }
    }

    private static Broadcast broadcast(String conferenceId) {
        return new Broadcast(
                StreamSettings.of(conferenceId, 2, "eu", "town-hall", null, null, 0, 0, null, "token"),
                "dolby-app",
                "folder/show",
                7,
                true,
                Instant.now());
    }
}
