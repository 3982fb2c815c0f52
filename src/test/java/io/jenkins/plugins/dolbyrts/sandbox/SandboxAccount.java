package io.jenkins.plugins.dolbyrts.sandbox;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The one account that a sandbox knows: credentials and conferences.
 *
 * @param appKey the app key; looks like Base64 and ends in {@code ==}, as real ones may
 * @param appSecret the app secret
 * @param streamName the Millicast stream name that goes with the publishing token
 * @param publishingToken the Millicast publishing token
 * @param streamAccountId the Millicast account id, which is part of a viewer's URL
 * @param apiSecret the Millicast API secret
 * @param alive ids of conferences that go on
 * @param ended ids of conferences that are over
 * @param unknown a conference id that the service has never heard of
 */
public record SandboxAccount(
        String appKey,
        String appSecret,
        String streamName,
        String publishingToken,
        String streamAccountId,
        String apiSecret,
        List<String> alive,
        List<String> ended,
        String unknown)
        implements Serializable {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** Values nobody has seen before, so that a test can search logs and files for a leaked one. */
    public static SandboxAccount random() {
        return new SandboxAccount(
                Base64.getEncoder().encodeToString(bytes(16)),
                secret(),
                "stream-" + UUID.randomUUID(),
                secret(),
                UUID.randomUUID().toString().substring(0, 8),
                secret(),
                uuids(5),
                uuids(2),
                UUID.randomUUID().toString());
    }

    /** Values that are the same at each start, for a first try by hand. They open nothing but a sandbox. */
    public static SandboxAccount demo() {
        return new SandboxAccount(
                Base64.getEncoder().encodeToString("sandbox-app-1".getBytes(StandardCharsets.UTF_8)),
                "sandbox-app-secret",
                "sandbox-stream",
                "sandbox-publishing-token",
                "sandbox1",
                "sandbox-api-secret",
                List.of(
                        "a11e0000-0000-4000-8000-000000000001",
                        "a11e0000-0000-4000-8000-000000000002",
                        "a11e0000-0000-4000-8000-000000000003"),
                List.of("e2ded000-0000-4000-8000-000000000001"),
                "0dd00000-0000-4000-8000-000000000001");
    }

    /** The first of the conferences that go on. */
    public String conferenceId() {
        return alive.get(0);
    }

    /** The first of the conferences that are over. */
    public String endedConferenceId() {
        return ended.get(0);
    }

    static String secret() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(33));
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static List<String> uuids(int count) {
        return Stream.generate(() -> UUID.randomUUID().toString()).limit(count).toList();
    }
}
