package io.jenkins.plugins.dolbyrts.pipeline;

import static io.jenkins.plugins.dolbyrts.build.SandboxedJenkins.APP;
import static org.junit.jupiter.api.Assertions.assertEquals;

import hudson.model.ParametersAction;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.StringParameterDefinition;
import hudson.model.StringParameterValue;
import io.jenkins.plugins.dolbyrts.build.SharedJenkins;
import io.jenkins.plugins.dolbyrts.sandbox.Endpoint;
import io.jenkins.plugins.dolbyrts.sandbox.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;

class ManyBuildsTest extends SharedJenkins {

    private static final int BUILDS = 30;

    @Test
    void buildsThatStartAtOnceAskForOneToken() throws Exception {
        WorkflowJob job = job(
                "dolbyRtsStart apiVersion: 3, conferenceId: params.CONFERENCE, credentialsId: '" + APP + "'",
                "dolbyRtsStop()");
        job.addProperty(new ParametersDefinitionProperty(new StringParameterDefinition("CONFERENCE", "")));
        Fault token = Fault.hold();
        sandbox.next(Endpoint.TOKEN, token);

        List<WorkflowRun> runs = new ArrayList<>();
        for (int i = 0; i < BUILDS; i++) {
            String conference = sandbox.addConference();
            runs.add(job.scheduleBuild2(0, new ParametersAction(new StringParameterValue("CONFERENCE", conference)))
                    .waitForStart());
        }
        for (WorkflowRun run : runs) {
            jenkins.waitForMessage(" REQUESTED conference ", run);
        }
        token.release();
        for (WorkflowRun run : runs) {
            jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(run));
        }
        assertEquals(1, sandbox.requests(Endpoint.TOKEN).size());
        assertEquals(BUILDS, sandbox.requests(Endpoint.START).size());
        assertEquals(BUILDS, sandbox.requests(Endpoint.STOP).size());
        assertEquals(List.of(), sandbox.onAir());
    }

    @Test
    void branchesOfOneBuildAreStoppedTogether() throws Exception {
        List<String> conferences = IntStream.range(0, BUILDS)
                .mapToObj(i -> sandbox.addConference())
                .toList();
        String branches = conferences.stream()
                .map(conference -> "'" + conference + "': { " + startV3(conference) + " }")
                .collect(Collectors.joining(", ", "parallel(", ")"));
        WorkflowRun run = jenkins.buildAndAssertSuccess(job(branches, "dolbyRtsStop()"));
        assertEquals(1, sandbox.requests(Endpoint.TOKEN).size());
        assertEquals(List.of(), sandbox.onAir());
        for (String conference : conferences) {
            assertEquals(1, sandbox.stream(conference).starts());
            assertEquals(1, lines(run, " STOPPED conference " + conference).size());
        }
    }
}
