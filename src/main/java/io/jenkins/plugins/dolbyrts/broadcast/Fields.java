package io.jenkins.plugins.dolbyrts.broadcast;

import io.jenkins.plugins.dolbyrts.client.ApiVersion;
import io.jenkins.plugins.dolbyrts.client.Endpoints;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The rules for what may stand in each field, one place for steps, forms and settings.
 *
 * <p>A method returns the value as it is used, or throws an {@link InvalidFieldException}. Blank means "not set" and
 * comes back as null where the field may be left out. A refused value is not repeated in the message, since it may be a
 * secret that was pasted into the wrong field.
 */
public final class Fields {

    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final int MAX_NAME = 256;
    private static final int MAX_URL = 2048;
    private static final int MAX_SECRET = 4096;
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}._~:+@=&#',!() -]*");
    private static final Pattern PRINTABLE = Pattern.compile("[!-~]+");
    private static final int MIN_SIZE = 390;
    private static final int MAX_SIZE = 1920;

    private Fields() {}

    /** The id of a conference, a UUID. */
    public static String conferenceId(String value) {
        String id = required("conferenceId", value, "enter the id of the conference");
        if (!UUID.matcher(id).matches()) {
            throw new InvalidFieldException(
                    "conferenceId",
                    "this is not a conference id: enter a UUID such as 6b1e4c1e-1f6f-4a52-9d0e-3c2b7a5d8e90");
        }
        return id;
    }

    /** The id of a conference; null if it is blank. */
    public static String conferenceIdOrNull(String value) {
        return isBlank(value) ? null : conferenceId(value);
    }

    /** The name of a stream, a layout or a mix; null if it is blank. */
    public static String name(String field, String value) {
        if (isBlank(value)) {
            return null;
        }
        String name = value.strip();
        if (name.length() > MAX_NAME) {
            throw new InvalidFieldException(
                    field, "longer than " + MAX_NAME + " characters: enter the name as the dashboard shows it");
        }
        if (!NAME.matcher(name).matches() || name.contains("..")) {
            throw new InvalidFieldException(
                    field,
                    "a character that no name has, or two dots in a row: use letters, digits, spaces and"
                            + " . _ ~ : + @ = & # ' , ! ( ) -, beginning with a letter or digit");
        }
        return name;
    }

    /** The layout's URL: absolute, or {@code default} for Dolby's own; null if it is blank. */
    public static String layoutUrl(String value) {
        if (isBlank(value) || value.strip().equals("default")) {
            return isBlank(value) ? null : "default";
        }
        String url = value.strip();
        try {
            URI uri = new URI(url);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if (url.length() <= MAX_URL
                    && PRINTABLE.matcher(url).matches()
                    && Set.of("http", "https").contains(scheme)
                    && uri.getHost() != null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // refused below
        }
        throw new InvalidFieldException(
                "layoutUrl",
                "this is not an absolute URL of at most " + MAX_URL + " characters: enter one such as"
                        + " https://example.com/layout, or \"default\" for Dolby's layout");
    }

    /** The width or height of the picture in pixels; null for 0, which is "not set". */
    public static Integer size(String field, int value) {
        return value == 0 ? null : between(field, value, MIN_SIZE, MAX_SIZE, "pixels");
    }

    /** The version of the API. */
    public static ApiVersion apiVersion(int value) {
        try {
            return ApiVersion.of(value);
        } catch (IllegalArgumentException e) {
            throw new InvalidFieldException("apiVersion", e.getMessage());
        }
    }

    /** What to wait for; null if it is blank. */
    public static StatusGoal goal(String field, String value) {
        if (isBlank(value)) {
            return null;
        }
        try {
            return StatusGoal.valueOf(value.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new InvalidFieldException(field, "there is no such status to wait for: use LIVE or STOPPED");
        }
    }

    /** A region; null if it is blank. */
    public static String region(String value) {
        if (isBlank(value)) {
            return null;
        }
        if (!Endpoints.REGIONS.contains(value.strip())) {
            throw new InvalidFieldException(
                    "region", "there is no such region: use au, ca, eu, in or us, or leave it out");
        }
        return value.strip();
    }

    /** A time in seconds; null for 0, which is "not set". */
    public static Integer seconds(String field, int value) {
        return value == 0 ? null : between(field, value, 1, 86400, "seconds");
    }

    /** A number within bounds. */
    public static int between(String field, int value, int min, int max, String unit) {
        if (value < min || value > max) {
            throw new InvalidFieldException(field, "out of range: enter " + min + " to " + max + " " + unit);
        }
        return value;
    }

    /** The base URL of an API. */
    public static URI baseUrl(String field, String value) {
        try {
            return Endpoints.baseUrl(value);
        } catch (IllegalArgumentException e) {
            throw new InvalidFieldException(field, e.getMessage());
        }
    }

    /** The id of the streaming account, part of the audience's page; null if it is blank. */
    public static String millicastAccountId(String value) {
        if (isBlank(value)) {
            return null;
        }
        if (!value.strip().matches("[A-Za-z0-9_-]{1,64}")) {
            throw new InvalidFieldException(
                    "millicastAccountId",
                    "this is not an account id: enter the letters and digits that the streaming dashboard shows");
        }
        return value.strip();
    }

    /** The id of a credential that must be given. */
    public static String credentialsId(String field, String value) {
        return required(field, value, "choose a credential");
    }

    /** A key or token as it is sent: printable, without white space. The message never holds the value. */
    public static String secret(String field, String value) {
        if (value == null
                || value.length() > MAX_SECRET
                || !PRINTABLE.matcher(value).matches()) {
            throw new InvalidFieldException(
                    field,
                    "the credential holds nothing, a space, a line break or another character that no key has: copy it"
                            + " from the dashboard once more");
        }
        return value;
    }

    static boolean isBlank(String value) {
        return value == null || value.isBlank();
    }

    private static String required(String field, String value, String remedy) {
        if (isBlank(value)) {
            throw new InvalidFieldException(field, "empty: " + remedy);
        }
        return value.strip();
    }
}
