package io.jenkins.plugins.dolbyrts.broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.dolbyrts.client.ApiVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamSettingsTest {

    private static final String ID = "6b1e4c1e-1f6f-4a52-9d0e-3c2b7a5d8e90";

    @Test
    void version2NeedsStreamNameAndPublishingToken() {
        assertEquals(
                new StreamSettings(ID, ApiVersion.V2, null, "town-hall", null, null, null, null, null),
                StreamSettings.of(ID, 2, "", "town-hall", "", "", 0, 0, "", "publishing-token"));
    }

    @Test
    void version2TakesALayout() {
        assertEquals(
                new StreamSettings(ID, ApiVersion.V2, "eu", "town-hall", "default", "two speakers", null, null, null),
                StreamSettings.of(ID, 2, "eu", "town-hall", "default", "two speakers", 0, 0, null, "publishing-token"));
    }

    @Test
    void version3NeedsNothingButTheConference() {
        assertEquals(
                new StreamSettings(ID, ApiVersion.V3, null, null, null, null, null, null, null),
                StreamSettings.of(ID, 3, null, null, null, null, 0, 0, null, null));
    }

    @Test
    void version3TakesLayoutSizeAndMix() {
        assertEquals(
                new StreamSettings(
                        ID, ApiVersion.V3, "us", null, "https://example.com/layout", null, 1280, 720, "evening"),
                StreamSettings.of(ID, 3, "us", " ", "https://example.com/layout", " ", 1280, 720, "evening", " "));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "\n"})
    void version2WithoutAStreamNameIsRefused(String streamName) {
        assertRefused(
                "streamName: empty: version 2 of the API needs it (version 3 does not)",
                ID,
                2,
                null,
                streamName,
                null,
                null,
                0,
                0,
                null,
                "publishing-token");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "\n"})
    void version2WithoutAPublishingTokenIsRefused(String credentialsId) {
        assertRefused(
                "publishingTokenCredentialsId: empty: version 2 of the API needs it (version 3 does not)",
                ID,
                2,
                null,
                "town-hall",
                null,
                null,
                0,
                0,
                null,
                credentialsId);
    }

    @ParameterizedTest
    @CsvSource({"width, 1280, 0,", "height, 0, 720,", "mixId, 0, 0, evening"})
    void version2DoesNotKnowSizeAndMix(String field, int width, int height, String mixId) {
        assertRefused(
                field + ": version 2 of the API does not know it: leave it out, or set apiVersion to 3",
                ID,
                2,
                null,
                "town-hall",
                null,
                null,
                width,
                height,
                mixId,
                "publishing-token");
    }

    @ParameterizedTest
    @CsvSource({
        "streamName, town-hall,,",
        "publishingTokenCredentialsId,,, publishing-token",
        "layoutName,, two speakers,"
    })
    void version3DoesNotKnowStreamPublishingTokenAndLayoutName(
            String field, String streamName, String layoutName, String credentialsId) {
        assertRefused(
                field + ": version 3 of the API does not know it: leave it out, or set apiVersion to 2",
                ID,
                3,
                null,
                streamName,
                null,
                layoutName,
                0,
                0,
                null,
                credentialsId);
    }

    @Test
    void everyFieldIsChecked() {
        assertRefusedField("conferenceId", "x", 2, null, "s", null, null, 0, 0, null, "p");
        assertRefusedField("apiVersion", ID, 1, null, "s", null, null, 0, 0, null, "p");
        assertRefusedField("region", ID, 2, "x", "s", null, null, 0, 0, null, "p");
        assertRefusedField("streamName", ID, 2, null, "../", null, null, 0, 0, null, "p");
        assertRefusedField("layoutUrl", ID, 2, null, "s", "x", null, 0, 0, null, "p");
        assertRefusedField("layoutName", ID, 2, null, "s", null, "\uD83C\uDFA5", 0, 0, null, "p");
        assertRefusedField("width", ID, 3, null, null, null, null, 1, 0, null, null);
        assertRefusedField("height", ID, 3, null, null, null, null, 0, 1, null, null);
        assertRefusedField("mixId", ID, 3, null, null, null, null, 0, 0, "a\nb", null);
    }

    private static void assertRefused(
            String message,
            String conferenceId,
            int version,
            String region,
            String streamName,
            String layoutUrl,
            String layoutName,
            int width,
            int height,
            String mixId,
            String credentialsId) {
        assertEquals(
                message,
                refused(
                                conferenceId,
                                version,
                                region,
                                streamName,
                                layoutUrl,
                                layoutName,
                                width,
                                height,
                                mixId,
                                credentialsId)
                        .getMessage());
    }

    private static void assertRefusedField(
            String field,
            String conferenceId,
            int version,
            String region,
            String streamName,
            String layoutUrl,
            String layoutName,
            int width,
            int height,
            String mixId,
            String credentialsId) {
        assertEquals(
                field,
                refused(
                                conferenceId,
                                version,
                                region,
                                streamName,
                                layoutUrl,
                                layoutName,
                                width,
                                height,
                                mixId,
                                credentialsId)
                        .field());
    }

    private static InvalidFieldException refused(
            String conferenceId,
            int version,
            String region,
            String streamName,
            String layoutUrl,
            String layoutName,
            int width,
            int height,
            String mixId,
            String credentialsId) {
        return assertThrows(
                InvalidFieldException.class,
                () -> StreamSettings.of(
                        conferenceId,
                        version,
                        region,
                        streamName,
                        layoutUrl,
                        layoutName,
                        width,
                        height,
                        mixId,
                        credentialsId));
    }
}
