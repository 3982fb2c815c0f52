package io.jenkins.plugins.dolbyrts.build;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Turns all loggers to FINEST and keeps what they say. */
final class EverythingLogged extends Handler implements AutoCloseable {

    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final SimpleFormatter formatter = new SimpleFormatter();
    /** Strongly held, or the garbage collector would take their levels away. */
    private final Map<Logger, Level> levels = new LinkedHashMap<>();

    EverythingLogged() {
        setLevel(Level.ALL);
        LogManager manager = LogManager.getLogManager();
        for (String name : Collections.list(manager.getLoggerNames())) {
            Logger logger = manager.getLogger(name);
            if (logger != null && (logger.getLevel() != null || name.isEmpty())) {
                levels.put(logger, logger.getLevel());
                logger.setLevel(Level.FINEST);
            }
        }
        Logger.getLogger("").addHandler(this);
    }

    /** Each with the name of its logger at its beginning. */
    List<String> lines() {
        return List.copyOf(lines);
    }

    /** The names of the loggers that were given the text. */
    List<String> loggersOf(String text) {
        return lines().stream()
                .filter(line -> line.contains(text))
                .map(line -> line.substring(0, line.indexOf('\n')))
                .distinct()
                .toList();
    }

    @Override
    public void publish(LogRecord entry) {
        lines.add(entry.getLoggerName() + "\n" + formatter.format(entry));
    }

    @Override
    public void flush() {
        // nothing is held back
    }

    @Override
    public void close() {
        Logger.getLogger("").removeHandler(this);
        levels.forEach(Logger::setLevel);
    }
}
