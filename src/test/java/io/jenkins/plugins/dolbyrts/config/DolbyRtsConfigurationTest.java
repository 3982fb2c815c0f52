package io.jenkins.plugins.dolbyrts.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.util.FormValidation;
import hudson.util.Secret;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.dolbyrts.broadcast.InvalidFieldException;
import io.jenkins.plugins.dolbyrts.build.SharedJenkins;
import io.jenkins.plugins.dolbyrts.client.Limits;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;

class DolbyRtsConfigurationTest extends SharedJenkins {

    @TempDir
    Path files;

    @Test
    void comesBackFromTheFormAsItWas() throws Exception {
        DolbyRtsConfiguration settings = DolbyRtsConfiguration.get();
        settings.setAuthUrl("https://auth.example.com/dolby");
        settings.setApiUrl("https://api.example.com");
        settings.setApiVersion(3);
        settings.setMillicastAccountId("account-1");
        settings.setConnectTimeout(11);
        settings.setResponseTimeout(12);
        settings.setTimeout(13);
        settings.setTries(14);
        settings.setStatusSource(StatusSource.MONITOR);
        settings.setPollInterval(15);
        settings.setOnAirLimit(16);
        settings.setMillicastUrl("https://audience.example.com");
        settings.setMillicastCredentialsId("audience");
        jenkins.configRoundtrip();

        assertEquals("https://auth.example.com/dolby", settings.getAuthUrl());
        assertEquals("https://api.example.com", settings.getApiUrl());
        assertEquals(3, settings.getApiVersion());
        assertEquals("account-1", settings.getMillicastAccountId());
        assertEquals(11, settings.getConnectTimeout());
        assertEquals(12, settings.getResponseTimeout());
        assertEquals(13, settings.getTimeout());
        assertEquals(14, settings.getTries());
        assertEquals(StatusSource.MONITOR, settings.getStatusSource());
        assertEquals(15, settings.getPollInterval());
        assertEquals(16, settings.getOnAirLimit());
        assertEquals("https://audience.example.com", settings.getMillicastUrl());
        assertEquals("audience", settings.getMillicastCredentialsId());
        assertEquals(
                new Limits(
                        Duration.ofSeconds(11),
                        Duration.ofSeconds(11),
                        Duration.ofSeconds(12),
                        Duration.ofSeconds(13),
                        14,
                        Duration.ofSeconds(1)),
                settings.limits());
    }

    @Test
    void defaultsAreNotWrittenDownSoThatLaterOnesAreTakenUp() throws Exception {
        DolbyRtsConfiguration settings = DolbyRtsConfiguration.get();
        settings.setAuthUrl(null);
        settings.setApiUrl("");
        settings.setMillicastAccountId("  ");
        jenkins.configRoundtrip();

        assertEquals("https://api.dolby.io", settings.getAuthUrl());
        assertEquals("https://comms.api.dolby.io", settings.getApiUrl());
        assertEquals(2, settings.getApiVersion());
        assertNull(settings.getMillicastAccountId());
        assertEquals(Limits.DEFAULT, settings.limits());
        String file = Files.readString(
                jenkins.jenkins.getRootDir().toPath().resolve(DolbyRtsConfiguration.class.getName() + ".xml"));
        assertFalse(file.contains("dolby.io"), file);
    }

    @Test
    void isFilledInOnThePageOfTheSystem() throws Exception {
        try (JenkinsRule.WebClient web = jenkins.createWebClient()) {
            HtmlForm form = web.goTo("configure").getFormByName("config");
            form.getInputByName("_.authUrl").setValue(" https://auth.example.com/ ");
            form.getInputByName("_.millicastAccountId").setValue("account-2");
            form.getSelectByName("_.apiVersion").setSelectedAttribute("3", true);
            jenkins.submit(form);
        }
        DolbyRtsConfiguration settings = DolbyRtsConfiguration.get();
        assertEquals("https://auth.example.com", settings.getAuthUrl());
        assertEquals("account-2", settings.getMillicastAccountId());
        assertEquals(3, settings.getApiVersion());
    }

