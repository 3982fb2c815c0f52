package io.jenkins.plugins.dolbyrts.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.Run;
import hudson.security.AuthorizationStrategy;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.broadcast.Source;
import io.jenkins.plugins.dolbyrts.broadcast.StreamSettings;
import io.jenkins.plugins.dolbyrts.broadcast.StreamStatus;
import io.jenkins.plugins.dolbyrts.build.SandboxedJenkins;
import io.jenkins.plugins.dolbyrts.build.SharedJenkins;
import io.jenkins.plugins.dolbyrts.event.StatusEvent;
import io.jenkins.plugins.dolbyrts.register.OnAir;
import java.io.IOException;
import java.net.URL;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.Page;
import org.htmlunit.WebRequest;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.HtmlPage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** Broadcasts to look at, and people to look at them. */
abstract class WebTest extends SharedJenkins {

    static final String HOSTILE = "<script>alert('1')</script> & \"<img src=x onerror=alert(2)>\"";

    /** A job that the reader may read, the canceller may cancel too, and the others know nothing of. */
    FreeStyleProject job;

    @BeforeEach
    void letPeopleIn() throws Exception {
        job = jenkins.createFreeStyleProject("show-" + UUID.randomUUID());
        FreeStyleProject another = jenkins.createFreeStyleProject("another-" + UUID.randomUUID());
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ)
                .everywhere()
                .toEveryone()
                .grant(Item.READ, Item.CANCEL)
                .onItems(another)
                .to("stranger")
                .grant(Item.DISCOVER)
                .onItems(job)
                .to("discoverer")
                .grant(Item.READ)
                .onItems(job)
                .to("reader")
                .grant(Item.READ, Item.CANCEL)
                .onItems(job)
                .to("canceller")
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("administrator"));
    }

    @AfterEach
    void clearTheAir() {
        jenkins.jenkins.setAuthorizationStrategy(AuthorizationStrategy.UNSECURED);
        OnAir.get().list().forEach(WebTest::stop);
    }

    /** A broadcast that a build has asked for. */
    static Broadcast broadcast(Run<?, ?> run, String conferenceId) throws IOException {
        StreamSettings settings = StreamSettings.of(conferenceId, 3, null, null, null, null, 0, 0, null, null);
        Broadcast broadcast = new Broadcast(
                settings, SandboxedJenkins.APP, run.getParent().getFullName(), run.getNumber(), false, Instant.now());
        OnAir.get().add(run, broadcast);
        return broadcast;
    }

    static Broadcast broadcast(Run<?, ?> run) throws IOException {
        return broadcast(run, UUID.randomUUID().toString());
    }

    /** The service says something of a broadcast's stream. */
    static void event(Broadcast broadcast, StatusEvent.Status status, String message) {
        OnAir.get()
                .take(
                        new StatusEvent(
                                broadcast.getConferenceId(),
                                "the-show",
                                status,
                                message,
                                "https://viewer.example.org?streamId=account/the-show",
                                "account",
                                Instant.now()),
                        Source.WEBHOOK);
    }

    static void live(Broadcast broadcast) {
        event(broadcast, StatusEvent.Status.IN_PROGRESS, null);
    }

    static void stop(Broadcast broadcast) {
        broadcast.reached(StreamStatus.STOPPED, null, Instant.now());
        OnAir.get().changed(broadcast);
    }

    /** A browser of somebody, anonymous for null, without scripts and with an eye for every answer. */
    static JenkinsRule.WebClient browser(String user) throws Exception {
        JenkinsRule.WebClient browser =
                jenkins.createWebClient().withJavaScriptEnabled(false).withThrowExceptionOnFailingStatusCode(false);
        return user == null || user.equals("anonymous") ? browser : browser.login(user);
    }

    /** What a path says to somebody, whatever the status. */
    static String get(String user, String path) throws Exception {
        try (JenkinsRule.WebClient browser = browser(user)) {
            return content(browser.goTo(path, null));
        }
    }

    /** Posts to the page of what is on air, with a crumb. */
    static Page postStop(JenkinsRule.WebClient browser, String id) throws Exception {
        WebRequest request = new WebRequest(stopUrl(id), HttpMethod.POST);
        return browser.getPage(browser.addCrumb(request));
    }

    static URL stopUrl(String id) throws IOException {
        return new URL(jenkins.getURL(), "dolby-rts/stop?id=" + id);
    }

    static String content(Page page) {
        return page.getWebResponse().getContentAsString();
    }

    static int status(Page page) {
        return page.getWebResponse().getStatusCode();
    }

    /** Waits for what happens in the background. */
    static void eventually(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "in vain");
            Thread.sleep(50);
        }
    }

    /** What this plugin put on a page: nothing that a strict Content-Security-Policy would refuse. */
    static void assertStrict(HtmlPage page) {
        List<DomElement> ours = page.querySelectorAll(".dolby-rts-live, .dolby-rts-live *, .dolby-rts-stop").stream()
                .map(DomElement.class::cast)
                .toList();
        assertFalse(ours.isEmpty(), "nothing of ours on the page");
        for (DomElement element : ours) {
            assertFalse(element.getTagName().equals("style"), element::asXml);
            assertFalse(element.getTagName().equals("script") && !element.hasAttribute("src"), element::asXml);
            element.getAttributesMap().forEach((name, attribute) -> {
                assertFalse(name.equals("style") || name.startsWith("on"), () -> name + " of " + element.asXml());
                assertFalse(
                        attribute.getValue().strip().toLowerCase().startsWith("javascript:"),
                        () -> name + " of " + element.asXml());
            });
        }
    }

    /** Nothing secret of the sandbox's account is in a text. */
    void assertNoSecrets(String text) {
        for (String secret : sandbox.secrets()) {
            assertEquals(-1, text.indexOf(secret), "a secret in " + text);
        }
    }
}
