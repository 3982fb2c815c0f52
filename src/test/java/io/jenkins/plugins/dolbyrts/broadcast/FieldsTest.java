package io.jenkins.plugins.dolbyrts.broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.dolbyrts.client.ApiVersion;
import java.net.URI;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldsTest {

    private static final String ID = "6b1e4c1e-1f6f-4a52-9d0e-3c2b7a5d8e90";

    /** Each text field and its rule. */
    private static final Map<String, Function<String, ?>> RULES = Map.of(
            "conferenceId", Fields::conferenceId,
            "streamName", value -> Fields.name("streamName", value),
            "layoutName", value -> Fields.name("layoutName", value),
            "mixId", value -> Fields.name("mixId", value),
            "layoutUrl", Fields::layoutUrl,
            "region", Fields::region,
            "apiUrl", value -> Fields.baseUrl("apiUrl", value),
            "millicastAccountId", Fields::millicastAccountId,
            "appSecret", value -> Fields.secret("appSecret", value));

    static Stream<Arguments> oddInput() {
        Stream<String> odd = Stream.of(
                "../",
                "../../etc/passwd",
                "two\nlines",
                "two\r\nlines",
                "nul\u0000character",
                "\uD83C\uDFA5",
                "right\u202eto left",
                "<script>alert(1)</script>",
                "${jndi:ldap://example.com}",
                "x y".repeat(3333) + "x");
        return odd.flatMap(value -> RULES.keySet().stream().sorted().map(field -> Arguments.of(field, value)));
    }

    @ParameterizedTest
    @MethodSource("oddInput")
    void oddInputIsRefusedInOneLineThatNamesTheFieldAndNotTheValue(String field, String value) {
        // a secret may hold any printable character
        if (field.equals("appSecret") && value.matches("[!-~]+")) {
            assertEquals(value, Fields.secret(field, value));
            return;
        }
        InvalidFieldException e =
                assertThrows(InvalidFieldException.class, () -> RULES.get(field).apply(value));

        assertOneLineAbout(field, e);
        assertFalse(e.getMessage().contains(value), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "secret"})
    void tenThousandCharactersAreTooMany(String start) {
        String value = start + "x".repeat(10_000);
        RULES.forEach((field, rule) -> {
            if (!field.equals("apiUrl")) {
                assertOneLineAbout(field, assertThrows(InvalidFieldException.class, () -> rule.apply(value)));
            }
        });
        assertRefused(
                "layoutUrl: this is not an absolute URL of at most 2048 characters: enter one such as"
                        + " https://example.com/layout, or \"default\" for Dolby's layout",
                () -> Fields.layoutUrl("https://example.com/" + value));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "\t\n "})
    void blankMeansNotSetWhereAFieldMayBeLeftOut(String value) {
        assertNull(Fields.conferenceIdOrNull(value));
        assertNull(Fields.name("streamName", value));
        assertNull(Fields.layoutUrl(value));
        assertNull(Fields.region(value));
        assertNull(Fields.millicastAccountId(value));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "\t\n "})
    void blankIsRefusedWhereAFieldIsNeeded(String value) {
        assertRefused("conferenceId: empty: enter the id of the conference", () -> Fields.conferenceId(value));
        assertRefused("credentialsId: empty: choose a credential", () -> Fields.credentialsId("credentialsId", value));
        assertOneLineAbout("apiUrl", assertThrows(InvalidFieldException.class, () -> Fields.baseUrl("apiUrl", value)));
        assertOneLineAbout(
                "appSecret", assertThrows(InvalidFieldException.class, () -> Fields.secret("appSecret", value)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "town-hall",
                "6b1e4c1e1f6f4a529d0e3c2b7a5d8e90",
                "6b1e4c1e-1f6f-4a52-9d0e-3c2b7a5d8e9",
                "6b1e4c1e-1f6f-4a52-9d0e-3c2b7a5d8e90x",
                "6b1e4c1e-1f6f-4a52-9d0e-3c2b7a5d8e9g",
                "{6b1e4c1e-1f6f-4a52-9d0e-3c2b7a5d8e90}",
                "6b1e4c1e-1f6f-4a52-9d0e-3c2b7a5d8e90/../x",
                "６b1e4c1e-1f6f-4a52-9d0e-3c2b7a5d8e90"
            })
    void conferenceIdIsAUuid(String value) {
        assertRefused(
                "conferenceId: this is not a conference id: enter a UUID such as 6b1e4c1e-1f6f-4a52-9d0e-3c2b7a5d8e90",
                () -> Fields.conferenceId(value));
    }

    @Test
    void whiteSpaceAroundAValueIsDropped() {
        assertEquals(ID, Fields.conferenceId(" " + ID + "\n"));
        assertEquals(ID.toUpperCase(), Fields.conferenceId(ID.toUpperCase()));
        assertEquals("town hall", Fields.name("streamName", "\ttown hall "));
        assertEquals("https://example.com/a", Fields.layoutUrl(" https://example.com/a\n"));
        assertEquals("default", Fields.layoutUrl(" default "));
        assertEquals("eu", Fields.region(" eu "));
        assertEquals(URI.create("https://api.dolby.io"), Fields.baseUrl("authUrl", " https://api.dolby.io/ "));
        assertEquals("aB3_-", Fields.millicastAccountId(" aB3_- "));
        assertEquals("my-id", Fields.credentialsId("credentialsId", " my-id "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "town-hall",
                "Große Runde",
                "東京",
                "a",
                "9 to 5",
                "a.b_c~d:e+f@g=h(i)",
                "conf-6b1e4c1e",
                "Q&A #1",
                "Directors' cut, live!"
            })
    void nameHasLettersDigitsAndAFewSigns(String value) {
        assertEquals(value, Fields.name("streamName", value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "-a", ".a", "a..b", "a\"b", "a<b", "a?b", "a\\b", "a%b", "a|b"})
    void nameHasNoOtherSigns(String value) {
        assertRefused(
                "mixId: a character that no name has, or two dots in a row: use letters, digits, spaces and"
                        + " . _ ~ : + @ = & # ' , ! ( ) -, beginning with a letter or digit",
                () -> Fields.name("mixId", value));
    }

    @Test
    void nameHasAtMost256Characters() {
        assertEquals("x".repeat(256), Fields.name("streamName", "x".repeat(256)));
        assertRefused(
                "streamName: longer than 256 characters: enter the name as the dashboard shows it",
                () -> Fields.name("streamName", "x".repeat(257)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "layout",
                "/layout",
                "Default",
                "ftp://example.com/",
                "https:///x",
                "javascript:alert(1)",
                "https://exämple.com/",
                "https://example.com/a b"
            })
    void layoutUrlIsAbsolute(String value) {
        assertOneLineAbout("layoutUrl", assertThrows(InvalidFieldException.class, () -> Fields.layoutUrl(value)));
    }

    @Test
    void regionIsOneOfFive() {
        assertRefused(
                "region: there is no such region: use au, ca, eu, in or us, or leave it out",
                () -> Fields.region("fr"));
    }

    @ParameterizedTest
    @CsvSource({"390", "1080", "1920"})
    void sizeIsInRange(int value) {
        assertEquals(value, Fields.size("width", value));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 389, 1921, -1, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void sizeOutOfRangeIsRefused(int value) {
        assertRefused("height: out of range: enter 390 to 1920 pixels", () -> Fields.size("height", value));
    }

    @Test
    void zeroMeansNotSet() {
        assertNull(Fields.size("width", 0));
        assertNull(Fields.seconds("timeout", 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 86401, Integer.MAX_VALUE})
    void timeOutOfRangeIsRefused(int value) {
        assertRefused("timeout: out of range: enter 1 to 86400 seconds", () -> Fields.seconds("timeout", value));
    }

    @Test
    void versionIsTwoOrThree() {
        assertEquals(ApiVersion.V2, Fields.apiVersion(2));
        assertEquals(ApiVersion.V3, Fields.apiVersion(3));
        assertRefused("apiVersion: 4 is not a version of the API: use 2 or 3", () -> Fields.apiVersion(4));
        assertRefused("apiVersion: 0 is not a version of the API: use 2 or 3", () -> Fields.apiVersion(0));
    }

    @Test
    void secretKeepsEverySignItMayHave() {
        String signs = "!\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~";

        assertEquals(signs, Fields.secret("appSecret", signs));
    }

    @ParameterizedTest
    @ValueSource(strings = {" secret", "secret\n", "sec ret", "sécret", "secret\u00a0"})
    void secretThatWasCopiedBadlyIsRefused(String value) {
        assertRefused(
                "appSecret: the credential holds nothing, a space, a line break or another character that no key has:"
                        + " copy it from the dashboard once more",
                () -> Fields.secret("appSecret", value));
    }

    @Test
    void problemIsTheMessageWithoutTheField() {
        InvalidFieldException e = assertThrows(InvalidFieldException.class, () -> Fields.region("fr"));

        assertEquals("region", e.field());
        assertEquals("there is no such region: use au, ca, eu, in or us, or leave it out", e.problem());
    }

    private static void assertRefused(String message, Executable action) {
        assertEquals(message, assertThrows(InvalidFieldException.class, action).getMessage());
    }

    private static void assertOneLineAbout(String field, InvalidFieldException e) {
        assertTrue(e.getMessage().startsWith(field + ": "), e.getMessage());
        assertTrue(e.getMessage().matches("[ -~]{10,300}"), e.getMessage());
    }
}
