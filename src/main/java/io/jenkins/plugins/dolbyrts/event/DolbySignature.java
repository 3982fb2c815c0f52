package io.jenkins.plugins.dolbyrts.event;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** What the header {@code Dolby-Signature} holds: {@code t=UNIX_SECONDS,k=KEY_ID,s=BASE64_SIGNATURE}. */
public final class DolbySignature {

    /** The header's name. */
    public static final String HEADER = "Dolby-Signature";

    private static final int MAX_LENGTH = 1024;

    private final String time;
    private final String keyId;
    private final byte[] signature;

    private DolbySignature(String time, String keyId, byte[] signature) {
        this.time = time;
        this.keyId = keyId;
        this.signature = signature;
    }

    /**
     * Reads the header's value: the parts in any order, with spaces around them and further parts in between.
     *
     * @param header null if there is no such header
     * @return null if a part is missing, stands twice or cannot be read
     */
    public static DolbySignature parse(String header) {
        if (header == null || header.length() > MAX_LENGTH) {
            return null;
        }
        Map<String, String> parts = new HashMap<>();
        for (String part : header.split(",")) {
            String[] nameAndValue = part.split("=", 2);
            if (nameAndValue.length == 2 && parts.put(nameAndValue[0].strip(), nameAndValue[1].strip()) != null) {
                return null;
            }
        }
        String time = parts.getOrDefault("t", "");
        String keyId = parts.getOrDefault("k", "");
        byte[] signature = decode(parts.getOrDefault("s", ""));
        return time.matches("[0-9]{1,12}") && !keyId.isEmpty() && signature.length == Ed25519.SIGNATURE_LENGTH
                ? new DolbySignature(time, keyId, signature)
                : null;
    }

    /** When the webhook was signed, by its own account: to be believed once it is verified. */
    public Instant at() {
        return Instant.ofEpochSecond(Long.parseLong(time));
    }

    String keyId() {
        return keyId;
    }

    byte[] signature() {
        return signature.clone();
    }

    /** What stands before the body in the text that is signed: the time, letter for letter, and a full stop. */
    byte[] prefix() {
        return (time + ".").getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
