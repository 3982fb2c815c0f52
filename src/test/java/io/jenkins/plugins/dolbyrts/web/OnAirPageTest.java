package io.jenkins.plugins.dolbyrts.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.BulkChange;
import hudson.model.FreeStyleBuild;
import hudson.model.Item;
import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.broadcast.StreamStatus;
import io.jenkins.plugins.dolbyrts.config.DolbyRtsConfiguration;
import io.jenkins.plugins.dolbyrts.event.StatusEvent;
import io.jenkins.plugins.dolbyrts.register.OnAir;
import io.jenkins.plugins.dolbyrts.sandbox.Endpoint;
import io.jenkins.plugins.dolbyrts.sandbox.Fault;
import java.util.List;
import java.util.Map;
import jenkins.model.Jenkins;
import net.sf.json.JSONArray;
import net.sf.json.JSONObject;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.DomNode;
import org.htmlunit.html.HtmlButton;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlInput;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

class OnAirPageTest extends WebTest {

    private static final String PAGE = "dolby-rts/";
    private static final List<String> VIEWS =
            List.of(PAGE, "dolby-rts/list", "dolby-rts/api/json", "dolby-rts/api/xml");

    @Test
    void saysHowToStartWhenNothingIsOnAir() throws Exception {
        try (JenkinsRule.WebClient browser = browser("reader")) {
            HtmlPage page = browser.goTo(PAGE);
            String text = page.asNormalizedText();
            assertTrue(text.contains("Nothing is on air"), text);
            assertTrue(text.contains("dolbyRtsStart"), text);
            assertNull(page.querySelector("table.dolby-rts-table"));
            assertStrict(page);
        }
    }

