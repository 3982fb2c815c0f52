package io.jenkins.plugins.dolbyrts.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.FreeStyleBuild;
import hudson.model.Result;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.event.StatusEvent;
import java.util.List;
import net.sf.json.JSONObject;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.DomNode;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;

class BroadcastsPageTest extends WebTest {

    private FreeStyleBuild build;

    @BeforeEach
    void build() throws Exception {
        build = jenkins.buildAndAssertSuccess(job);
    }

    @Test
    void showsStatusFactsAndTimelineOnTheBuildPage() throws Exception {
        Broadcast broadcast = broadcast(build);
        live(broadcast);
        broadcast.setViewers(4711);
        try (JenkinsRule.WebClient browser = browser("reader")) {
            HtmlPage page = browser.getPage(build);
            assertStrict(page);
            DomNode section = page.querySelector(".dolby-rts-broadcast");
            String text = section.asNormalizedText();
            for (String part : List.of(broadcast.getConferenceId(), "the-show", "4711", "Requested", "Webhook")) {
                assertTrue(text.contains(part), () -> part + " is not in " + text);
            }
            assertEquals("Live", section.querySelector("[aria-live=polite]").asNormalizedText());
            DomElement viewer = page.getAnchorByHref("https://viewer.example.org?streamId=account/the-show");
            assertEquals("noopener noreferrer", viewer.getAttribute("rel"));
            assertEquals("_blank", viewer.getAttribute("target"));
            assertTrue(((DomElement) section.querySelector("details")).hasAttribute("open"));
            assertEquals(4, section.querySelectorAll("th[scope=col]").size());
            assertNotNull(section.querySelector("caption"));
            DomElement time = section.querySelector("details time");
            assertEquals(broadcast.getRequestedAt().toString(), time.getAttribute("datetime"));
            assertEquals(
                    broadcast.getRequestedAt().toString().substring(0, 19).replace('T', ' ') + " UTC",
                    time.asNormalizedText());
        }
    }

    @Test
    void showsSeveralBroadcastsWithTheirTimelinesFolded() throws Exception {
        broadcast(build);
        broadcast(build);
        try (JenkinsRule.WebClient browser = browser("reader")) {
            HtmlPage page = browser.getPage(build);
            assertEquals(2, page.querySelectorAll(".dolby-rts-broadcast").size());
            assertEquals(
                    0,
                    page.querySelectorAll(".dolby-rts-broadcast details[open]").size());
        }
    }

    @Test
    void showsNothingOnBuildsWithoutBroadcasts() throws Exception {
        try (JenkinsRule.WebClient browser = browser("reader")) {
            HtmlPage page = browser.getPage(build);
            assertNull(page.querySelector(".dolby-rts-live"));
            page = browser.goTo(build.getUrl() + "dolby-rts/status");
            assertEquals(jenkins.getURL() + build.getUrl(), page.getUrl().toString(), "Jenkins leads to the build");
        }
    }

    @Test
    void tellsThePageWhatHasChangedUntilAllIsOver() throws Exception {
        Broadcast broadcast = broadcast(build);
        assertFollowed("Requested", true);
        live(broadcast);
        assertFollowed("Live", true);
        event(broadcast, StatusEvent.Status.STOPPED, "over and out");
        assertFollowed("Stopped", false);
        assertTrue(get("reader", build.getUrl() + "dolby-rts/status").contains("over and out"));
    }

    @Test
    void leadsFromTheFragmentToTheBuild() throws Exception {
        broadcast(build);
        try (JenkinsRule.WebClient browser = browser("reader")) {
            HtmlPage page = browser.goTo(build.getUrl() + "dolby-rts/");
            assertEquals(jenkins.getURL() + build.getUrl(), page.getUrl().toString());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"anonymous", "stranger", "discoverer"})
    void tellsNothingToThoseWhoMayNotReadTheJob(String user) throws Exception {
        Broadcast broadcast = broadcast(build);
        for (String path : List.of("", "api/json?depth=5", "dolby-rts/", "dolby-rts/status")) {
            try (JenkinsRule.WebClient browser = browser(user)) {
                var page = browser.goTo(build.getUrl() + path, null);
                assertTrue(status(page) == 403 || status(page) == 404, () -> path + " " + status(page));
                assertFalse(content(page).contains(broadcast.getConferenceId()), path);
            }
        }
    }

