package io.jenkins.plugins.dolbyrts.client;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The secrets of one operation, to be kept out of every text that comes from outside. */
public final class Secrets {

    private static final int MAX_LENGTH = 300;
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029\\s]+");
    private static final Pattern URL_TOKEN = Pattern.compile("([?&]token=)[^&\\s\"']+");
    private static final Pattern TOKEN_PARAMETER = Pattern.compile("token=([^&#\\s\"']+)", Pattern.CASE_INSENSITIVE);

    /** Longest first: a secret that holds another one is masked whole. */
    private final Set<String> values = new ConcurrentSkipListSet<>(
            Comparator.comparingInt(String::length).reversed().thenComparing(s -> s));

    /** Takes note of a secret; null and blank are passed over. */
    public void add(String secret) {
        if (secret != null && !secret.isBlank()) {
            values.add(CONTROL.matcher(secret).replaceAll(""));
        }
    }

    /** Takes note of the tokens in the query of a viewer's URL, readable or not; null is passed over. */
    public void addTokensOf(String url) {
        if (url == null) {
            return;
        }
        Matcher token = TOKEN_PARAMETER.matcher(url);
        while (token.find()) {
            add(token.group(1));
            try {
                add(URLDecoder.decode(token.group(1), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                // not percent-encoded: as it stands, it is noted already
            }
        }
    }

    /**
     * Makes a text from outside fit for a log: one line without control characters, no secret in it, and at most 300
     * characters.
     */
    public String clean(String text) {
        String line = CONTROL.matcher(text).replaceAll(" ").strip();
        line = URL_TOKEN.matcher(line).replaceAll("$1****");
        StringBuilder clean = new StringBuilder();
        for (int i = 0; i < line.length() && clean.length() <= MAX_LENGTH; ) {
            int end = endOfSecret(line, i);
            clean.append(end > i ? "****" : line.substring(i, i + 1));
            i = Math.max(end, i + 1);
        }
        if (clean.length() <= MAX_LENGTH) {
            return clean.toString();
        }
        int end = Character.isHighSurrogate(clean.charAt(MAX_LENGTH - 2)) ? MAX_LENGTH - 2 : MAX_LENGTH - 1;
        return clean.substring(0, end) + "…";
    }

    /** Where the longest secret that begins here ends, -1 if none does. */
    private int endOfSecret(String line, int start) {
        return values.stream()
                .mapToInt(secret -> end(secret, line, start))
                .filter(end -> end > start)
                .findFirst()
                .orElse(-1);
    }

    /**
     * Where a secret that begins here ends, -1 if it does not. It may be percent-encoded, have a backslash before its
     * characters, or be broken over lines, of which a space is left.
     */
    private static int end(String secret, String line, int start) {
        int end = start;
        for (int i = 0; i < secret.length(); i = secret.offsetByCodePoints(i, 1)) {
            String character = Character.toString(secret.codePointAt(i));
            end += end > start && line.startsWith(" ", end) ? 1 : 0;
            end += line.startsWith("\\" + character, end) ? 1 : 0;
            if (line.startsWith(character, end)) {
                end += character.length();
                continue;
            }
            String encoded = "%" + HexFormat.ofDelimiter("%").formatHex(character.getBytes(StandardCharsets.UTF_8));
            if (!line.regionMatches(true, end, encoded, 0, encoded.length())) {
                return -1;
            }
            end += encoded.length();
        }
        return end;
    }
}
