package io.jenkins.plugins.dolbyrts.guard;

import static io.jenkins.plugins.dolbyrts.guard.Shows.PATIENCE;
import static io.jenkins.plugins.dolbyrts.guard.Shows.begin;
import static io.jenkins.plugins.dolbyrts.guard.Shows.end;
import static io.jenkins.plugins.dolbyrts.guard.Shows.pipeline;
import static io.jenkins.plugins.dolbyrts.guard.Shows.proceed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import hudson.model.Result;
import io.jenkins.plugins.dolbyrts.broadcast.StreamStatus;
import io.jenkins.plugins.dolbyrts.sandbox.Endpoint;
import io.jenkins.plugins.dolbyrts.sandbox.Fault;
import io.jenkins.plugins.dolbyrts.sandbox.Sandbox;
import io.jenkins.plugins.dolbyrts.sandbox.SandboxStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** Jenkins is restarted in the middle of guarded broadcasts; each test has several under way at the time. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class BroadcastRestartTest {

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    private final Sandbox sandbox = Sandbox.start();

    @AfterEach
    void closeSandbox() {
        sandbox.close();
    }

    @Test
    void goesOnWithTheStartItWasAt() throws Throwable {
        String sent = sandbox.addConference();
        String unsent = sandbox.addConference();
        String waiting = sandbox.addConference();
        Fault request = Fault.hold();
        sessions.then(jenkins -> {
            Shows.configure(sandbox);
            sandbox.liveAfter(Duration.ofHours(1));
            begin(jenkins, "waiting", broadcast(waiting) + " { echo 'the show' }");
            jenkins.waitForMessage("WAITING", pipeline(jenkins, "waiting"));
            sandbox.liveAfter(Duration.ZERO);
            sandbox.next(Endpoint.START, Fault.holdAnswer());
            begin(jenkins, "sent", broadcast(sent) + " { input 'the show' }");
            sandbox.awaitStream(sent, SandboxStream.State.LIVE, PATIENCE);
            sandbox.next(Endpoint.START, request);
            begin(jenkins, "unsent", broadcast(unsent) + " { input 'the show' }");
            request.awaitArrived(PATIENCE);
        });
        assertEquals(2, sandbox.onAir().size());
        sandbox.goLive(waiting);
        sessions.then(jenkins -> {
            for (String job : List.of("sent", "unsent")) {
                jenkins.waitForMessage("the show", pipeline(jenkins, job));
                assertFalse(BackgroundStops.isWanted(Shows.registered(job).get(0)), job);
                proceed(jenkins, pipeline(jenkins, job));
            }
            for (String job : List.of("waiting", "sent", "unsent")) {
                WorkflowRun run = end(jenkins, Result.SUCCESS, pipeline(jenkins, job));
                jenkins.assertLogContains("the show", run);
                jenkins.assertLogNotContains(" FAILED ", run);
            }
        });
        for (String conference : List.of(waiting, sent, unsent)) {
            assertStartedAndStoppedOnce(conference);
        }
    }

    @Test
    void goesOnWithTheStopItWasAt() throws Throwable {
        String carriedOut = sandbox.addConference();
        String unsent = sandbox.addConference();
        String failed = sandbox.addConference();
        Fault request = Fault.hold();
        Fault again = Fault.hold();
        sessions.then(jenkins -> {
            Shows.configure(sandbox);
            sandbox.next(Endpoint.STOP, Fault.holdAnswer());
            begin(jenkins, "carried-out", broadcast(carriedOut) + " { echo 'the show' }");
            sandbox.awaitRequests(Endpoint.STOP, 1, PATIENCE);
            sandbox.awaitStream(carriedOut, SandboxStream.State.OFF, PATIENCE);
            sandbox.next(Endpoint.STOP, request);
            begin(jenkins, "unsent", broadcast(unsent) + " { echo 'the show' }");
            request.awaitArrived(PATIENCE);
            sandbox.next(Endpoint.STOP, again);
            begin(jenkins, "failed", broadcast(failed) + " { error 'the encoder broke' }");
            again.awaitArrived(PATIENCE);
        });
        assertEquals(List.of(unsent, failed), sandbox.onAir());
        sessions.then(jenkins -> {
            end(jenkins, Result.SUCCESS, pipeline(jenkins, "carried-out"));
            end(jenkins, Result.SUCCESS, pipeline(jenkins, "unsent"));
            WorkflowRun run = end(jenkins, Result.FAILURE, pipeline(jenkins, "failed"));
            jenkins.assertLogContains("ERROR: the encoder broke", run);
        });
        for (String conference : List.of(carriedOut, unsent, failed)) {
            assertStartedAndStoppedOnce(conference);
        }
    }

    @Test
    void goesOnWithTheBodyItWasAtHoweverThatIsWrapped() throws Throwable {
        String plain = sandbox.addConference();
        String options = sandbox.addConference();
        String stage = sandbox.addConference();
        String outer = sandbox.addConference();
        String inner = sandbox.addConference();
        String beside = sandbox.addConference();
        String aborted = sandbox.addConference();
        List<String> jobs = List.of("plain", "options", "stage", "nested");
        sessions.then(jenkins -> {
            Shows.configure(sandbox);
            begin(jenkins, "plain", broadcast(plain) + " { input 'go on' }");
            begin(jenkins, "aborted", broadcast(aborted) + " { sleep 3600 }");
            begin(
                    jenkins,
                    "options",
                    "pipeline {",
                    "  agent none",
                    "  options { " + broadcast(options) + " }",
                    "  stages { stage('Show') { steps { input 'go on' } } }",
                    "}");
            begin(
                    jenkins,
                    "stage",
                    "pipeline {",
                    "  agent none",
                    "  stages {",
                    "    stage('Show') {",
                    "      options { " + broadcast(stage) + " }",
                    "      steps { input 'go on' }",
                    "    }",
                    "    stage('After') { steps { echo \"after <${env.DOLBY_RTS_CONFERENCE_ID}>\" } }",
                    "  }",
                    "}");
            begin(
                    jenkins,
                    "nested",
                    "parallel(",
                    "  one: {",
                    "    " + broadcast(outer) + " {",
                    "      " + broadcast(inner) + " { echo \"inner ${env.DOLBY_RTS_CONFERENCE_ID}\" ; input 'go on' }",
                    "      echo \"outer ${env.DOLBY_RTS_CONFERENCE_ID}\"",
                    "    }",
                    "  },",
                    "  two: { " + broadcast(beside) + " { sleep 3600 } })");
            for (String job : jobs) {
                jenkins.waitForMessage("go on", pipeline(jenkins, job));
            }
            jenkins.waitForMessage("Sleeping", pipeline(jenkins, "nested"));
            jenkins.waitForMessage("Sleeping", pipeline(jenkins, "aborted"));
        });
        assertEquals(List.of(plain, options, stage, outer, inner, beside, aborted), sandbox.onAir());
        sessions.then(jenkins -> {
            for (String job : jobs) {
                proceed(jenkins, pipeline(jenkins, job));
            }
            end(jenkins, Result.SUCCESS, pipeline(jenkins, "plain"));
            end(jenkins, Result.SUCCESS, pipeline(jenkins, "options"));
            jenkins.assertLogContains("after <null>", end(jenkins, Result.SUCCESS, pipeline(jenkins, "stage")));
            WorkflowRun nested = pipeline(jenkins, "nested");
            jenkins.waitForMessage("outer " + outer, nested);
            jenkins.assertLogContains("inner " + inner, nested);
            sandbox.awaitStream(outer, SandboxStream.State.OFF, PATIENCE);
            assertEquals(List.of(beside, aborted), sandbox.onAir());
            nested.doStop();
            pipeline(jenkins, "aborted").doStop();
            end(jenkins, Result.ABORTED, nested);
            end(jenkins, Result.ABORTED, pipeline(jenkins, "aborted"));
        });
        for (String conference : List.of(plain, options, stage, outer, inner, beside, aborted)) {
            assertStartedAndStoppedOnce(conference);
        }
    }

    @Test
    void doesWhatItShallWhenTheStreamWasLostWhileJenkinsWasDown() throws Throwable {
        String fail = sandbox.addConference();
        String ended = sandbox.addConference();
        String unstable = sandbox.addConference();
        String ignore = sandbox.addConference();
        String restart = sandbox.addConference();
        sessions.then(jenkins -> {
            Shows.configure(sandbox);
            begin(jenkins, "fail", broadcast(fail) + " { sleep 3600 }");
            begin(jenkins, "ended", broadcast(ended) + " { sleep 3600 }");
            begin(jenkins, "unstable", broadcast(unstable, "onStreamLost: 'UNSTABLE'") + " { input 'go on' }");
            begin(jenkins, "ignore", broadcast(ignore, "onStreamLost: 'IGNORE'") + " { input 'go on' }");
            begin(jenkins, "restart", broadcast(restart, "onStreamLost: 'RESTART'") + " { input 'go on' }");
            for (String job : List.of("fail", "ended")) {
                jenkins.waitForMessage("Sleeping", pipeline(jenkins, job));
            }
            for (String job : List.of("unstable", "ignore", "restart")) {
                jenkins.waitForMessage("go on", pipeline(jenkins, job));
            }
        });
        sandbox.failStream(fail, "The encoder is gone");
        sandbox.endStream(ended);
        sandbox.endStream(unstable);
        sandbox.failStream(ignore, "The encoder is gone");
        sandbox.failStream(restart, "The encoder is gone");
        sessions.then(jenkins -> {
            WorkflowRun run = end(jenkins, Result.FAILURE, pipeline(jenkins, "fail"));
            jenkins.assertLogContains(
                    "ERROR: the stream was lost, the service reports ERROR: The encoder is gone", run);
            run = end(jenkins, Result.FAILURE, pipeline(jenkins, "ended"));
            jenkins.assertLogContains("ERROR: the stream was lost, the service reports STOPPED", run);
            jenkins.waitForMessage("the build goes on and is unstable", pipeline(jenkins, "unstable"));
            jenkins.waitForMessage("the build goes on, as onStreamLost says", pipeline(jenkins, "ignore"));
            jenkins.waitForMessage("restart 1 of 3", pipeline(jenkins, "restart"));
            sandbox.awaitStream(restart, SandboxStream.State.LIVE, PATIENCE);
            for (String job : List.of("unstable", "ignore", "restart")) {
                proceed(jenkins, pipeline(jenkins, job));
            }
            end(jenkins, Result.UNSTABLE, pipeline(jenkins, "unstable"));
            end(jenkins, Result.SUCCESS, pipeline(jenkins, "ignore"));
            end(jenkins, Result.SUCCESS, pipeline(jenkins, "restart"));
        });
        assertEquals(2, sandbox.stream(restart).starts());
        assertEquals(List.of(), sandbox.onAir());
    }

    @Test
    void startsALostStreamAgainAlthoughJenkinsIsRestartedMeanwhile() throws Throwable {
        String pausing = sandbox.addConference();
        String sent = sandbox.addConference();
        String unsent = sandbox.addConference();
        Fault request = Fault.hold();
        sessions.then(jenkins -> {
            Shows.configure(sandbox);
            begin(jenkins, "sent", broadcast(sent, "onStreamLost: 'RESTART'") + " { input 'go on' }");
            begin(jenkins, "unsent", broadcast(unsent, "onStreamLost: 'RESTART'") + " { input 'go on' }");
            begin(jenkins, "pausing", broadcast(pausing, "onStreamLost: 'RESTART'") + " { input 'go on' }");
            for (String job : List.of("sent", "unsent", "pausing")) {
                jenkins.waitForMessage("go on", pipeline(jenkins, job));
            }
            sandbox.next(Endpoint.START, Fault.holdAnswer());
            sandbox.failStream(sent, "The encoder is gone");
            sandbox.awaitStream(sent, SandboxStream.State.LIVE, PATIENCE);
            sandbox.next(Endpoint.START, request);
            sandbox.failStream(unsent, "The encoder is gone");
            request.awaitArrived(PATIENCE);
            sandbox.next(Endpoint.START, Fault.status(403));
            sandbox.failStream(pausing, "The encoder is gone");
            jenkins.waitForMessage("restart 2 of 3", pipeline(jenkins, "pausing"));
        });
        sessions.then(jenkins -> {
            for (String conference : List.of(sent, unsent, pausing)) {
                sandbox.awaitStream(conference, SandboxStream.State.LIVE, PATIENCE);
            }
            for (String job : List.of("sent", "unsent", "pausing")) {
                WorkflowRun run = pipeline(jenkins, job);
                Shows.await("LIVE in " + job, () -> Shows.registered(job).get(0).getStatus() == StreamStatus.LIVE);
                proceed(jenkins, run);
            }
            for (String job : List.of("sent", "unsent", "pausing")) {
                end(jenkins, Result.SUCCESS, pipeline(jenkins, job));
            }
        });
        for (String conference : List.of(sent, unsent, pausing)) {
            assertEquals(new SandboxStream(conference, SandboxStream.State.OFF, 2, 1), sandbox.stream(conference));
        }
    }

    private String broadcast(String conference, String... more) {
        return Shows.broadcast(sandbox.account(), conference, more);
    }

    private void assertStartedAndStoppedOnce(String conference) {
        assertEquals(new SandboxStream(conference, SandboxStream.State.OFF, 1, 1), sandbox.stream(conference));
    }
}
