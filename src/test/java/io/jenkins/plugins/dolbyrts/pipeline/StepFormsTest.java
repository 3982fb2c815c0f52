package io.jenkins.plugins.dolbyrts.pipeline;

import static org.junit.jupiter.api.Assertions.assertNull;

import io.jenkins.plugins.dolbyrts.build.SandboxedJenkins;
import io.jenkins.plugins.dolbyrts.build.SharedJenkins;
import org.jenkinsci.plugins.workflow.cps.SnippetizerTester;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.junit.jupiter.api.Test;

/** The steps in their forms and in the snippet generator. */
class StepFormsTest extends SharedJenkins {

    private static final String CONFERENCE = "6b1e4c1e-1f6f-4a52-9d0e-3c2b7a5d8e90";

    @Test
    void aMinimalStartComesBackFromItsFormAsItWas() throws Exception {
        DolbyRtsStartStep step = new DolbyRtsStartStep(CONFERENCE, SandboxedJenkins.APP);
        String snippet =
                "dolbyRtsStart conferenceId: '" + CONFERENCE + "', credentialsId: '" + SandboxedJenkins.APP + "'";
        SnippetizerTester snippets = new SnippetizerTester(jenkins);
        snippets.assertRoundTrip(step, snippet);

        DolbyRtsStartStep after = new StepConfigTester(jenkins).configRoundTrip(step);
        jenkins.assertEqualDataBoundBeans(step, after);
        snippets.assertRoundTrip(after, snippet);
    }

    @Test
    void aStartWithEveryFieldComesBackFromItsFormAsItWas() throws Exception {
        DolbyRtsStartStep step = new DolbyRtsStartStep(CONFERENCE, SandboxedJenkins.APP);
        step.setStreamName("town-hall");
        step.setPublishingTokenCredentialsId(SandboxedJenkins.PUBLISHING_TOKEN);
        step.setLayoutUrl("https://example.com/layout?a=b&c=d");
        step.setLayoutName("Town hall");
        step.setWidth(1280);
        step.setHeight(720);
        step.setMixId("mix-1");
        step.setApiVersion(3);
        step.setRegion("eu");
        step.setTimeout(90);
        step.setDryRun(true);
        String snippet = "dolbyRtsStart apiVersion: 3, conferenceId: '" + CONFERENCE + "', credentialsId: '"
                + SandboxedJenkins.APP + "', dryRun: true, height: 720, layoutName: 'Town hall', layoutUrl:"
                + " 'https://example.com/layout?a=b&c=d', mixId: 'mix-1', publishingTokenCredentialsId: '"
                + SandboxedJenkins.PUBLISHING_TOKEN
                + "', region: 'eu', streamName: 'town-hall', timeout: 90, width: 1280";
        SnippetizerTester snippets = new SnippetizerTester(jenkins);
        snippets.assertRoundTrip(step, snippet);

        DolbyRtsStartStep after = new StepConfigTester(jenkins).configRoundTrip(step);
        jenkins.assertEqualDataBoundBeans(step, after);
        snippets.assertRoundTrip(after, snippet);
    }

    @Test
    void aMinimalStopComesBackFromItsFormAsItWas() throws Exception {
        DolbyRtsStopStep step = new DolbyRtsStopStep();
        SnippetizerTester snippets = new SnippetizerTester(jenkins);
        snippets.assertRoundTrip(step, "dolbyRtsStop()");

        DolbyRtsStopStep after = new StepConfigTester(jenkins).configRoundTrip(step);
        assertNull(after.getConferenceId());
        snippets.assertRoundTrip(after, "dolbyRtsStop()");
    }

    @Test
    void aStopWithEveryFieldComesBackFromItsFormAsItWas() throws Exception {
        DolbyRtsStopStep step = new DolbyRtsStopStep();
        step.setConferenceId(CONFERENCE);
        step.setCredentialsId(SandboxedJenkins.APP);
        step.setApiVersion(2);
        step.setRegion("us");
        step.setTimeout(45);
        step.setFailIfNotLive(true);
        String snippet = "dolbyRtsStop apiVersion: 2, conferenceId: '" + CONFERENCE + "', credentialsId: '"
                + SandboxedJenkins.APP + "', failIfNotLive: true, region: 'us', timeout: 45";
        SnippetizerTester snippets = new SnippetizerTester(jenkins);
        snippets.assertRoundTrip(step, snippet);

        DolbyRtsStopStep after = new StepConfigTester(jenkins).configRoundTrip(step);
        jenkins.assertEqualDataBoundBeans(step, after);
        snippets.assertRoundTrip(after, snippet);
    }

    @Test
    void theSnippetGeneratorPrintsOnlyWhatWasFilledIn() throws Exception {
        String start = DolbyRtsStartStep.class.getName();
        String stop = DolbyRtsStopStep.class.getName();
        SnippetizerTester snippets = new SnippetizerTester(jenkins);
        snippets.assertGenerateSnippet(
                "{'stapler-class': '" + start + "', 'conferenceId': '" + CONFERENCE
                        + "', 'credentialsId': 'dolby-app', 'streamName': '', 'publishingTokenCredentialsId': '',"
                        + " 'dryRun': false, 'layoutUrl': '', 'layoutName': '', 'width': '0', 'height': '0',"
                        + " 'mixId': '', 'apiVersion': '0', 'region': '', 'timeout': '0'}",
                "dolbyRtsStart conferenceId: '" + CONFERENCE + "', credentialsId: 'dolby-app'",
                null);
        snippets.assertGenerateSnippet(
                "{'stapler-class': '" + stop + "', 'conferenceId': '', 'credentialsId': '', 'failIfNotLive': false,"
                        + " 'apiVersion': '0', 'region': '', 'timeout': '0'}",
                "dolbyRtsStop()",
                null);
        snippets.assertGenerateSnippet(
                "{'stapler-class': '" + stop + "', 'conferenceId': '', 'credentialsId': '', 'failIfNotLive': true,"
                        + " 'apiVersion': '0', 'region': '', 'timeout': ''}",
                "dolbyRtsStop failIfNotLive: true",
                null);
    }
}
