package io.jenkins.plugins.dolbyrts.event;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/** Signatures by RFC 8032, as Java has them. */
final class Ed25519 {

    /** In bytes. */
    static final int SIGNATURE_LENGTH = 64;

    private static final int KEY_LENGTH = 32;
    /** What comes before the bytes of a key to make it one that Java reads (RFC 8410 4). */
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private Ed25519() {}

    /**
     * A public key.
     *
     * @param raw the 32 bytes of RFC 8032 5.1.5
     * @return null if this is no key
     */
    static PublicKey key(byte[] raw) {
        if (raw.length != KEY_LENGTH) {
            return null;
        }
        ByteArrayOutputStream x509 = new ByteArrayOutputStream();
        x509.writeBytes(X509_PREFIX);
        x509.writeBytes(raw);
        try {
            return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(x509.toByteArray()));
        } catch (InvalidKeySpecException e) {
            return null;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java from 15 on has Ed25519", e);
        }
    }

    /** Whether the signature is the key's, for these bytes one after the other. */
    static boolean verify(PublicKey key, byte[] signature, byte[]... message) {
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            for (byte[] part : message) {
                verifier.update(part);
            }
            return verifier.verify(signature);
        } catch (InvalidKeyException | SignatureException e) {
            return false; // no point of the curve, or a number out of bounds
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java from 15 on has Ed25519", e);
        }
    }
}
