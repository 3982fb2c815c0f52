package io.jenkins.plugins.dolbyrts.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.hudson.plugins.folder.properties.FolderCredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.plugins.dolbyrts.broadcast.Source;
import io.jenkins.plugins.dolbyrts.broadcast.StreamStatus;
import io.jenkins.plugins.dolbyrts.broadcast.TimelineEntry;
import io.jenkins.plugins.dolbyrts.build.SandboxedJenkins;
import io.jenkins.plugins.dolbyrts.config.DolbyRtsConfiguration;
import io.jenkins.plugins.dolbyrts.config.StatusSource;
import io.jenkins.plugins.dolbyrts.register.OnAir;
import io.jenkins.plugins.dolbyrts.sandbox.Endpoint;
import io.jenkins.plugins.dolbyrts.sandbox.Fault;
import io.jenkins.plugins.dolbyrts.sandbox.SeenRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A Jenkins that no webhook reaches. */
class MonitorPollingTest extends FollowingJenkins {

    @BeforeEach
    void followMonitor() throws Exception {
        followWithoutWebhooks(StatusSource.MONITOR);
    }

    @AfterEach
    void forgetTheAudience() {
        DolbyRtsConfiguration.get().setMillicastCredentialsId(null);
        DolbyRtsConfiguration.get().setMillicastUrl(null);
    }

    @Test
    void asksOnceAnIntervalForAllBroadcastsOfAnAppKey() throws Exception {
        sandbox.liveAfter(NOT_BY_ITSELF);
        List<String> conferences = sandbox.account().alive();
        build(Result.SUCCESS, start(conferences.get(0)), start(conferences.get(1)));
        for (String each : conferences.subList(2, 4)) {
            jenkins.buildAndAssertSuccess(job(jenkins.createProject(Folder.class), start(each)));
        }
        assertEquals(4, OnAir.get().list().size());
        int before = sandbox.requests(Endpoint.EVENTS).size();
        List<Duration> gaps = gaps(
                sandbox.awaitRequests(Endpoint.EVENTS, before + 5, PATIENCE).subList(before, before + 5));
        for (Duration gap : gaps) {
            assertTrue(gap.toMillis() >= 900, () -> "more than one request an interval: " + gaps);
        }
        for (SeenRequest request : sandbox.requests(Endpoint.EVENTS)) {
            assertTrue(request.identifier().isEmpty(), "asked for a single conference");
        }
        conferences.subList(0, 4).forEach(sandbox::goLive);
        for (String each : conferences.subList(0, 4)) {
            reached(each, StreamStatus.LIVE);
        }
    }

    @Test
    void asksNothingWhenNothingIsOnAir() throws Exception {
        build(Result.SUCCESS, start(conference, "waitFor: 'LIVE'"), "dolbyRtsStop()");
        int before = sandbox.requests(Endpoint.EVENTS).size();
        build(Result.SUCCESS, "sleep 4");
        int after = sandbox.requests(Endpoint.EVENTS).size();
        assertTrue(after - before <= 1, () -> (after - before) + " requests");
    }

    @Test
    void asksNothingOfASourceThatIsNotChosen() throws Exception {
        followWithoutWebhooks(StatusSource.WEBHOOK);
        WorkflowRun run = build(Result.SUCCESS, start(conference), "sleep 3");
        assertEquals(List.of(), sandbox.requests(Endpoint.EVENTS));
        assertEquals(StreamStatus.ACCEPTED, broadcast(run).getStatus());
    }

