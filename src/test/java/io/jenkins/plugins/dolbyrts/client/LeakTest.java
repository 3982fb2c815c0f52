package io.jenkins.plugins.dolbyrts.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.dolbyrts.client.ProxySource.Proxy;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nothing that any logger says, however talkative, holds a secret. */
class LeakTest {

    private static final List<String> SECRETS = List.of(
            Rig.APP_SECRET,
            Rig.BASIC,
            Rig.PUBLISHING_TOKEN,
            "access-token-77c1",
            "refresh-token-3d",
            "subscribe-token-5e",
            "proxy-password",
            "dXNlcjpwcm94eS1wYXNzd29yZA==");

    private static final Logger ROOT = Logger.getLogger("");

    @AutoClose
    private final WireServer proxy = WireServer.start();

    private final Level before = ROOT.getLevel();
    private final Log log = new Log();

    @BeforeEach
    void listen() {
        ROOT.setLevel(Level.FINEST);
        ROOT.addHandler(log);
    }

    @AfterEach
    void stopListening() {
        ROOT.removeHandler(log);
        ROOT.setLevel(before);
    }

    @Test
    void wholeRunThroughAnAuthenticatedProxyLeavesNoSecretInTheLogs() throws Exception {
        proxy.always(request -> {
            if (request.header("proxy-authorization") == null) {
                return Reply.of(407, "Proxy-Authenticate: Basic realm=\"office\"\r\n", "");
            }
            if (request.isForToken()) {
                return Reply.json(
                        200, "{\"access_token\":\"access-token-77c1\",\"refresh_token\":\"refresh-token-3d\"}");
            }
            if (request.line().contains("/v3/")) {
                return Reply.json(
                        200,
                        "{\"streamName\":\"s\",\"subscribeToken\":\"subscribe-token-5e\","
                                + "\"viewerURL\":\"https://viewer.millicast.com?streamId=a/s&token=subscribe-token-5e\"}");
            }
            return Reply.of(
                    request.line().contains("/stop") ? 400 : 200,
                    "X-Echo: " + request.header("authorization") + "\r\n",
                    request.line().contains("/stop") ? request.head() + request.body() : "{}");
        });
        Account account = Rig.account("http://127.0.0.1:1");
        Proxy office = new Proxy("127.0.0.1", proxy.port(), "user", "proxy-password");

        try (Rig rig = new Rig(account, host -> office)) {
            rig.start();
            rig.client.start(rig.operation(), Rig.v3(), false);
            log.add(rig.stopFails());
        }

        // the loggers did speak, of this very run
        assertTrue(log.lines.stream().anyMatch(line -> line.contains("127.0.0.1")), "nothing was logged");
        assertEquals(List.of(), log.linesWithASecret());
    }

    @Test
    void wrongPasswordOfATunnelIsNotLogged() {
        proxy.always(request -> Reply.of(407, "Proxy-Authenticate: Basic realm=\"office\"\r\n", ""));
        Proxy office = new Proxy("127.0.0.1", proxy.port(), "user", "proxy-password");

        try (Rig rig = new Rig(Rig.account("https://api.dolby.invalid"), host -> office)) {
            log.add(rig.startFails());
        }

        assertTrue(proxy.requests().stream().anyMatch(request -> request.header("proxy-authorization") != null));
        assertFalse(log.lines.isEmpty());
        assertEquals(List.of(), log.linesWithASecret());
    }

    private static final class Log extends Handler {

        private final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord message) {
            lines.add(message.getLoggerName() + " " + new SimpleFormatter().format(message));
        }

        /** Takes note of a failure as a log would show it, causes and all. */
        void add(Throwable failure) {
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace, true));
            lines.add(trace.toString());
        }

        List<String> linesWithASecret() {
            return lines.stream()
                    .filter(line -> SECRETS.stream().anyMatch(line::contains))
                    .toList();
        }

        @Override
        public void flush() {
            // nothing is held back
        }

        @Override
        public void close() {
            // nothing to close
        }
    }
}
