package io.jenkins.plugins.dolbyrts.register;

import hudson.XmlFile;
import hudson.util.XStream2;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.broadcast.TimelineEntry;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A folder with a file for each broadcast. A file is written beside the old one and then takes its place. */
final class BroadcastFiles {

    private static final Logger LOGGER = Logger.getLogger(BroadcastFiles.class.getName());
    private static final XStream2 XSTREAM = new XStream2();

    static {
        XSTREAM.alias("broadcast", Broadcast.class);
        XSTREAM.alias("entry", TimelineEntry.class);
    }

    private final Path folder;

    BroadcastFiles(Path folder) {
        this.folder = folder;
    }

    /** All broadcasts that can be read. What cannot is set aside and told of in the log of Jenkins. */
    List<Broadcast> readAll() {
        List<Broadcast> broadcasts = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.xml{,-atomic*}")) {
                for (Path file : files) {
                    if (file.toString().endsWith(".xml")) {
                        read(file, broadcasts);
                    } else {
                        Files.delete(file); // a crash cut its writing off
                    }
                }
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, e, () -> "cannot list " + folder);
            }
        }
        return broadcasts;
    }

    /** Brings the file of a broadcast up to date: written anew while it may be on air, removed once it is over. */
    synchronized void update(Broadcast broadcast) throws IOException {
        if (broadcast.getStatus().mayBeOnAir()) {
            Files.createDirectories(folder);
            new XmlFile(XSTREAM, file(broadcast).toFile()).write(broadcast);
        } else {
            Files.deleteIfExists(file(broadcast));
        }
    }

    private Path file(Broadcast broadcast) {
        return folder.resolve(broadcast.getId() + ".xml");
    }

    private void read(Path file, List<Broadcast> broadcasts) throws IOException {
        try {
            Broadcast broadcast = (Broadcast) new XmlFile(XSTREAM, file.toFile()).read();
            if (!isComplete(broadcast) || !file.equals(file(broadcast))) {
                throw new IOException("not a broadcast as it was written");
            }
            broadcasts.add(broadcast);
        } catch (IOException | RuntimeException e) {
            Path aside = file.resolveSibling(file.getFileName() + ".unreadable");
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            LOGGER.log(Level.WARNING, e, () -> "cannot read what a stream on air was; set aside as " + aside);
        }
    }

    /** Whether nothing is missing that is never missing. */
    private static boolean isComplete(Broadcast broadcast) {
        return !broadcast.getTimeline().isEmpty()
                && broadcast.getConferenceId() != null
                && broadcast.getCredentialsId() != null
                && broadcast.getJob() != null
                && broadcast.getTimeline().stream().allMatch(entry -> entry.getStatus() != null);
    }
}
