package io.jenkins.plugins.dolbyrts.campaign;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.dolbyrts.sandbox.Sandbox;
import io.jenkins.plugins.dolbyrts.sandbox.SandboxStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/**
 * Hundreds of broadcasts in a Jenkins that is a process of its own, each hit by a fault at a random moment, while the
 * sandbox keeps the truth: none may be left on air unreported, be started twice, or have a build that is green although
 * it should not be.
 *
 * <p>It is not part of the tests: {@code mvn -Pcampaign verify -Dcampaign.seed=42 -Dcampaign.broadcasts=500}. The seed
 * decides on the faults and their moments; how far a build is then is up to the machine. It goes on until so many
 * broadcasts were hit, since some faults come too late.
 */
@Timeout(value = 90, unit = TimeUnit.MINUTES)
class FaultCampaign {

    private static final Duration WAVE_PATIENCE = Duration.ofSeconds(90);
    private static final Duration SETTLING = Duration.ofMinutes(3);
    /** So long nothing may go on air any more. */
    private static final Duration CALM = Duration.ofSeconds(10);

    /** Where the logs of Jenkins and of all builds are left. */
    private static final Path LOGS = Path.of("target", "campaign");

    private static final PrintStream OUT = System.out;

    private final long seed = Long.getLong("campaign.seed", 1);
    private final int broadcasts = Integer.getInteger("campaign.broadcasts", 500);
    private final int waveSize = Integer.getInteger("campaign.wave", 20);
    private final Random random = new Random(seed);

    private final Sandbox sandbox =
            Sandbox.builder().liveAfter(Duration.ofMillis(200)).start();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<Show, Build> shows = new LinkedHashMap<>();
    /** Those whose fault came before their build was over. */
    private final Set<Show> struck = new HashSet<>();

    private final Set<Show> onAirAtEnd = new HashSet<>();
    private final long began = System.nanoTime();

    @RegisterExtension
    private final RealJenkinsExtension process = quiet(new RealJenkinsExtension())
            .withTimeout(0)
            .javaOptions(
                    "-Xmx1g",
                    // A body whose agent is gone is cut off soon.
                    "-Dorg.jenkinsci.plugins.workflow.support.steps.ExecutorStepExecution"
                            + ".TIMEOUT_WAITING_FOR_NODE_MILLIS=2000");

    private final JenkinsProcess jenkins = new JenkinsProcess(process);

    @AfterEach
    void close() {
        threads.shutdownNow();
        sandbox.close();
    }

    @Test
    void noStreamOutlivesItsBuild() throws Throwable {
        say("seed %d, %d broadcasts, %d at a time", seed, broadcasts, waveSize);
        jenkins.start(sandbox, waveSize);
        for (int i = 0; hits() < broadcasts && i < maxWaves(); i++) {
            FaultKind forAll = forAll(i);
            List<Show> wave = plan(forAll);
            play(wave, forAll);
            say(
                    "wave %d (%s): %d builds, %d not over, on air: %d, hit so far: %d",
                    i + 1,
                    forAll == null ? "mixed" : forAll,
                    wave.size(),
                    wave.stream().filter(show -> !shows.get(show).over()).count(),
                    sandbox.onAir().size(),
                    hits());
        }
        settle();
        Tally tally = tally();
        OUT.println();
        OUT.println(tally.table());
        tally.violations().forEach(OUT::println);
        assertTrue(hits() >= broadcasts, "too many faults missed");
        assertTrue(tally.violations().isEmpty(), "what must not happen has happened, see above");
    }

    /** What befalls a wave as a whole; null for faults of each show's own. A third has Jenkins go down. */
    private static FaultKind forAll(int wave) {
        return wave % 6 == 2 ? FaultKind.JENKINS_RESTARTED : wave % 6 == 5 ? FaultKind.JENKINS_KILLED : null;
    }

    /** Some faults miss, but not half of them. */
    private int maxWaves() {
        return 2 * broadcasts / waveSize + 2;
    }

    /** How many shows were hit by their faults; others were over before, or did not come to the request in question. */
    private long hits() {
        return shows.keySet().stream().filter(this::isHit).count();
    }

