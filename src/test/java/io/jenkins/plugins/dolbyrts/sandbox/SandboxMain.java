package io.jenkins.plugins.dolbyrts.sandbox;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** Runs a sandbox with the demo account until it is killed, for trying the plugin by hand. */
public final class SandboxMain {

    private static final String USAGE = """
            Runs a local Dolby.io on 127.0.0.1 until it is killed.
              --port N              the port; 0, the default, means a free one
              --live-after SECONDS  how long a stream takes to go live; 2 by default
              --webhook URL         where to send status events; nowhere by default
              --help                prints this""";

    private int port;
    private Duration liveAfter = Duration.ofSeconds(2);
    private URI webhook;

    private SandboxMain() {}

    /**
     * Runs until killed; exits at once with 0 after printing help, and with 2 for wrong arguments or a taken port.
     *
     * @param args as printed by {@code --help}
     */
    public static void main(String[] args) throws InterruptedException {
        if (List.of(args).contains("--help")) {
            System.out.println(USAGE);
            return;
        }
        try {
            start(System.out, args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
        // Nothing ever counts it down: a sandbox's own threads keep no program alive.
        new CountDownLatch(1).await();
    }

    /**
     * Starts what the arguments ask for, and prints what a user has to know.
     *
     * @throws IllegalArgumentException with one clear line about what is wrong
     */
    static Sandbox start(PrintStream out, String... args) {
        SandboxMain main = new SandboxMain();
        for (int i = 0; i < args.length; i += 2) {
            if (i + 1 == args.length && args[i].matches("--(port|live-after|webhook)")) {
                throw new IllegalArgumentException(args[i] + " needs a value");
            }
            main.set(args[i], i + 1 == args.length ? "" : args[i + 1]);
        }
        return main.start(out);
    }

    private void set(String name, String value) {
        switch (name) {
            case "--port" -> port = number(name, value, 65_535);
            case "--live-after" -> liveAfter = Duration.ofSeconds(number(name, value, 86_400));
            case "--webhook" -> webhook = url(name, value);
            default -> throw new IllegalArgumentException("Unknown argument " + name + "; see --help");
        }
    }

    private Sandbox start(PrintStream out) {
        Consumer<String> narrator = line -> out.println(LocalTime.now().truncatedTo(ChronoUnit.SECONDS) + "  " + line);
        Sandbox sandbox;
        try {
            sandbox = Sandbox.builder()
                    .account(SandboxAccount.demo())
                    .port(port)
                    .liveAfter(liveAfter)
                    .narrator(narrator)
                    .start();
        } catch (UncheckedIOException e) {
            throw new IllegalArgumentException(
                    "Port " + port + ": " + e.getCause().getMessage(), e);
        }
        if (webhook != null) {
            sandbox.webhooks().targets(webhook);
        }
        introduce(sandbox, out);
        return sandbox;
    }

    private static void introduce(Sandbox sandbox, PrintStream out) {
        SandboxAccount account = sandbox.account();
        out.println("url                 " + sandbox.url());
        out.println("app key             " + account.appKey());
        out.println("app secret          " + account.appSecret());
        out.println("stream name         " + account.streamName());
        out.println("publishing token    " + account.publishingToken());
        out.println("api secret          " + account.apiSecret());
        account.alive().forEach(id -> out.println("conference alive    " + id));
        account.ended().forEach(id -> out.println("conference ended    " + id));
        out.println("conference unknown  " + account.unknown());
        out.flush();
    }

    private static int number(String name, String value, int max) {
        try {
            int number = Integer.parseInt(value);
            if (number >= 0 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported like a number that is out of range.
        }
        throw new IllegalArgumentException(name + " must be a number from 0 to " + max + ", not \"" + value + "\"");
    }

    private static URI url(String name, String value) {
        try {
            URI url = URI.create(value);
            if (url.getHost() != null && url.getScheme().matches("https?")) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // Reported like a URL of another kind.
        }
        throw new IllegalArgumentException(name + " must be an http or https URL, not \"" + value + "\"");
    }
}