    @Test
    void asksLessAndLessWhenRefusedAndSaysSoOnce() throws Exception {
        sandbox.always(Endpoint.EVENTS, Fault.status(403).json("{\"status\": 403, \"error\": \"Forbidden\"}"));
        WorkflowRun run = begin("(for LIVE", start(conference, "waitFor: 'LIVE', timeout: 60"));
        List<Duration> gaps = gaps(sandbox.awaitRequests(Endpoint.EVENTS, 4, PATIENCE));
        for (int i = 0; i < gaps.size(); i++) {
            assertTrue(gaps.get(i).toMillis() > 1900L << i, gaps::toString);
        }
        List<String> warnings = lines(run, " WARNING conference " + conference);
        assertEquals(1, warnings.size(), warnings::toString);
        assertTrue(warnings.get(0).contains("the monitor API cannot be asked for the status: "), warnings.get(0));
        assertTrue(warnings.get(0).contains("403"), warnings.get(0));
        WorkflowRun later = begin("go on", start(sandbox.addConference()), "input 'go on'");
        jenkins.waitForMessage("the monitor API cannot be asked for the status: ", later);
        sandbox.clearFaults();
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));
    }

    @Test
    void usesTheCredentialsOfTheFolder() throws Exception {
        SandboxedJenkins.forgetCredentials();
        Folder folder = jenkins.createProject(Folder.class);
        CredentialsStore store = null;
        for (CredentialsStore each : CredentialsProvider.lookupStores(folder)) {
            store = each.getProvider() instanceof FolderCredentialsProvider && each.getContext() == folder
                    ? each
                    : store;
        }
        store.addCredentials(Domain.global(), SandboxedJenkins.app(SandboxedJenkins.APP, sandbox.account()));
        store.addCredentials(
                Domain.global(),
                SandboxedJenkins.publishingToken(SandboxedJenkins.PUBLISHING_TOKEN, sandbox.account()));
        jenkins.buildAndAssertSuccess(job(folder, start(conference, "waitFor: 'LIVE', timeout: 50")));
    }

    @Test
    void saysWhichCredentialIsMissing() throws Exception {
        sandbox.liveAfter(NOT_BY_ITSELF);
        WorkflowRun run = begin("(for LIVE", start(conference, "waitFor: 'LIVE'"));
        SandboxedJenkins.forgetCredentials();
        jenkins.waitForMessage(" WARNING conference " + conference, run);
        assertTrue(lines(run, " WARNING ").get(0).contains("there is no credential 'dolby-app'"), log(run));
    }

    @Test
    void doesWithoutAWebhookThatWouldBeTaken() throws Exception {
        followWithoutWebhooks(StatusSource.AUTOMATIC);
        WorkflowRun run = build(Result.SUCCESS, start(conference, "waitFor: 'LIVE', timeout: 50"));
        assertEquals(Source.MONITOR, last(run).getSource());
    }

    @Test
    void takesUpWhatWasNotListedAtOnce() throws Exception {
        sandbox.next(Endpoint.EVENTS, 3, Fault.status(200).json("{\"webhooks\": [], \"next\": \"\"}"));
        WorkflowRun run = build(Result.SUCCESS, start(conference, "waitFor: 'LIVE', timeout: 50"));
        assertEquals(4, sandbox.requests(Endpoint.EVENTS).size());
        assertEquals(StreamStatus.LIVE, broadcast(run).getStatus());
    }

    @Test
    void tellsAStreamFromTheOneJustBefore() throws Exception {
        WorkflowRun run = begin(
                "go on",
                start(conference, "waitFor: 'LIVE'"),
                "dolbyRtsStop()",
                "sleep 1",
                start(conference, "waitFor: 'LIVE'"),
                "sleep 4",
                "input 'go on'");
        assertEquals(List.of(conference), sandbox.onAir());
        assertEquals(1, OnAir.get().ofConference(conference).size(), log(run));
        assertEquals(2, told(run, StreamStatus.LIVE, conference).size());
        assertEquals(1, told(run, StreamStatus.STOPPED, conference).size());
    }

    @Test
    void knowsWhatTheAudienceSees() throws Exception {
        followWithoutWebhooks(StatusSource.NONE);
        watchTheAudience(sandbox.account().apiSecret());
        sandbox.viewers(42);
        sandbox.liveAfter(NOT_BY_ITSELF);
        WorkflowRun run = begin("(for LIVE", start(conference, "waitFor: 'LIVE'"), "input 'go on'");
        sandbox.awaitRequests(Endpoint.VIEWERS, 2, PATIENCE);
        assertEquals(0, told(run, StreamStatus.LIVE, conference).size());
        assertNull(broadcast(run).getViewers());
        sandbox.goLive(conference);
        jenkins.waitForMessage("go on", run);
        assertEquals(Source.AUDIENCE, last(run).getSource());
        assertEquals(42, broadcast(run).getViewers());
        assertLogMatches(".*Z LIVE conference " + conference + " .*\\(audience: seen on the audience's side\\)", run);
        assertEquals(List.of(), sandbox.requests(Endpoint.EVENTS));

        sandbox.viewers(43);
        int before = sandbox.requests(Endpoint.VIEWERS).size();
        sandbox.awaitRequests(Endpoint.VIEWERS, before + 2, PATIENCE);
        assertEquals(43, broadcast(run).getViewers());
    }

    @Test
    void livesWithAnAudienceThatCannotBeAskedFor() throws Exception {
        watchTheAudience("wrong");
        WorkflowRun run = begin("go on", start(conference, "waitFor: 'LIVE', timeout: 50"), "input 'go on'");
        jenkins.waitForMessage("the audience's side cannot be seen: ", run);
        assertEquals(1, lines(run, "make a new API secret").size());
        assertNull(broadcast(run).getViewers());
    }

    @Test
    void saysThatTheAudiencesCredentialIsMissing() throws Exception {
        DolbyRtsConfiguration.get().setMillicastCredentialsId("gone");
        WorkflowRun run = begin("go on", start(conference), "input 'go on'");
        jenkins.waitForMessage("the audience's side cannot be seen: millicastCredentialsId: ", run);
    }

    @Test
    void tellsAnEarlierStreamOfTheSameNameByItsBeginning() throws Exception {
        followWithoutWebhooks(StatusSource.NONE);
        watchTheAudience(sandbox.account().apiSecret());
        sandbox.liveAfter(NOT_BY_ITSELF);
        sandbox.next(
                Endpoint.VIEWERS,
                3,
                Fault.status(200)
                        .json("{\"status\":\"success\",\"data\":{\"live\":true,\"viewerCount\":5,"
                                + "\"startTime\":\"2024-05-17T09:30:00Z\"}}"));
        WorkflowRun run = begin("(for LIVE", start(conference, "waitFor: 'LIVE'"), "input 'go on'");
        sandbox.awaitRequests(Endpoint.VIEWERS, 5, PATIENCE);
        assertEquals(StreamStatus.ACCEPTED, broadcast(run).getStatus());
        sandbox.goLive(conference);
        jenkins.waitForMessage("go on", run);
    }

    private void watchTheAudience(String secret) throws Exception {
        SystemCredentialsProvider provider = SystemCredentialsProvider.getInstance();
        provider.getCredentials()
                .add(new StringCredentialsImpl(
                        CredentialsScope.GLOBAL, "millicast", "API secret", Secret.fromString(secret)));
        DolbyRtsConfiguration.get().setMillicastUrl(sandbox.url().toString());
        DolbyRtsConfiguration.get().setMillicastCredentialsId("millicast");
    }

    private static TimelineEntry last(WorkflowRun run) {
        List<TimelineEntry> timeline = broadcast(run).getTimeline();
        return timeline.get(timeline.size() - 1);
    }

    /** Waits for a conference that is on air to reach the status. */
    private static void reached(String conference, StreamStatus status) throws Exception {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        Consumer<Object> look = any -> {
            if (OnAir.get().ofConference(conference).stream().anyMatch(one -> one.getStatus() == status)) {
                reached.complete(null);
            }
        };
        OnAir.get().addListener(look::accept);
        look.accept(null);
        reached.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static List<Duration> gaps(List<SeenRequest> requests) {
        List<Instant> times = requests.stream().map(SeenRequest::at).toList();
        List<Duration> gaps = new ArrayList<>();
        for (int i = 1; i < times.size(); i++) {
            gaps.add(Duration.between(times.get(i - 1), times.get(i)));
        }
        return gaps;
    }
}