    @Test
    void aWrongValueIsRefusedWithTheNameOfItsFieldAndNothingIsChanged() throws Exception {
        DolbyRtsConfiguration settings = DolbyRtsConfiguration.get();
        String authUrl = settings.getAuthUrl();
        String apiUrl = settings.getApiUrl();
        String account = settings.getMillicastAccountId();
        try (JenkinsRule.WebClient web = jenkins.createWebClient()) {
            web.setThrowExceptionOnFailingStatusCode(false);
            HtmlForm form = web.goTo("configure").getFormByName("config");
            form.getInputByName("_.apiUrl").setValue("https://api.example.com");
            form.getInputByName("_.authUrl").setValue("https://auth.example.com");
            form.getInputByName("_.millicastAccountId").setValue("../up");
            HtmlPage answer = jenkins.submit(form);
            assertTrue(
                    answer.asNormalizedText().contains("millicastAccountId: this is not an account id"),
                    answer.asNormalizedText());
            assertEquals(400, answer.getWebResponse().getStatusCode());
        }
        assertEquals(authUrl, settings.getAuthUrl());
        assertEquals(apiUrl, settings.getApiUrl());
        assertEquals(account, settings.getMillicastAccountId());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "https://example.com",
                "HTTPS://example.com:8443/base/",
                "http://127.0.0.1:8080",
                "http://127.1.2.3",
                "http://localhost:1",
                "http://[::1]:8080"
            })
    void takesUrl(String url) {
        assertEquals(FormValidation.Kind.OK, DolbyRtsConfiguration.get().doCheckAuthUrl(url).kind);
        assertEquals(FormValidation.Kind.OK, DolbyRtsConfiguration.get().doCheckApiUrl(url).kind);
        DolbyRtsConfiguration.get().setAuthUrl(url);
        DolbyRtsConfiguration.get().setApiUrl(url);
    }

    @ParameterizedTest
    @CsvSource({
        "http://example.com, http:// would send secrets in the clear",
        "http://127.0.0.1.example.com, http:// would send secrets in the clear",
        "http://localhost.example.com, http:// would send secrets in the clear",
        "http://0.0.0.0, http:// would send secrets in the clear",
        "ftp://example.com, not an absolute URL",
        "example.com, not an absolute URL",
        "/base, not an absolute URL",
        "https://, not a URL",
        "https:///base, not an absolute URL",
        "https://exa mple.com, not a URL",
        "javascript:alert(1), not an absolute URL",
        "https://user:password@example.com, no user",
        "https://example.com?a=b, no query",
        "https://example.com#part, no fragment"
    })
    void refusesUrl(String url, String problem) {
        DolbyRtsConfiguration settings = DolbyRtsConfiguration.get();
        assertProblem(problem, settings.doCheckAuthUrl(url));
        assertProblem(problem, settings.doCheckApiUrl(url));
        String before = settings.getAuthUrl();
        InvalidFieldException refused = assertThrows(InvalidFieldException.class, () -> settings.setAuthUrl(url));
        assertTrue(refused.getMessage().startsWith("authUrl: "), refused.getMessage());
        refused = assertThrows(InvalidFieldException.class, () -> settings.setApiUrl(url));
        assertTrue(refused.getMessage().startsWith("apiUrl: "), refused.getMessage());
        assertEquals(before, settings.getAuthUrl());
    }

    @ParameterizedTest
    @ValueSource(strings = {"../up", "a b", "a/b", "\uD83C\uDFA5", "a\nb"})
    void refusesAccount(String account) {
        assertProblem("not an account id", DolbyRtsConfiguration.get().doCheckMillicastAccountId(account));
        assertRefused("millicastAccountId", DolbyRtsConfiguration::setMillicastAccountId, account);
    }

    @Test
    void saysWhatIsWrongWithTheCredentialOfTheAudience() throws Exception {
        DolbyRtsConfiguration settings = DolbyRtsConfiguration.get();
        assertEquals(FormValidation.Kind.OK, settings.doCheckMillicastCredentialsId("", "").kind);
        assertProblem("no global credential", settings.doCheckMillicastCredentialsId("audience", ""));
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(
                        CredentialsScope.GLOBAL, "audience", "API secret", Secret.fromString("secret")));
        assertEquals(FormValidation.Kind.OK, settings.doCheckMillicastCredentialsId("audience", "").kind);
    }

    static Stream<Arguments> numbers() {
        return Stream.of(
                Arguments.of("apiVersion", number(DolbyRtsConfiguration::setApiVersion), new int[] {-1, 0, 1, 4}),
                Arguments.of(
                        "connectTimeout", number(DolbyRtsConfiguration::setConnectTimeout), new int[] {-1, 0, 601}),
                Arguments.of(
                        "responseTimeout", number(DolbyRtsConfiguration::setResponseTimeout), new int[] {-1, 0, 601}),
                Arguments.of("timeout", number(DolbyRtsConfiguration::setTimeout), new int[] {-1, 0, 86401}),
                Arguments.of("tries", number(DolbyRtsConfiguration::setTries), new int[] {-1, 0, 21}),
                Arguments.of("pollInterval", number(DolbyRtsConfiguration::setPollInterval), new int[] {-1, 0, 3601}),
                Arguments.of("onAirLimit", number(DolbyRtsConfiguration::setOnAirLimit), new int[] {-1, 0, 1001}));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("numbers")
    void refusesNumbersOutOfTheirRange(
            String field, BiConsumer<DolbyRtsConfiguration, Integer> setter, int[] outOfRange) {
        for (int number : outOfRange) {
            assertRefused(field, setter, number);
        }
    }

    @Test
    void isReadFromConfigurationAsCodeAndWrittenBack() throws Exception {
        String yaml = String.join(
                "\n",
                "unclassified:",
                "  dolbyRts:",
                "    apiUrl: \"https://api.example.com\"",
                "    apiVersion: 3",
                "    authUrl: \"https://auth.example.com\"",
                "    connectTimeout: 5",
                "    millicastAccountId: \"account-3\"",
                "    millicastCredentialsId: \"audience\"",
                "    millicastUrl: \"https://audience.example.com\"",
                "    onAirLimit: 3",
                "    pollInterval: 7",
                "    responseTimeout: 15",
                "    statusSource: WEBHOOK",
                "    timeout: 60",
                "    tries: 2",
                "");
        configureAsCode(yaml);

        DolbyRtsConfiguration settings = DolbyRtsConfiguration.get();
        assertEquals("https://auth.example.com", settings.getAuthUrl());
        assertEquals("https://api.example.com", settings.getApiUrl());
        assertEquals(3, settings.getApiVersion());
        assertEquals("account-3", settings.getMillicastAccountId());
        assertEquals(5, settings.getConnectTimeout());
        assertEquals(15, settings.getResponseTimeout());
        assertEquals(60, settings.getTimeout());
        assertEquals(2, settings.getTries());
        assertEquals("audience", settings.getMillicastCredentialsId());
        assertEquals("https://audience.example.com", settings.getMillicastUrl());
        assertEquals(3, settings.getOnAirLimit());
        assertEquals(7, settings.getPollInterval());
        assertEquals(StatusSource.WEBHOOK, settings.getStatusSource());

        ByteArrayOutputStream exported = new ByteArrayOutputStream();
        ConfigurationAsCode.get().export(exported);
        Matcher section = Pattern.compile("^  dolbyRts:\\n(    .*\\n)+", Pattern.MULTILINE)
                .matcher(exported.toString(StandardCharsets.UTF_8));
        assertTrue(section.find(), exported.toString(StandardCharsets.UTF_8));
        List<String> lines = section.group().lines().toList();
        yaml.lines().skip(1).forEach(line -> assertTrue(lines.contains(line), () -> line + " in " + section.group()));

        settings.setApiVersion(2);
        settings.setTries(3);
        configureAsCode("unclassified:\n" + section.group());
        assertEquals(3, settings.getApiVersion());
        assertEquals(2, settings.getTries());
    }

    @ParameterizedTest
    @CsvSource({
        "authUrl, http://example.com",
        "apiUrl, example.com",
        "apiVersion, 4",
        "millicastAccountId, ../up",
        "connectTimeout, 0",
        "responseTimeout, 601",
        "timeout, 86401",
        "tries, 21",
        "pollInterval, 0",
        "onAirLimit, 1001",
        "millicastUrl, http://example.com"
    })
    void configurationAsCodeSaysWhichFieldIsWrong(String field, String value) {
        Exception refused = assertThrows(
                Exception.class,
                () -> configureAsCode("unclassified:\n  dolbyRts:\n    " + field + ": \"" + value + "\"\n"));
        StringBuilder messages = new StringBuilder();
        for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
            messages.append(cause.getMessage()).append('\n');
        }
        assertTrue(messages.toString().contains(field + ": "), messages.toString());
    }

    private void configureAsCode(String yaml) throws Exception {
        Path file = Files.writeString(files.resolve("jenkins.yaml"), yaml);
        ConfigurationAsCode.get().configure(file.toString());
    }

    private static BiConsumer<DolbyRtsConfiguration, Integer> number(
            BiConsumer<DolbyRtsConfiguration, Integer> setter) {
        return setter;
    }

    private static <T> void assertRefused(String field, BiConsumer<DolbyRtsConfiguration, T> setter, T value) {
        InvalidFieldException refused =
                assertThrows(InvalidFieldException.class, () -> setter.accept(DolbyRtsConfiguration.get(), value));
        assertTrue(refused.getMessage().startsWith(field + ": "), refused.getMessage());
    }

    private static void assertProblem(String problem, FormValidation answer) {
        assertEquals(FormValidation.Kind.ERROR, answer.kind);
        assertTrue(answer.getMessage().contains(problem), answer.getMessage());
    }
}
