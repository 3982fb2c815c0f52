package io.jenkins.plugins.dolbyrts.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.hudson.plugins.folder.properties.FolderCredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.security.AuthorizationStrategy;
import hudson.security.SecurityRealm;
import io.jenkins.plugins.dolbyrts.build.SandboxedJenkins;
import io.jenkins.plugins.dolbyrts.build.SharedJenkins;
import io.jenkins.plugins.dolbyrts.config.DolbyRtsConfiguration;
import io.jenkins.plugins.dolbyrts.freestyle.StartBuildStep;
import io.jenkins.plugins.dolbyrts.freestyle.StopBuildStep;
import java.lang.reflect.Method;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** What the forms tell, and to whom. */
class StepFormsPermissionsTest extends SharedJenkins {

    private static final String START = "descriptorByName/" + DolbyRtsStartStep.class.getName() + "/";
    private static final String STOP = "descriptorByName/" + DolbyRtsStopStep.class.getName() + "/";

    private WorkflowJob job;

    @BeforeEach
    void secureJenkins() throws Exception {
        Folder studio = jenkins.createProject(Folder.class);
        StreamSupport.stream(CredentialsProvider.lookupStores(studio).spliterator(), false)
                .filter(store -> store.getProvider() instanceof FolderCredentialsProvider)
                .findFirst()
                .orElseThrow()
                .addCredentials(Domain.global(), SandboxedJenkins.app("studio-app", sandbox.account()));
        job = job(studio, "dolbyRtsStop()");
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ)
                .everywhere()
                .to("producer", "viewer")
                .grant(Item.READ, Item.CONFIGURE)
                .onFolders(studio)
                .to("producer")
                .grant(Item.READ)
                .everywhere()
                .to("viewer"));
    }

    @AfterEach
    void unsecureJenkins() {
        jenkins.jenkins.setSecurityRealm(SecurityRealm.NO_AUTHENTICATION);
        jenkins.jenkins.setAuthorizationStrategy(AuthorizationStrategy.UNSECURED);
    }

    @Test
    void everyQuestionOfAFormIsAPost() throws Exception {
        List<String> questions = new ArrayList<>();
        for (Class<?> described : List.of(
                DolbyRtsStartStep.class,
                DolbyRtsStopStep.class,
                StartBuildStep.class,
                StopBuildStep.class,
                DolbyRtsConfiguration.class)) {
            Descriptor<?> descriptor = jenkins.jenkins.getDescriptor(described.asSubclass(Describable.class));
            for (Method method : descriptor.getClass().getDeclaredMethods()) {
                if (method.getName().matches("do(Check|Fill)[A-Z].*")) {
                    String name = method.getName().substring(2);
                    questions.add("descriptorByName/" + described.getName() + "/"
                            + Character.toLowerCase(name.charAt(0)) + name.substring(1));
                }
            }
        }
        assertTrue(questions.size() >= 20, () -> "of " + questions);
        for (String question : questions) {
            WebResponse answer = ask("admin", HttpMethod.GET, job.getUrl() + question + "?value=1");
            assertEquals(404, answer.getStatusCode(), question);
            answer = ask("admin", HttpMethod.POST, job.getUrl() + question + "?value=1");
            assertEquals(200, answer.getStatusCode(), question);
        }
    }

    @Test
    void whoMayConfigureTheJobChoosesFromTheCredentialsOfItsFolder() throws Exception {
        for (String form : List.of(START, STOP)) {
            String choice = choice("producer", form + "fillCredentialsIdItems?credentialsId=");
            assertTrue(choice.contains("studio-app") && choice.contains("dolby-app"), choice);
            assertFalse(choice.contains("publishing-token"), choice);
        }
        String token = choice("producer", START + "fillPublishingTokenCredentialsIdItems");
        assertTrue(token.contains("publishing-token"), token);
        assertFalse(token.contains("app"), token);
        assertTrue(choice("producer", START + "fillRegionItems").contains("\"eu\""));
        assertTrue(choice("producer", STOP + "fillApiVersionItems").contains("\"3\""));
    }

    @Test
    void whoMayOnlyLookSeesWhatIsChosenAndNothingElse() throws Exception {
        for (String question : List.of(
                START + "fillCredentialsIdItems?credentialsId=chosen",
                STOP + "fillCredentialsIdItems?credentialsId=chosen",
                START + "fillPublishingTokenCredentialsIdItems?publishingTokenCredentialsId=chosen")) {
            String choice = choice("viewer", question);
            assertTrue(choice.contains("chosen"), choice);
            assertFalse(choice.contains("dolby-app") || choice.contains("studio-app"), choice);
            assertFalse(choice.contains("publishing-token"), choice);
        }
        assertFalse(choice("viewer", START + "fillRegionItems").contains("eu"));
        for (String question : List.of(
                START + "checkCredentialsId?value=no-such-credential",
                START + "checkPublishingTokenCredentialsId?value=no-such-credential",
                START + "checkConferenceId?value=odd",
                STOP + "checkCredentialsId?value=no-such-credential")) {
            assertOk("viewer", question);
        }
    }

    @Test
    void outsideOfAnyJobOnlyAdministratorsChooseCredentials() throws Exception {
        String question = START + "fillCredentialsIdItems?credentialsId=chosen";
        assertTrue(body(ask("admin", HttpMethod.POST, question)).contains("dolby-app"));
        String choice = body(ask("producer", HttpMethod.POST, question));
        assertTrue(choice.contains("chosen"), choice);
        assertFalse(choice.contains("dolby-app"), choice);
    }

    @Test
    void onlyAdministratorsAreToldOfTheSettings() throws Exception {
        String settings = "descriptorByName/" + DolbyRtsConfiguration.class.getName() + "/";
        for (String question : List.of(
                "checkAuthUrl?value=odd",
                "checkApiUrl?value=odd",
                "checkMillicastAccountId?value=odd",
                "fillApiVersionItems")) {
            assertEquals(
                    403, ask("producer", HttpMethod.POST, settings + question).getStatusCode(), question);
            assertEquals(200, ask("admin", HttpMethod.POST, settings + question).getStatusCode(), question);
        }
    }

    @Test
    void fieldsAreCheckedAsTheyAreTyped() throws Exception {
        assertProblem(START + "checkConferenceId?value=town-hall", "this is not a conference id");
        assertProblem(START + "checkConferenceId?value=", "enter the id of the conference");
        assertProblem(STOP + "checkConferenceId?value=town-hall", "this is not a conference id");
        assertProblem(START + "checkCredentialsId?value=", "Choose the credential");
        assertProblem(START + "checkCredentialsId?value=typo", "There is no such credential");
        assertProblem(START + "checkPublishingTokenCredentialsId?value=dolby-app", "There is no such credential");
        assertProblem(STOP + "checkCredentialsId?value=typo", "There is no such credential");
        assertProblem(START + "checkStreamName?value=..%2Fup", "a character that no name has");
        assertProblem(START + "checkLayoutUrl?value=layout", "not an absolute URL");
        assertProblem(START + "checkLayoutName?value=%3C", "a character that no name has");
        assertProblem(START + "checkMixId?value=%3C", "a character that no name has");
        assertProblem(START + "checkWidth?value=100", "390");
        assertProblem(START + "checkHeight?value=10000", "1920");
        assertProblem(START + "checkTimeout?value=-1", "");
        assertProblem(STOP + "checkTimeout?value=-1", "");

        Stream.of(
                        START + "checkConferenceId?value=" + sandbox.account().conferenceId(),
                        START + "checkConferenceId?value=$%7BCONFERENCE_ID%7D",
                        STOP + "checkConferenceId?value=",
                        START + "checkCredentialsId?value=studio-app",
                        START + "checkCredentialsId?value=$%7BAPP%7D",
                        START + "checkPublishingTokenCredentialsId?value=",
                        START + "checkPublishingTokenCredentialsId?value=publishing-token",
                        STOP + "checkCredentialsId?value=",
                        START + "checkStreamName?value=town-hall",
                        START + "checkLayoutUrl?value=default",
                        START + "checkWidth?value=0",
                        START + "checkTimeout?value=90")
                .forEach(question -> assertOk("producer", question));
    }

    private void assertProblem(String question, String problem) throws Exception {
        String answer = choice("producer", question);
        assertTrue(answer.contains("class=\"error\"") && answer.contains(problem), () -> question + ": " + answer);
    }

    private void assertOk(String user, String question) {
        try {
            String answer = choice(user, question);
            assertFalse(answer.contains("error"), () -> question + ": " + answer);
        } catch (Exception e) {
            throw new AssertionError(question, e);
        }
    }

    /** The answer to a question of the job's form. */
    private String choice(String user, String question) throws Exception {
        return body(ask(user, HttpMethod.POST, job.getUrl() + question));
    }

    private static String body(WebResponse answer) {
        assertEquals(200, answer.getStatusCode(), answer.getContentAsString());
        return answer.getContentAsString();
    }

    private static WebResponse ask(String user, HttpMethod method, String path) throws Exception {
        try (JenkinsRule.WebClient web = jenkins.createWebClient()) {
            web.withBasicApiToken(user).withThrowExceptionOnFailingStatusCode(false);
            return web.loadWebResponse(new WebRequest(new URL(web.getContextPath() + path), method));
        }
    }
}
