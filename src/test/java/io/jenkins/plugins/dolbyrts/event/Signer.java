package io.jenkins.plugins.dolbyrts.event;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;

/** The service's side of a webhook: one of its keys. The same key signs the same text in the same way each time. */
final class Signer {

    /** With the key of RFC 8032 7.1, test 1. */
    static final Signer ONE = new Signer(
            "key-one",
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    /** With the key of RFC 8032 7.1, test 2. */
    static final Signer TWO = new Signer(
            "key-two",
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");

    final String id;
    /** Base64 of the public key, as it is published. */
    final String published;

    private final PrivateKey key;

    private Signer(String id, String secret, String published) {
        this.id = id;
        this.published = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(published));
        try {
            key = KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new EdECPrivateKeySpec(
                            NamedParameterSpec.ED25519, HexFormat.of().parseHex(secret)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The header of a webhook sent at this time. */
    String header(String body, Instant at) {
        return "t=" + at.getEpochSecond() + ",k=" + id + ",s=" + base64(sign(body, at));
    }

    /** The signature alone. */
    byte[] sign(String body, Instant at) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key);
            signature.update((at.getEpochSecond() + "." + body).getBytes(StandardCharsets.UTF_8));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String base64(byte[] signature) {
        return Base64.getEncoder().encodeToString(signature);
    }
}
