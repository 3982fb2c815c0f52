package io.jenkins.plugins.dolbyrts.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.io.FileUtils;

/**
 * A page in a Chromium without a window, driven over the Chrome DevTools Protocol
 * (https://chromedevtools.github.io/devtools-protocol/).
 */
final class Chromium implements AutoCloseable {

    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path profile;
    private final Process process;
    private final WebSocket socket;
    private final String session;
    private final AtomicInteger lastId = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    Chromium() throws Exception {
        // not in the system's folder, of which a packaged browser may have one of its own
        profile = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "chromium");
        process = new ProcessBuilder(
                        program().toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--window-size=1400,1000",
                        "--user-data-dir=" + profile,
                        "--remote-debugging-port=0")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(address(), new Listener())
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        String target = ask(null, "Target.createTarget", Map.of("url", "about:blank"))
                .get("targetId")
                .asText();
        session = ask(null, "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .get("sessionId")
                .asText();
        for (String domain : List.of("Page", "Runtime", "Log")) {
            ask(session, domain + ".enable", Map.of());
        }
    }

    /** Whether there is a Chromium on this machine. */
    static boolean isInstalled() {
        return program() != null;
    }

    /** Opens a page and waits until it is there. */
    void open(URL url) throws Exception {
        ask(session, "Page.navigate", Map.of("url", url.toString()));
        await("document.readyState === 'complete' && location.href !== 'about:blank'");
    }

    /** The value of a script. */
    String evaluate(String script) throws Exception {
        JsonNode answer = ask(
                session, "Runtime.evaluate", Map.of("expression", script, "returnByValue", true, "awaitPromise", true));
        if (answer.has("exceptionDetails")) {
            throw new AssertionError(script + ": " + answer.get("exceptionDetails"));
        }
        return answer.get("result").path("value").asText();
    }

    /** Waits until a script has the value true. */
    void await(String script) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isTrue(script)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(script + " in vain, " + complaints + ", on the page "
                        + evaluate("location.href + ': ' + document.body.innerText"));
            }
            Thread.sleep(100);
        }
    }

    /** While one page gives way to another, there is nothing to ask. */
    private boolean isTrue(String script) throws Exception {
        try {
            return evaluate(script).equals("true");
        } catch (IOException | AssertionError e) {
            return false;
        }
    }

    /** What the console of the browser has shown in red: errors of scripts, and what a security policy has refused. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    @Override
    public void close() throws Exception {
        socket.abort();
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        FileUtils.deleteQuietly(profile.toFile());
    }

    private static Path program() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Arrays.stream(path.split(System.getProperty("path.separator")))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    /** Chromium writes its port and path into a file as soon as it listens. */
    private URI address() throws Exception {
        Path file = profile.resolve("DevToolsActivePort");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.exists(file) || Files.readAllLines(file).size() < 2) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IOException("Chromium does not listen");
            }
            Thread.sleep(50);
        }
        List<String> lines = Files.readAllLines(file);
        return URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
    }

    private JsonNode ask(String target, String method, Map<String, ?> parameters) throws Exception {
        int id = lastId.incrementAndGet();
        ObjectNode question = JSON.createObjectNode().put("id", id).put("method", method);
        question.set("params", JSON.valueToTree(parameters));
        if (target != null) {
            question.put("sessionId", target);
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        socket.sendText(question.toString(), true).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        JsonNode said = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (said.has("error")) {
            throw new IOException(method + ": " + said.get("error"));
        }
        return said.get("result");
    }

    private void take(JsonNode message) {
        JsonNode details = message.path("params");
        switch (message.path("method").asText()) {
            case "" -> answers.remove(message.get("id").asInt()).complete(message);
            case "Runtime.exceptionThrown" ->
                complaints.add(details.path("exceptionDetails").toString());
            case "Log.entryAdded" -> {
                if (details.path("entry").path("level").asText().equals("error")) {
                    complaints.add(details.path("entry").toString());
                }
            }
            default -> {
                // other events are of no interest
            }
        }
    }

    private final class Listener implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                try {
                    take(JSON.readTree(text.toString()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } finally {
                    text.setLength(0);
                }
            }
            from.request(1);
            return null;
        }
    }
}
