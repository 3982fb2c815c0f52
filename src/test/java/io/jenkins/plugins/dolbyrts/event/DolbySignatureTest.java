package io.jenkins.plugins.dolbyrts.event;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class DolbySignatureTest {

    private static final byte[] BYTES = bytes();
    /** Ends in {@code ==}, as 64 bytes do. */
    private static final String S = Base64.getEncoder().encodeToString(BYTES);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "t=1715938200,k=key-1,s=%s",
                "s=%s,k=key-1,t=1715938200",
                "k=key-1,t=1715938200,s=%s",
                " t = 1715938200 ,\tk= key-1, s=%s ",
                "v=2,t=1715938200,x=,k=key-1,nothing,s=%s,T=5,alg=a=b,",
                ",,t=1715938200,,k=key-1,s=%s,,"
            })
    void partsComeInAnyOrderAndWithOthers(String header) {
        DolbySignature signature = DolbySignature.parse(header.formatted(S));

        assertEquals(Instant.parse("2024-05-17T09:30:00Z"), signature.at());
        assertEquals("key-1", signature.keyId());
        assertArrayEquals(BYTES, signature.signature());
        assertArrayEquals("1715938200.".getBytes(StandardCharsets.US_ASCII), signature.prefix());
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                " ",
                ",",
                "=",
                "=,=",
                "t=1715938200,k=key-1",
                "t=1715938200,s=%s",
                "k=key-1,s=%s",
                "t=,k=key-1,s=%s",
                "t=1715938200,k=,s=%s",
                "t=1715938200,k=key-1,s=",
                "t=1715938200,k=key-1,s=%s,t=1715938200",
                "t=1715938200,k=key-1,k=key-2,s=%s",
                "s=%s,t=1715938200,k=key-1,s=%s",
                "t=1715938200, t =1715938201,k=key-1,s=%s",
                "t=-1,k=key-1,s=%s",
                "t=+1715938200,k=key-1,s=%s",
                "t=1715938200.0,k=key-1,s=%s",
                "t=0x5f,k=key-1,s=%s",
                "t=1e9,k=key-1,s=%s",
                "t=١٧١٥٩٣٨٢٠٠,k=key-1,s=%s",
                "t=9999999999999,k=key-1,s=%s",
                "t=99999999999999999999999999,k=key-1,s=%s",
                "t=1715938200,k=key-1,s=AAAA",
                "t=1715938200,k=key-1,s=%sAAAA",
                "t=1715938200,k=key-1,s=!%s",
                "t=1715938200;k=key-1;s=%s"
            })
    void anythingElseIsNone(String header) {
        assertNull(DolbySignature.parse(header == null ? null : header.replace("%s", S)));
    }

    @Test
    void absurdlyLongIsNone() {
        String good = "t=1715938200,k=key-1,s=" + S;

        assertNotNull(DolbySignature.parse(good + ",x=" + "y".repeat(800)));
        assertNull(DolbySignature.parse(good + ",x=" + "y".repeat(1000)));
        assertNull(DolbySignature.parse(",".repeat(10_000_000)));
    }

    private static byte[] bytes() {
        byte[] bytes = new byte[64];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 37);
        }
        return bytes;
    }
}