    private boolean isHit(Show show) {
        return struck.contains(show) && show.kind().hasHit(show, shows.get(show), sandbox);
    }

    private List<Show> plan(FaultKind forAll) {
        List<FaultKind> kinds = new ArrayList<>(List.of(FaultKind.values()));
        kinds.removeIf(FaultKind::isForAll);
        List<Show> wave = new ArrayList<>();
        for (int i = 0; i < waveSize; i++) {
            int number = shows.size() + 1;
            FaultKind kind = forAll == null ? kinds.get(random.nextInt(kinds.size())) : forAll;
            Show show = Show.random(number, sandbox.addConference(), kind, random);
            shows.put(show, new Build(show.name(), false, null, false, ""));
            wave.add(show);
        }
        return wave;
    }

    private void play(List<Show> wave, FaultKind forAll) throws Throwable {
        jenkins.create(wave.stream().map(this::job).toList());
        Map<Show, Future<Boolean>> courses = new LinkedHashMap<>();
        wave.forEach(show -> courses.put(show, threads.submit(new Course(show, sandbox, jenkins))));
        if (forAll != null) {
            Thread.sleep(1000 + random.nextInt(3000));
            struck.addAll(jenkins.atWork(wave));
            if (forAll == FaultKind.JENKINS_KILLED) {
                jenkins.kill();
            } else {
                jenkins.restart(random.nextBoolean());
            }
        }
        for (Map.Entry<Show, Future<Boolean>> course : courses.entrySet()) {
            if (course.getValue().get() && forAll == null) {
                struck.add(course.getKey());
            }
        }
        await(WAVE_PATIENCE, () -> look(wave));
    }

    private Job job(Show show) {
        return new Job(
                show.name(),
                show.conference(),
                sandbox.account().streamName(),
                show.isFreestyle(),
                show.kind().needsAgent(),
                show.script(sandbox.account()));
    }

    /** Whether all these shows are over; what is on air at that moment is noted. */
    private boolean look(List<Show> some) {
        List<Show> open = some.stream().filter(show -> !shows.get(show).over()).toList();
        try {
            List<Build> builds = jenkins.builds(open);
            List<String> onAir = sandbox.onAir();
            for (int i = 0; i < open.size(); i++) {
                Show show = open.get(i);
                shows.put(show, builds.get(i));
                if (builds.get(i).over() && onAir.contains(show.conference())) {
                    onAirAtEnd.add(show);
                }
            }
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        return some.stream().allMatch(show -> shows.get(show).over());
    }

    /** Gives what goes on in the background its time. */
    private void settle() throws InterruptedException {
        List<Show> all = List.copyOf(shows.keySet());
        await(SETTLING, () -> look(all) && sandbox.onAir().isEmpty());
        Thread.sleep(CALM.toMillis());
    }

    private Tally tally() throws Throwable {
        List<String> register = jenkins.register();
        say("%d on air, %d in the register", sandbox.onAir().size(), register.size());
        Tally tally = new Tally();
        for (Map.Entry<Show, Build> entry : shows.entrySet()) {
            Show show = entry.getKey();
            Build build = entry.getValue();
            Files.writeString(LOGS.resolve(show.name() + ".log"), show + "\n" + build.log());
            SandboxStream stream = sandbox.stream(show.conference());
            tally.add(
                    show, isHit(show), build, stream, register.contains(show.conference()), onAirAtEnd.contains(show));
        }
        return tally;
    }

    private static void await(Duration patience, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            Thread.sleep(1000);
        }
    }

    private void say(String format, Object... arguments) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
        OUT.printf(Locale.ROOT, "%3d:%02d ", seconds / 60, seconds % 60);
        OUT.printf(Locale.ROOT, format + "%n", arguments);
    }

    /** Has the log of Jenkins written to a file; it is long. */
    private static RealJenkinsExtension quiet(RealJenkinsExtension extension) {
        try {
            Path log = Files.createDirectories(LOGS).resolve("jenkins.log");
            System.setErr(new PrintStream(Files.newOutputStream(log), true, StandardCharsets.UTF_8));
            return extension;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