    @Test
    void showsABroadcastWithAllThatIsKnownOfIt() throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(job);
        Broadcast broadcast = broadcast(build);
        live(broadcast);
        broadcast.setViewers(4711);
        try (JenkinsRule.WebClient browser = browser("canceller")) {
            HtmlPage page = browser.goTo(PAGE);
            assertStrict(page);
            assertTrue(page.asNormalizedText().contains("1 broadcast on air"), page.asNormalizedText());
            DomNode row = page.querySelector("tr[data-key='" + broadcast.getId() + "']");
            String text = row.asNormalizedText();
            for (String part : List.of(broadcast.getConferenceId(), "the-show", "Live", "4711", "for ", " UTC")) {
                assertTrue(text.contains(part), () -> part + " is not in " + text);
            }
            assertEquals(
                    build.getFullDisplayName(),
                    page.getAnchorByHref("/jenkins/" + build.getUrl()).asNormalizedText());
            DomElement viewer = page.getAnchorByHref("https://viewer.example.org?streamId=account/the-show");
            assertEquals("noopener noreferrer", viewer.getAttribute("rel"));
            assertEquals("_blank", viewer.getAttribute("target"));
            assertEquals(
                    5,
                    page.querySelectorAll(".dolby-rts-table th[scope=col]").stream()
                            .filter(header -> !header.asNormalizedText().isBlank())
                            .filter(header -> !header.asNormalizedText().equals("Actions"))
                            .count());
            assertNotNull(page.querySelector(".dolby-rts-table caption"));
        }
    }

    @Test
    void offersThePageInJenkinsMenu() throws Exception {
        assertTrue(Jenkins.get().getActions().stream().anyMatch(OnAirPage.class::isInstance));
        assertTrue(get("reader", "").contains("dolby-rts"), "no way from the home page");
    }

    @ParameterizedTest
    @ValueSource(strings = {"reader", "canceller", "administrator"})
    void showsTheBroadcastsOfAJobToThoseWhoMayReadIt(String user) throws Exception {
        Broadcast broadcast = broadcast(jenkins.buildAndAssertSuccess(job));
        for (String view : VIEWS) {
            assertTrue(get(user, view).contains(broadcast.getConferenceId()), view);
        }
        assertEquals(!user.equals("reader"), get(user, PAGE).contains("data-confirm"), "the button to stop");
    }

    @ParameterizedTest
    @ValueSource(strings = {"anonymous", "stranger", "discoverer"})
    void hidesTheBroadcastsOfAJobFromThoseWhoMayNotReadIt(String user) throws Exception {
        Broadcast broadcast = broadcast(jenkins.buildAndAssertSuccess(job));
        for (String view : VIEWS) {
            String content = get(user, view);
            assertFalse(content.contains(broadcast.getConferenceId()), view);
            assertFalse(content.contains(broadcast.getId()), view);
            assertFalse(content.contains(job.getName()), view);
        }
        assertTrue(get(user, PAGE).contains("Nothing is on air"));
    }

    @Test
    void showsNothingToThoseWhoMayNotReadThisJenkins() throws Exception {
        Broadcast broadcast = broadcast(jenkins.buildAndAssertSuccess(job));
        jenkins.jenkins.setAuthorizationStrategy(
                new MockAuthorizationStrategy().grant(Jenkins.READ).everywhere().to("reader"));
        try (JenkinsRule.WebClient browser = browser("anonymous")) {
            for (String view : VIEWS) {
                var page = browser.goTo(view, null);
                assertTrue(status(page) == 403 || page.getUrl().getPath().endsWith("/login"), view);
                assertFalse(content(page).contains(broadcast.getConferenceId()), view);
            }
        }
    }

    @Test
    void showsTheBroadcastsOfAJobThatIsGoneToAdministratorsOnly() throws Exception {
        Broadcast broadcast = broadcast(jenkins.buildAndAssertSuccess(job));
        job.delete();
        for (String view : VIEWS) {
            assertFalse(get("canceller", view).contains(broadcast.getConferenceId()), view);
            assertTrue(get("administrator", view).contains(broadcast.getConferenceId()), view);
        }
        try (JenkinsRule.WebClient browser = browser("canceller")) {
            assertEquals(404, status(postStop(browser, broadcast.getId())));
        }
        String page = get("administrator", PAGE);
        assertTrue(page.contains("The job is gone"), page);
        try (JenkinsRule.WebClient browser = browser("administrator")) {
            assertEquals(200, status(postStop(browser, broadcast.getId())));
        }
        eventually(() -> OnAir.get().list().isEmpty());
    }

    @Test
    void stopsABroadcastForOneWhoMayCancelTheJob() throws Exception {
        String conference = sandbox.account().conferenceId();
        WorkflowRun run = build(Result.SUCCESS, start(conference));
        Broadcast broadcast = OnAir.get().ofConference(conference).get(0);
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ)
                .everywhere()
                .toEveryone()
                .grant(Item.READ, Item.CANCEL)
                .onItems(run.getParent())
                .to("canceller"));
        try (JenkinsRule.WebClient browser =
                jenkins.createWebClient().withJavaScriptEnabled(false).login("canceller")) {
            HtmlPage page = browser.goTo(PAGE);
            HtmlForm form = page.querySelector("form.dolby-rts-stop");
            HtmlButton button = form.querySelector("button[name=id]");
            assertEquals(broadcast.getId(), button.getAttribute("value"));
            page = (HtmlPage) postStop(browser, button.getAttribute("value"));
            assertTrue(page.getUrl().toString().endsWith("/" + PAGE), page.getUrl()::toString);
        }
        eventually(() -> sandbox.onAir().isEmpty());
        eventually(() -> OnAir.get().list().isEmpty());
        assertEquals(StreamStatus.STOPPED, broadcast.getStatus());
        assertTrue(
                broadcast.getTimeline().stream().anyMatch(entry -> "by canceller".equals(entry.getMessage())),
                "the timeline does not say who stopped it");
    }

    @Test
    void showsThatAStopIsUnderWay() throws Exception {
        Broadcast broadcast = broadcast(jenkins.buildAndAssertSuccess(job));
        DolbyRtsConfiguration.get().setTries(1);
        sandbox.next(Endpoint.STOP, Fault.hold());
        try (JenkinsRule.WebClient browser = browser("canceller")) {
            HtmlPage page = (HtmlPage) postStop(browser, broadcast.getId());
            DomNode row = page.querySelector("tr[data-key='" + broadcast.getId() + "']");
            assertTrue(row.asNormalizedText().contains("Stopping"), row.asNormalizedText());
            assertTrue(((HtmlButton) row.querySelector("button")).isDisabled());
            assertEquals(200, status(postStop(browser, broadcast.getId())), "a second stop beside the first");
        }
        sandbox.close();
        eventually(() -> !Stops.get().isUnderWay(broadcast));
    }

    @Test
    void saysWhyAStopDidNotWorkAndOffersItAgain() throws Exception {
        Broadcast broadcast = broadcast(jenkins.buildAndAssertSuccess(job));
        SystemCredentialsProvider.getInstance().getCredentials().clear();
        try (JenkinsRule.WebClient browser = browser("canceller")) {
            postStop(browser, broadcast.getId());
            eventually(() -> !Stops.get().isUnderWay(broadcast));
            HtmlPage page = browser.goTo(PAGE);
            DomNode row = page.querySelector("tr[data-key='" + broadcast.getId() + "']");
            String text = row.asNormalizedText();
            assertTrue(text.contains("credentialsId: there is no credential"), text);
            assertFalse(((HtmlButton) row.querySelector("button")).isDisabled());
        }
        assertEquals(List.of(broadcast), OnAir.get().list());
    }

    @ParameterizedTest
    @ValueSource(strings = {"anonymous", "stranger", "discoverer"})
    void tellsNoDifferenceBetweenAHiddenBroadcastAndNone(String user) throws Exception {
        Broadcast broadcast = broadcast(jenkins.buildAndAssertSuccess(job));
        String unknown = "11111111-2222-3333-4444-555555555555";
        try (JenkinsRule.WebClient browser = browser(user)) {
            var hidden = postStop(browser, broadcast.getId());
            var none = postStop(browser, unknown);
            assertEquals(404, status(hidden));
            assertEquals(404, status(none));
            assertEquals(
                    stable(content(none), unknown), stable(content(hidden), broadcast.getId()), "what the answers say");
        }
        assertEquals(StreamStatus.REQUESTED, broadcast.getStatus());
        assertNoRequests();
    }

    @Test
    void refusesAStopToOneWhoMayOnlyRead() throws Exception {
        Broadcast broadcast = broadcast(jenkins.buildAndAssertSuccess(job));
        try (JenkinsRule.WebClient browser = browser("reader")) {
            assertEquals(403, status(postStop(browser, broadcast.getId())));
        }
        assertEquals(StreamStatus.REQUESTED, broadcast.getStatus());
        assertNoRequests();
    }

    @Test
    void refusesAStopWithoutCrumbOrByAnotherMethod() throws Exception {
        Broadcast broadcast = broadcast(jenkins.buildAndAssertSuccess(job));
        try (JenkinsRule.WebClient browser = browser("administrator")) {
            assertEquals(405, status(browser.getPage(stopUrl(broadcast.getId()))));
            assertEquals(403, status(browser.getPage(new WebRequest(stopUrl(broadcast.getId()), HttpMethod.POST))));
            assertEquals(404, status(postStop(browser, "")));
        }
        assertEquals(StreamStatus.REQUESTED, broadcast.getStatus());
        assertNoRequests();
    }

    @Test
    void tellsTheSameOverTheApi() throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(job);
        Broadcast broadcast = broadcast(build);
        event(broadcast, StatusEvent.Status.ERROR, HOSTILE);
        broadcast.setViewers(3);
        JSONArray all =
                JSONObject.fromObject(get("reader", "dolby-rts/api/json")).getJSONArray("broadcasts");
        assertEquals(1, all.size());
        JSONObject one = all.getJSONObject(0);
        Map<String, Object> expected = Map.ofEntries(
                Map.entry("id", broadcast.getId()),
                Map.entry("conferenceId", broadcast.getConferenceId()),
                Map.entry("streamName", "the-show"),
                Map.entry("status", "ERROR"),
                Map.entry("statusSince", broadcast.getStatusSince().toString()),
                Map.entry("requestedAt", broadcast.getRequestedAt().toString()),
                Map.entry("job", job.getFullName()),
                Map.entry("build", 1),
                Map.entry("buildUrl", jenkins.getURL() + build.getUrl()),
                Map.entry("viewerUrl", "https://viewer.example.org?streamId=account/the-show"),
                Map.entry("viewers", 3),
                Map.entry("message", HOSTILE));
        expected.forEach((name, value) -> assertEquals(value, one.get(name), name));
        JSONObject last = one.getJSONArray("timeline").getJSONObject(1);
        assertEquals("ERROR", last.getString("status"));
        assertEquals("WEBHOOK", last.getString("source"));
        assertEquals(HOSTILE, last.getString("message"));
        assertEquals(broadcast.getStatusSince().toString(), last.getString("at"));
    }

    @Test
    void showsHostileTextsAsTexts() throws Exception {
        job.setDisplayName(HOSTILE);
        Broadcast broadcast = broadcast(jenkins.buildAndAssertSuccess(job));
        event(broadcast, StatusEvent.Status.ERROR, HOSTILE);
        try (JenkinsRule.WebClient browser = browser("canceller")) {
            for (String view : List.of(PAGE, "dolby-rts/list")) {
                HtmlPage page = browser.goTo(view);
                DomNode message = page.querySelector(".dolby-rts-table .dolby-rts-message");
                assertEquals(HOSTILE, message.getTextContent().strip());
                assertEquals(
                        0,
                        page.querySelectorAll(".dolby-rts-table script, .dolby-rts-table img")
                                .size());
            }
            assertStrict(browser.goTo(PAGE));
        }
    }

    @Test
    void showsNoSecrets() throws Exception {
        build(
                Result.SUCCESS,
                start(sandbox.account().alive().get(0)),
                startV3(sandbox.account().alive().get(1)));
        for (String view : VIEWS) {
            String content = get("administrator", view);
            assertTrue(content.contains(sandbox.account().alive().get(1)), view);
            assertNoSecrets(content);
        }
    }

    @Test
    void isQuickWithFiveHundred() throws Exception {
        Run<?, ?> run = jenkins.buildAndAssertSuccess(job);
        try (BulkChange saves = new BulkChange(run);
                JenkinsRule.WebClient browser = browser("canceller")) {
            for (int i = 0; i < 500; i++) {
                broadcast(run);
            }
            browser.goTo("dolby-rts/list");
            long begin = System.nanoTime();
            String list = content(browser.goTo("dolby-rts/list"));
            long millis = (System.nanoTime() - begin) / 1_000_000;
            HtmlPage page = browser.goTo(PAGE);
            assertEquals(
                    500, page.querySelectorAll(".dolby-rts-table > tbody > tr").size());
            assertTrue(page.asNormalizedText().contains("500 broadcasts on air"));
            assertTrue(millis < 10_000 && list.length() < 1 << 20, () -> millis + " ms, " + list.length());
            OnAir.get().list().forEach(WebTest::stop);
            saves.commit();
        }
    }

    @Test
    void filtersInTheBrowser() throws Exception {
        Run<?, ?> run = jenkins.buildAndAssertSuccess(job);
        Broadcast first = broadcast(run);
        Broadcast second = broadcast(run);
        live(second);
        try (JenkinsRule.WebClient browser = jenkins.createWebClient().login("canceller")) {
            HtmlPage page = browser.goTo(PAGE);
            assertEquals(List.of(first.getId(), second.getId()), shown(page));
            HtmlInput filter = page.getHtmlElementById("dolby-rts-filter");
            filter.type("LIVE " + second.getConferenceId().substring(0, 8));
            assertEquals(List.of(second.getId()), shown(page));
            filter.type("x");
            assertEquals(List.of(), shown(page));
            assertFalse(((DomElement) page.querySelector(".dolby-rts-no-match")).hasAttribute("hidden"));
        }
    }

    private static List<String> shown(HtmlPage page) {
        return page.querySelectorAll(".dolby-rts-table > tbody > tr").stream()
                .map(DomElement.class::cast)
                .filter(row -> !row.hasAttribute("hidden"))
                .map(row -> row.getAttribute("data-key"))
                .toList();
    }

    /** An answer without what differs from one to the next: the id that was asked for, and crumbs and the like. */
    private static String stable(String content, String id) {
        return content.replace(id, "ID")
                .replaceAll("[0-9a-f]{16,}", "HEX")
                .replaceAll("[\\w-]+=*:[\\w=]*:[\\w=-]*", "CODE");
    }
}
