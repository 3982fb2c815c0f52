package io.jenkins.plugins.dolbyrts.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.jenkins.plugins.dolbyrts.event.WebhookVerifier.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookVerifierTest {

    private static final Instant NOW = MovingClock.START;
    private static final String BODY = "{\"eventType\":\"Stream.Rts.Status.Updated\",\"status\":\"in_progress\"}";

    private final MovingClock clock = new MovingClock();
    private final Map<String, String> published = new HashMap<>(Map.of(Signer.ONE.id, Signer.ONE.published));
    private final Turnstile turnstile = new Turnstile(2, 16);
    private final WebhookVerifier verifier = verifier(20_000);

    @Test
    void whatTheServiceSignedIsGenuine() {
        assertEquals(Verdict.GENUINE, verify(Signer.ONE.header(BODY, NOW), BODY));
    }

    @Test
    void bodyIsVerifiedByteForByte() {
        assertEquals(Verdict.GENUINE, verify(Signer.ONE.header("", NOW), ""));
        assertEquals(Verdict.GENUINE, verify(Signer.ONE.header("Größe 🎥\r\n", NOW), "Größe 🎥\r\n"));
        assertEquals(Verdict.FORGED, verify(Signer.ONE.header(BODY, NOW), BODY + "\n"));
        assertEquals(Verdict.FORGED, verify(Signer.ONE.header(BODY, NOW), BODY.replace("in_progress", "stopped")));
        assertEquals(Verdict.FORGED, verify(Signer.ONE.header(BODY, NOW), ""));
    }

    @Test
    void partsComeInAnyOrderAndWithOthers() {
        String s = Signer.base64(Signer.ONE.sign(BODY, NOW));
        String t = String.valueOf(NOW.getEpochSecond());

        assertEquals(Verdict.GENUINE, verify("v=9, s=" + s + " ,x, k=key-one ,t=" + t + ",", BODY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "t=1", "Bearer abc", "t=x,k=key-one,s=AAAA"})
    void headerThatCannotBeReadIsMalformed(String header) {
        assertEquals(Verdict.MALFORMED, verify(header, BODY));
    }

    @Test
    void missingHeaderOrBodyIsMalformed() {
        assertEquals(Verdict.MALFORMED, verify(null, BODY));
        assertEquals(Verdict.MALFORMED, verifier.verify(Signer.ONE.header(BODY, NOW), null));
    }

    @ParameterizedTest
    @CsvSource({
        "-600, GENUINE",
        "-601, STALE",
        "600,  GENUINE",
        "601,  STALE",
        "-3600, STALE",
        "86400, STALE",
        "-1715938200, STALE"
    })
    void clockMayBeOffByTenMinutesEitherWay(int seconds, Verdict verdict) {
        assertEquals(verdict, verify(Signer.ONE.header(BODY, NOW.plusSeconds(seconds)), BODY));
    }

    @Test
    void timeIsPartOfWhatIsSigned() {
        String header = Signer.ONE.header(BODY, NOW);
        String t = "t=" + NOW.getEpochSecond();

        assertEquals(Verdict.FORGED, verify(header.replace(t, "t=" + (NOW.getEpochSecond() + 1)), BODY));
        assertEquals(Verdict.FORGED, verify(header.replace("t=", "t=0"), BODY));
        assertEquals(Verdict.GENUINE, verify(header, BODY));
    }

    @Test
    void anotherKeyIsForged() {
        String s = Signer.base64(Signer.TWO.sign(BODY, NOW));

        assertEquals(Verdict.FORGED, verify("t=" + NOW.getEpochSecond() + ",k=key-one,s=" + s, BODY));
    }

    @Test
    void keyThatIsNotPublishedIsUnknown() {
        assertEquals(Verdict.UNKNOWN_KEY, verify(Signer.TWO.header(BODY, NOW), BODY));
    }

    @Test
    void rotatedKeyIsFetched() {
        assertEquals(Verdict.GENUINE, verify(Signer.ONE.header(BODY, NOW), BODY));
        published.put(Signer.TWO.id, Signer.TWO.published);
        clock.pass(Duration.ofMinutes(1));

        assertEquals(Verdict.GENUINE, verify(Signer.TWO.header(BODY, clock.instant()), BODY));
        assertEquals(Verdict.GENUINE, verify(Signer.ONE.header(BODY, clock.instant()), BODY));
    }

    @Test
    void sameSignatureCountsOnce() {
        String header = Signer.ONE.header(BODY, NOW);

        assertEquals(Verdict.GENUINE, verify(header, BODY));
        assertEquals(Verdict.REPLAYED, verify(header, BODY));
        assertEquals(Verdict.REPLAYED, verify(header, "{}"));
        clock.pass(Duration.ofMinutes(10));
        assertEquals(Verdict.REPLAYED, verify(header, BODY));
        clock.pass(Duration.ofSeconds(1));
        assertEquals(Verdict.STALE, verify(header, BODY));
    }

    @Test
    void signatureFromTheFutureIsRememberedForAsLongAsItIsFresh() {
        String header = Signer.ONE.header(BODY, NOW.plus(Duration.ofMinutes(10)));

        assertEquals(Verdict.GENUINE, verify(header, BODY));
        clock.pass(Duration.ofMinutes(20));
        assertEquals(Verdict.GENUINE, verify(Signer.ONE.header(BODY, clock.instant()), BODY));
        assertEquals(Verdict.REPLAYED, verify(header, BODY));
    }

    @Test
    void otherSpellingOfTheSameSignatureIsAReplay() {
        byte[] signature = Signer.ONE.sign(BODY, NOW);
        String s = Signer.base64(signature);
        String start = "t=" + NOW.getEpochSecond() + ",k=key-one,s=";
        assertEquals(Verdict.GENUINE, verify(start + s, BODY));

        // the last character before the padding holds four bits that mean nothing
        char last = s.charAt(s.length() - 3);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        int block = alphabet.indexOf(last) / 16 * 16;
        List<String> spellings = new ArrayList<>(List.of(
                s.substring(0, s.length() - 2), s.substring(0, s.length() - 1), " " + s + " ", s + ",x=1", s + "\n"));
        for (int i = block; i < block + 16; i++) {
            spellings.add(s.substring(0, s.length() - 3) + alphabet.charAt(i) + "==");
        }
        for (String spelling : spellings) {
            assertNotEquals(Verdict.GENUINE, verify(start + spelling, BODY), spelling);
        }
    }

    @Test
    void forgedSignatureDoesNotShutOutTheGenuineOne() {
        String header = Signer.ONE.header(BODY, NOW);

        assertEquals(Verdict.FORGED, verify(header, "{}"));
        assertEquals(Verdict.GENUINE, verify(header, BODY));
    }

    @Test
    void neitherAFullMemoryNorAClockThatIsSetBackLetsAReplayIn() {
        WebhookVerifier forgetful = verifier(3);
        List<String> headers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            String header = Signer.ONE.header(BODY, NOW.plusSeconds(i));
            assertEquals(Verdict.GENUINE, forgetful.verify(header, bytes(BODY)));
            headers.add(header);
        }
        for (String header : headers) {
            assertEquals(Verdict.REPLAYED, forgetful.verify(header, bytes(BODY)));
        }

        clock.pass(Duration.ofMinutes(30));
        assertEquals(Verdict.GENUINE, forgetful.verify(Signer.ONE.header(BODY, clock.instant()), bytes(BODY)));
        clock.pass(Duration.ofMinutes(-30));
        for (String header : headers) {
            assertEquals(Verdict.REPLAYED, forgetful.verify(header, bytes(BODY)));
        }
    }

    @Test
    void webhookThatFindsTooManyBeforeItIsTurnedAwayAndMayComeAgain() {
        Turnstile narrow = new Turnstile(1, 0);
        WebhookVerifier busy = new WebhookVerifier(new WebhookKeys(() -> published), clock, 100, narrow);
        String header = Signer.ONE.header(BODY, NOW);
        narrow.enter();
        assertEquals(Verdict.OVERLOADED, busy.verify(header, bytes(BODY)));
        narrow.leave();

        for (int i = 0; i < 10; i++) {
            assertEquals(Verdict.FORGED, busy.verify(header, bytes("{}")));
        }
        assertEquals(Verdict.GENUINE, busy.verify(header, bytes(BODY)));
    }

    @Test
    void oneOfManyThreadsGetsTheSameWebhookThrough() throws Exception {
        String header = Signer.ONE.header(BODY, NOW);
        verifier.verify(Signer.ONE.header("the keys are fetched now", NOW), bytes("the keys are fetched now"));
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Future<Verdict>> verdicts = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                verdicts.add(threads.submit(() -> verify(header, BODY)));
            }
            int genuine = 0;
            for (Future<Verdict> verdict : verdicts) {
                genuine += verdict.get() == Verdict.GENUINE ? 1 : 0;
            }
            assertEquals(1, genuine);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void tenThousandMutatedWebhooksAreNeverGenuine() {
        Random random = new Random(8032);
        byte[] body = bytes(BODY);
        String header = Signer.ONE.header(BODY, NOW);
        Set<Verdict> verdicts = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            boolean bodyOnly = random.nextInt(4) == 0;
            byte[] otherBody = bodyOnly || random.nextBoolean() ? mutated(body, random) : body;
            String otherHeader = bodyOnly ? header : mutatedHeader(header, random);
            if (Arrays.equals(body, otherBody) && isSame(header, otherHeader)) {
                continue;
            }
            Verdict verdict = verifier.verify(otherHeader, otherBody);
            assertNotEquals(Verdict.GENUINE, verdict, otherHeader);
            verdicts.add(verdict);
        }

        assertEquals(Set.of(Verdict.MALFORMED, Verdict.STALE, Verdict.UNKNOWN_KEY, Verdict.FORGED), verdicts);
        assertEquals(Verdict.GENUINE, verifier.verify(header, body));
    }

    /** Whether all that counts is the same, although spelled differently. */
    private static boolean isSame(String header, String other) {
        DolbySignature one = DolbySignature.parse(header);
        DolbySignature two = DolbySignature.parse(other);
        return two != null
                && Arrays.equals(one.prefix(), two.prefix())
                && one.keyId().equals(two.keyId())
                && Arrays.equals(one.signature(), two.signature());
    }

    private static String mutatedHeader(String header, Random random) {
        return switch (random.nextInt(4)) {
            case 0 ->
                new String(mutated(header.getBytes(StandardCharsets.ISO_8859_1), random), StandardCharsets.ISO_8859_1);
            case 1 -> randomText(random);
            case 2 ->
                "t=" + (NOW.getEpochSecond() + random.nextInt(2000) - 1000) + ",k=" + Signer.ONE.id + ",s="
                        + Signer.base64(randomBytes(random, 64));
            default -> {
                List<String> parts = new ArrayList<>(List.of(header.split(",")));
                parts.set(random.nextInt(3), randomText(random));
                yield String.join(",", parts);
            }
        };
    }

    private static byte[] mutated(byte[] original, Random random) {
        byte[] bytes = original.clone();
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return random.nextInt(5) == 0 ? Arrays.copyOf(bytes, random.nextInt(2 * bytes.length)) : bytes;
    }

    private static String randomText(Random random) {
        StringBuilder text = new StringBuilder();
        String likely = "tks=,,== 0123456789AZaz+/";
        for (int i = random.nextInt(200); i > 0; i--) {
            text.append(
                    random.nextInt(10) == 0
                            ? (char) random.nextInt(0x10000)
                            : likely.charAt(random.nextInt(likely.length())));
        }
        return text.toString();
    }

    private static byte[] randomBytes(Random random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private WebhookVerifier verifier(int remembered) {
        return new WebhookVerifier(new WebhookKeys(() -> published, clock::nanoTime), clock, remembered, turnstile);
    }

    private Verdict verify(String header, String body) {
        return verifier.verify(header, bytes(body));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
