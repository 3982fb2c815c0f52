package io.jenkins.plugins.dolbyrts.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ed25519Test {

    private static final String KEY_1 = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    private static final String SIGNATURE_1 =
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590"
                    + "a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b";
    /** The order of the group, RFC 8032 5.1. */
    private static final BigInteger ORDER =
            BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

    /** RFC 8032 7.1: public key, message, signature. */
    @ParameterizedTest
    @CsvSource({
        KEY_1 + ", '', " + SIGNATURE_1,
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c, 72,"
                + " 92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025, af82,"
                + " 6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf,"
                + " ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f,"
                + " dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
                + "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
    })
    void vectorsOfTheRfc(String key, String message, String signature) {
        byte[] signed = bytes(message);

        assertTrue(Ed25519.verify(key(key), bytes(signature), signed));

        int middle = signed.length / 2;
        assertTrue(Ed25519.verify(
                key(key),
                bytes(signature),
                Arrays.copyOf(signed, middle),
                Arrays.copyOfRange(signed, middle, signed.length)));
        assertFalse(Ed25519.verify(key(key), bytes(signature), bytes(message + "00")));
    }

    @Test
    void anyBitThatIsFlippedSpoilsTheSignature() {
        for (int bit = 0; bit < 512; bit++) {
            byte[] signature = bytes(SIGNATURE_1);
            signature[bit / 8] ^= (byte) (1 << bit % 8);
            assertFalse(Ed25519.verify(key(KEY_1), signature), "bit " + bit);
        }
    }

    @Test
    void secondSpellingOfTheSameSignatureIsRefused() {
        byte[] signature = bytes(SIGNATURE_1);
        byte[] s = reversed(Arrays.copyOfRange(signature, 32, 64));
        byte[] other = reversed(new BigInteger(1, s).add(ORDER).toByteArray());
        System.arraycopy(other, 0, signature, 32, 32);

        assertFalse(Ed25519.verify(key(KEY_1), signature));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 32, 63, 65, 1000})
    void signatureOfAnotherLengthIsRefused(int length) {
        assertFalse(Ed25519.verify(key(KEY_1), Arrays.copyOf(bytes(SIGNATURE_1), length)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 33, 44, 64})
    void keyOfAnotherLengthIsNone(int length) {
        assertNull(Ed25519.key(new byte[length]));
    }

    @Test
    void keyThatIsNoPointOfTheCurveVerifiesNothing() {
        byte[] raw = new byte[32];
        int verified = 0;
        for (int i = 0; i < 256; i++) {
            raw[5] = (byte) i;
            PublicKey key = Ed25519.key(raw);
            if (key != null && Ed25519.verify(key, bytes(SIGNATURE_1))) {
                verified++;
            }
        }
        assertEquals(0, verified);
    }

    private static PublicKey key(String hex) {
        return Ed25519.key(bytes(hex));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }
}
