package io.jenkins.plugins.dolbyrts.status;

import io.jenkins.plugins.dolbyrts.build.SandboxedJenkins;
import io.jenkins.plugins.dolbyrts.build.SharedJenkins;
import io.jenkins.plugins.dolbyrts.pipeline.DolbyRtsStartStep;
import io.jenkins.plugins.dolbyrts.pipeline.DolbyRtsWaitStep;
import org.jenkinsci.plugins.workflow.cps.SnippetizerTester;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.junit.jupiter.api.Test;

/** What has to do with waiting, in the forms and in the snippet generator. */
class WaitFormsTest extends SharedJenkins {

    private static final String CONFERENCE = "6b1e4c1e-1f6f-4a52-9d0e-3c2b7a5d8e90";

    @Test
    void theWaitingComesBackFromTheFormsAsItWas() throws Exception {
        SnippetizerTester snippets = new SnippetizerTester(jenkins);
        DolbyRtsWaitStep minimal = new DolbyRtsWaitStep("LIVE");
        snippets.assertRoundTrip(minimal, "dolbyRtsWait 'LIVE'");
        DolbyRtsWaitStep after = new StepConfigTester(jenkins).configRoundTrip(minimal);
        snippets.assertRoundTrip(after, "dolbyRtsWait 'LIVE'");

        DolbyRtsWaitStep step = new DolbyRtsWaitStep("STOPPED");
        step.setConferenceId(CONFERENCE);
        step.setTimeout(90);
        String snippet = "dolbyRtsWait conferenceId: '" + CONFERENCE + "', status: 'STOPPED', timeout: 90";
        snippets.assertRoundTrip(step, snippet);
        jenkins.assertEqualDataBoundBeans(step, new StepConfigTester(jenkins).configRoundTrip(step));
        snippets.assertGenerateSnippet(
                "{'stapler-class': '" + DolbyRtsWaitStep.class.getName()
                        + "', 'status': 'STOPPED', 'conferenceId': '', 'timeout': '0'}",
                "dolbyRtsWait 'STOPPED'",
                null);

        DolbyRtsStartStep start = new DolbyRtsStartStep(CONFERENCE, SandboxedJenkins.APP);
        start.setWaitFor("LIVE");
        start.setTimeout(60);
        String started = "dolbyRtsStart conferenceId: '" + CONFERENCE + "', credentialsId: '" + SandboxedJenkins.APP
                + "', timeout: 60, waitFor: 'LIVE'";
        snippets.assertRoundTrip(start, started);
        jenkins.assertEqualDataBoundBeans(start, new StepConfigTester(jenkins).configRoundTrip(start));
    }
}
