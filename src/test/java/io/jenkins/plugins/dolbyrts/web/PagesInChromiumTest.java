package io.jenkins.plugins.dolbyrts.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.ExtensionList;
import hudson.model.FreeStyleBuild;
import hudson.model.Result;
import io.jenkins.plugins.dolbyrts.broadcast.Broadcast;
import io.jenkins.plugins.dolbyrts.config.DolbyRtsConfiguration;
import io.jenkins.plugins.dolbyrts.event.StatusEvent;
import java.net.URL;
import java.util.List;
import jenkins.security.csp.impl.CspConfiguration;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The pages as a reader's browser shows them, while Jenkins enforces its Content-Security-Policy. */
@EnabledIf("isInstalled")
class PagesInChromiumTest extends WebTest {

    private Chromium browser;

    static boolean isInstalled() {
        return Chromium.isInstalled();
    }

    @BeforeEach
    void openTheBrowser() throws Exception {
        ExtensionList.lookupSingleton(CspConfiguration.class).setEnforce(true);
        browser = new Chromium();
    }

    @AfterEach
    void closeTheBrowser() throws Exception {
        browser.close();
        ExtensionList.lookupSingleton(CspConfiguration.class).setEnforce(false);
    }

    @Test
    void theBuildPageFollowsTheStatus() throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(job);
        Broadcast broadcast = broadcast(build);
        logIn("reader");
        open(build.getUrl());
        browser.await("document.querySelector('.dolby-rts-broadcast [aria-live]').innerText === 'Requested'");
        browser.evaluate("document.querySelector('.dolby-rts-broadcast summary').focus()");
        live(broadcast);
        browser.await("document.querySelector('.dolby-rts-broadcast [aria-live]').innerText === 'Live'");
        event(broadcast, StatusEvent.Status.STOPPED, HOSTILE);
        browser.await("document.querySelector('.dolby-rts-broadcast [aria-live]').innerText === 'Stopped'");
        assertEquals(
                "Requested,Live,Stopped",
                browser.evaluate("Array.from(document.querySelectorAll('.dolby-rts-broadcast tbody tr'))"
                        + ".map(row => row.cells[1].innerText).join()"));
        assertEquals(
                HOSTILE,
                browser.evaluate(
                        "document.querySelector('.dolby-rts-broadcast tbody tr:last-child td.dolby-rts-message').innerText"));
        assertEquals("SUMMARY", browser.evaluate("document.activeElement.tagName"), "the focus stays where it was");
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void theBuildPageSaysWhenItIsOutOfDate() throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(job);
        broadcast(build);
        logIn("reader");
        open(build.getUrl());
        browser.await("!!document.querySelector('.dolby-rts-stale').hidden");
        browser.evaluate("window.fetch = () => Promise.reject(new TypeError('no network'))");
        browser.await("!document.querySelector('.dolby-rts-stale').hidden");
    }

    @Test
    void aStreamIsStoppedOnceThatIsConfirmed() throws Exception {
        String conference = sandbox.account().conferenceId();
        build(Result.SUCCESS, start(conference));
        logIn("administrator");
        open("dolby-rts/");
        browser.await("document.querySelectorAll('.dolby-rts-table tbody tr').length === 1");
        browser.evaluate("document.querySelector('.dolby-rts-table button[data-confirm]').click()");
        browser.await("document.querySelector('.jenkins-dialog').innerText.includes('" + conference + "')");
        browser.evaluate("document.querySelector('.jenkins-dialog button[data-id=cancel]').click()");
        browser.await("document.querySelector('.jenkins-dialog') === null");
        assertEquals(List.of(conference), sandbox.onAir());
        browser.evaluate("document.querySelector('.dolby-rts-table button[data-confirm]').click()");
        browser.await("document.querySelector('.jenkins-dialog') !== null");
        browser.evaluate("document.querySelector('.jenkins-dialog button[data-id=ok]').click()");
        browser.await("document.body.innerText.includes('Nothing is on air')");
        assertEquals(List.of(), sandbox.onAir());
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void manyBroadcastsAreFiltered() throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(job);
        for (int i = 0; i < 50; i++) {
            broadcast(build, String.format("00000000-0000-4000-8000-%012d", i));
        }
        logIn("reader");
        open("dolby-rts/");
        String shown = "document.querySelectorAll('.dolby-rts-table tbody tr:not([hidden])').length === ";
        browser.await(shown + 50);
        type("000000000042");
        browser.await(shown + 1);
        type("nothing of that name");
        browser.await(shown + 0);
        browser.await("!document.querySelector('.dolby-rts-no-match').hidden");
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void theSettingsShowTheAddressForWebhooks() throws Exception {
        logIn("administrator");
        open("manage/configure");
        String address = jenkins.getURL() + DolbyRtsConfiguration.WEBHOOK_PATH + "/";
        browser.await(
                "Array.from(document.querySelectorAll('code')).some(code => code.innerText === '" + address + "')");
        assertEquals(
                "true", browser.evaluate("!!document.querySelector('.jenkins-copy-button[text=\"" + address + "\"]')"));
        assertTrue(
                browser.complaints().stream().noneMatch(complaint -> complaint.contains("dolby")),
                () -> browser.complaints().toString());
    }

    @Test
    void theViewersPageIsALinkInTheBuildLog() throws Exception {
        WorkflowRun run = build(Result.SUCCESS, start(sandbox.account().conferenceId()), "dolbyRtsStop()");
        String viewer = "https://viewer.millicast.com?streamId="
                + sandbox.account().streamAccountId() + "/" + sandbox.account().streamName();
        logIn("administrator");
        open(run.getUrl() + "console");
        browser.await("!!document.querySelector('.console-output a[href=\"" + viewer + "\"]')");
    }

    private void logIn(String user) throws Exception {
        open("login");
        browser.evaluate("document.querySelector('[name=j_username]').value = '" + user + "'");
        browser.evaluate("document.querySelector('[name=j_password]').value = '" + user + "'");
        browser.evaluate("document.querySelector('[name=Submit]').click()");
        browser.await("!location.pathname.includes('login') && document.readyState === 'complete'");
    }

    private void type(String words) throws Exception {
        browser.evaluate("(input => { input.value = '" + words + "'; input.dispatchEvent(new Event('input')); })"
                + "(document.getElementById('dolby-rts-filter'))");
    }

    private void open(String path) throws Exception {
        browser.open(new URL(jenkins.getURL(), path));
    }
}