    @Test
    void marksABuildAsLongAsSomethingIsOnAir() throws Exception {
        String history = job.getUrl() + "buildHistory/ajax";
        assertEquals(List.of(), build.getBadgeActions());
        Broadcast first = broadcast(build);
        Broadcast second = broadcast(build);
        live(first);
        assertEquals(1, build.getBadgeActions().size());
        assertTrue(get("reader", history).contains("On air: Live, Requested"), get("reader", history));
        stop(first);
        assertTrue(get("reader", history).contains("On air: Requested"), get("reader", history));
        stop(second);
        assertEquals(List.of(), build.getBadgeActions());
        assertFalse(get("reader", history).contains("On air"), get("reader", history));
    }

    @Test
    void tellsTheSameOverTheApiOfTheBuild() throws Exception {
        Broadcast broadcast = broadcast(build);
        live(broadcast);
        JSONObject actions = JSONObject.fromObject(get("reader", build.getUrl() + "api/json"));
        JSONObject ours = (JSONObject) actions.getJSONArray("actions").stream()
                .filter(action -> ((JSONObject) action).has("broadcasts"))
                .findFirst()
                .orElseThrow();
        JSONObject shown = ours.getJSONArray("broadcasts").getJSONObject(0);
        assertEquals(broadcast.getId(), shown.getString("id"));
        assertEquals("LIVE", shown.getString("status"));
        assertEquals(2, shown.getJSONArray("timeline").size());
    }

    @Test
    void showsHostileTextsAsTexts() throws Exception {
        Broadcast broadcast = broadcast(build);
        event(broadcast, StatusEvent.Status.ERROR, HOSTILE);
        try (JenkinsRule.WebClient browser = browser("reader")) {
            HtmlPage page = browser.getPage(build);
            List<DomNode> messages = page.querySelectorAll(".dolby-rts-message");
            assertEquals(HOSTILE, messages.get(1).getTextContent().strip());
            assertEquals(
                    0,
                    page.querySelectorAll(".dolby-rts-followed script, .dolby-rts-followed img")
                            .size());
            assertStrict(page);
        }
    }

    @Test
    void showsNoSecrets() throws Exception {
        WorkflowRun run = build(
                Result.SUCCESS,
                start(sandbox.account().alive().get(0)),
                startV3(sandbox.account().alive().get(1)),
                "dolbyRtsStop()");
        for (String path : List.of("", "api/json?depth=5", "dolby-rts/status")) {
            String content = get("administrator", run.getUrl() + path);
            assertTrue(content.contains(sandbox.account().alive().get(1)), path);
            assertNoSecrets(content);
        }
    }

    @Test
    void runsItsScriptWithoutAnError() throws Exception {
        live(broadcast(build));
        try (JenkinsRule.WebClient browser = jenkins.createWebClient().login("reader")) {
            HtmlPage page = browser.getPage(build);
            DomElement time = page.querySelector(".dolby-rts-broadcast time");
            assertFalse(time.getAttribute("title").isEmpty(), "the reader's own time");
        }
    }

    private void assertFollowed(String status, boolean changing) throws Exception {
        try (JenkinsRule.WebClient browser = browser("reader")) {
            HtmlPage page = browser.goTo(build.getUrl() + "dolby-rts/status");
            DomElement followed = page.querySelector(".dolby-rts-followed");
            assertEquals(Boolean.toString(changing), followed.getAttribute("data-changing"));
            assertEquals(status, followed.querySelector("[aria-live=polite]").asNormalizedText());
        }
    }
}
