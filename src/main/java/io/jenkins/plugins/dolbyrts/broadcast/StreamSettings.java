package io.jenkins.plugins.dolbyrts.broadcast;

import io.jenkins.plugins.dolbyrts.client.ApiVersion;
import io.jenkins.plugins.dolbyrts.client.StartRequest;

/**
 * Which stream to put on air and how it shall look. An instance is valid: whatever the API version at hand needs is
 * there, and nothing that it would not understand. Everything but the conference and the version may be null.
 *
 * @param region the region that serves the conference, null for the API URL as it is configured
 * @param streamName the name of the stream, version 2 only
 * @param layoutUrl an absolute URL or {@code default}; null for the dashboard's layout
 * @param layoutName version 2 only
 * @param width in pixels, version 3 only
 * @param height in pixels, version 3 only
 * @param mixId version 3 only
 */
public record StreamSettings(
        String conferenceId,
        ApiVersion version,
        String region,
        String streamName,
        String layoutUrl,
        String layoutName,
        Integer width,
        Integer height,
        String mixId) {

    /** The id of the publishing token's credential, which version 2 needs and version 3 has no use for. */
    private static final String PUBLISHING_TOKEN = "publishingTokenCredentialsId";

    /**
     * Checks what somebody typed.
     *
     * @param version 2 or 3
     * @param width 0 if it is not set
     * @param height 0 if it is not set
     * @throws InvalidFieldException if a field cannot be used, is missing, or belongs to the other version
     */
    public static StreamSettings of(
            String conferenceId,
            int version,
            String region,
            String streamName,
            String layoutUrl,
            String layoutName,
            int width,
            int height,
            String mixId,
            String publishingTokenCredentialsId) {
        StreamSettings settings = new StreamSettings(
                Fields.conferenceId(conferenceId),
                Fields.apiVersion(version),
                Fields.region(region),
                Fields.name("streamName", streamName),
                Fields.layoutUrl(layoutUrl),
                Fields.name("layoutName", layoutName),
                Fields.size("width", width),
                Fields.size("height", height),
                Fields.name("mixId", mixId));
        boolean hasToken = !Fields.isBlank(publishingTokenCredentialsId);
        if (settings.version == ApiVersion.V2) {
            needed("streamName", settings.streamName != null);
            needed(PUBLISHING_TOKEN, hasToken);
            unknown("width", settings.width, settings.version);
            unknown("height", settings.height, settings.version);
            unknown("mixId", settings.mixId, settings.version);
        } else {
            unknown("streamName", settings.streamName, settings.version);
            unknown(PUBLISHING_TOKEN, hasToken ? true : null, settings.version);
            unknown("layoutName", settings.layoutName, settings.version);
        }
        return settings;
    }

    /**
     * The start of this stream.
     *
     * @param publishingToken null with version 3
     */
    StartRequest request(String publishingToken) {
        return new StartRequest(
                version, conferenceId, streamName, publishingToken, layoutUrl, layoutName, width, height, mixId);
    }

    private static void needed(String field, boolean given) {
        if (!given) {
            throw new InvalidFieldException(field, "empty: version 2 of the API needs it (version 3 does not)");
        }
    }

    private static void unknown(String field, Object value, ApiVersion version) {
        if (value != null) {
            int other = version == ApiVersion.V2 ? 3 : 2;
            throw new InvalidFieldException(
                    field,
                    "version " + version.number() + " of the API does not know it: leave it out, or set apiVersion to "
                            + other);
        }
    }
}
