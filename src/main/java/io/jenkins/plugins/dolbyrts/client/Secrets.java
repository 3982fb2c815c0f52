package io.jenkins.plugins.dolbyrts.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Pattern;

/** The secrets of one operation, to be kept out of every text that comes from outside. */
public final class Secrets {

    private static final int MAX_LENGTH = 300;
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029\\s]+");
    private static final Pattern URL_TOKEN = Pattern.compile("([?&]token=)[^&\\s\"']+");

    /** Longest first: a secret that holds another one is masked whole. */
    private final Set<String> values = new ConcurrentSkipListSet<>(
            Comparator.comparingInt(String::length).reversed().thenComparing(s -> s));

    /** Takes note of a secret; null and blank are passed over. */
    public void add(String secret) {
        if (secret != null && !secret.isBlank()) {
            values.add(secret);
            values.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
        }
    }

    /**
     * Makes a text from outside fit for a log: one line without control characters, no secret in it, and at most 300
     * characters.
     */
    public String clean(String text) {
        String clean = CONTROL.matcher(text).replaceAll(" ").strip();
        for (String secret : values) {
            clean = clean.replace(secret, "****");
        }
        clean = URL_TOKEN.matcher(clean).replaceAll("$1****");
        if (clean.length() <= MAX_LENGTH) {
            return clean;
        }
        int end = Character.isHighSurrogate(clean.charAt(MAX_LENGTH - 2)) ? MAX_LENGTH - 2 : MAX_LENGTH - 1;
        return clean.substring(0, end) + "…";
    }
}
