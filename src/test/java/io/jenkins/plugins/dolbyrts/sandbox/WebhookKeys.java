package io.jenkins.plugins.dolbyrts.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The Ed25519 keys that webhooks are signed with. Former keys stay published, for what they signed may still be on its
 * way.
 */
public final class WebhookKeys {

    private static final int RAW_KEY_BYTES = 32;

    private final Map<String, KeyPair> keys = new LinkedHashMap<>();
    private String currentId;

    WebhookKeys() {
        rotate();
    }

    /** Signs with a new key from now on, and returns its id. */
    public synchronized String rotate() {
        try {
            currentId = UUID.randomUUID().toString();
            keys.put(currentId, KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
            return currentId;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The value of {@code Dolby-Signature} for a body sent at this time, which counts to the second. */
    public synchronized String sign(String body, Instant time) {
        try {
            long seconds = time.getEpochSecond();
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(keys.get(currentId).getPrivate());
            signature.update((seconds + "." + body).getBytes(StandardCharsets.UTF_8));
            String base64 = Base64.getEncoder().encodeToString(signature.sign());
            return "t=" + seconds + ",k=" + currentId + ",s=" + base64;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    Answer publish(SeenRequest request) {
        return Answer.json(200, publicKeys());
    }

    private synchronized ObjectNode publicKeys() {
        ObjectNode published = Json.object();
        keys.forEach((id, pair) -> {
            byte[] x509 = pair.getPublic().getEncoded();
            byte[] raw = Arrays.copyOfRange(x509, x509.length - RAW_KEY_BYTES, x509.length);
            published.put(id, Base64.getEncoder().encodeToString(raw));
        });
        return published;
    }
}
