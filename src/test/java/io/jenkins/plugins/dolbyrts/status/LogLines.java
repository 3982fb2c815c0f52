package io.jenkins.plugins.dolbyrts.status;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** What was written to the log of Jenkins. */
final class LogLines extends Handler {

    private final long since = System.nanoTime();
    private final List<LogRecord> records = new ArrayList<>();

    /** When it began to listen, by the clock that only tells durations. */
    long since() {
        return since;
    }

    /** The lines. */
    synchronized List<String> all() {
        return records.stream().map(LogRecord::getMessage).toList();
    }

    /** The lines that come with an exception, or tell of something as grave. */
    synchronized List<String> grave() {
        return records.stream()
                .filter(one -> one.getThrown() != null || one.getLevel().intValue() >= Level.SEVERE.intValue())
                .map(one -> one.getLoggerName() + ": " + one.getMessage() + " " + one.getThrown())
                .toList();
    }

    @Override
    public synchronized void publish(LogRecord line) {
        if (line.getLevel().intValue() >= Level.INFO.intValue()) {
            records.add(line);
        }
    }

    @Override
    public void flush() {
        // nothing is kept back
    }

    @Override
    public void close() {
        // nothing is open
    }
}
