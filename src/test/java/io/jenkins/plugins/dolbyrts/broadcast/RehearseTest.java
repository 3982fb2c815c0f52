package io.jenkins.plugins.dolbyrts.broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.dolbyrts.client.DolbyException;
import io.jenkins.plugins.dolbyrts.client.DolbyException.Kind;
import io.jenkins.plugins.dolbyrts.sandbox.Endpoint;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class RehearseTest {

    @AutoClose
    private final Studio studio = new Studio();

    @Test
    void rehearsalObtainsATokenAndStopsShortOfTheStart() throws Exception {
        StartedStream stream =
                studio.broadcaster.rehearse(studio.v2(studio.conferenceId(), "aB3", false), studio.log());

        assertEquals(
                new StartedStream(
                        studio.conferenceId(),
                        "town-hall",
                        StreamStatus.REHEARSED,
                        "https://viewer.millicast.com?streamId=aB3/town-hall",
                        Studio.NOW),
                stream);
        assertEquals(
                List.of("REHEARSED stream town-hall (v2, N ms, dry run: settings and credentials are in order, the"
                        + " stream was not started)"),
                studio.lines());
        assertEquals(1, studio.sandbox.requests(Endpoint.TOKEN).size());
        assertEquals(1, studio.sandbox.requests().size());
        assertEquals(List.of(), studio.sandbox.onAir());
    }

    @Test
    void rehearsalWithAWrongSecretFails() {
        Broadcaster.Start right = studio.v2();
        Broadcaster.Start wrong = new Broadcaster.Start(
                right.settings(), studio.account("wrong"), right.publishingToken(), null, right.timeout(), false);

        DolbyException e = assertThrows(DolbyException.class, () -> studio.broadcaster.rehearse(wrong, studio.log()));

        assertEquals(Kind.CREDENTIALS_REFUSED, e.kind());
        assertEquals(
                List.of("FAILED stream town-hall: " + studio.server() + " refused the request for an access token with"
                        + " HTTP 401 (invalid_client: Wrong app key or app secret [AUTH UNAUTHORIZED]) for the scope"
                        + " comms:stream:write: compare the app key and secret with the Dolby.io dashboard and correct"
                        + " the credential (v2, N ms)"),
                studio.lines());
    }
}
