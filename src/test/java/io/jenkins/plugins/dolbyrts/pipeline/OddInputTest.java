package io.jenkins.plugins.dolbyrts.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Result;
import io.jenkins.plugins.dolbyrts.build.SandboxedJenkins;
import io.jenkins.plugins.dolbyrts.build.SharedJenkins;
import io.jenkins.plugins.dolbyrts.sandbox.Endpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is typed into a field: one clear line that names the field, and no request. */
class OddInputTest extends SharedJenkins {

    private static final String EMPTY = "''";
    private static final String BLANK = "'  '";
    private static final String NO_UUID = "'town-hall'";
    private static final String UP = "'../../admin'";
    private static final String NEWLINE = "'one\\ntwo'";
    private static final String EMOJI = "'\uD83C\uDFA5'";
    private static final String LONG = "'" + "x".repeat(10_000) + "'";

    private static final int LONGEST_LINE = 400;

    static Stream<Arguments> fields() {
        String[] odd = {UP, NEWLINE, EMOJI, LONG};
        return Stream.of(
                field("dolbyRtsStart", 2, "conferenceId", EMPTY, BLANK, NO_UUID, UP, NEWLINE, EMOJI, LONG, "null"),
                field("dolbyRtsStart", 2, "credentialsId", EMPTY, BLANK, NO_UUID, UP, NEWLINE, EMOJI, LONG, "null"),
                field("dolbyRtsStart", 2, "streamName", EMPTY, BLANK, UP, NEWLINE, EMOJI, LONG, "null"),
                field(
                        "dolbyRtsStart",
                        2,
                        "publishingTokenCredentialsId",
                        EMPTY,
                        BLANK,
                        NO_UUID,
                        UP,
                        NEWLINE,
                        EMOJI,
                        LONG,
                        "null"),
                field("dolbyRtsStart", 2, "layoutUrl", NO_UUID, "'ftp://example.com/'", UP, NEWLINE, EMOJI, LONG),
                field("dolbyRtsStart", 2, "layoutName", odd),
                field("dolbyRtsStart", 2, "region", NO_UUID, UP, NEWLINE, EMOJI, LONG),
                field("dolbyRtsStart", 2, "apiVersion", "1", "4", "-3", "'23'"),
                field("dolbyRtsStart", 2, "timeout", "-1", "86401", "2147483647"),
                field("dolbyRtsStart", 2, "width", "1280"),
                field("dolbyRtsStart", 2, "height", "720"),
                field("dolbyRtsStart", 2, "mixId", "'mix-1'"),
                field("dolbyRtsStart", 3, "conferenceId", EMPTY, BLANK, NO_UUID, UP, NEWLINE, EMOJI, LONG),
                field("dolbyRtsStart", 3, "mixId", odd),
                field("dolbyRtsStart", 3, "width", "-1", "389", "1921", "2147483647"),
                field("dolbyRtsStart", 3, "height", "-1", "389", "1921", "2147483647"),
                field("dolbyRtsStart", 3, "streamName", "'town-hall'"),
                field("dolbyRtsStart", 3, "layoutName", "'Town hall'"),
                field("dolbyRtsStart", 3, "publishingTokenCredentialsId", "'publishing-token'"),
                field("dolbyRtsStop", 0, "conferenceId", EMPTY, BLANK, NO_UUID, UP, NEWLINE, EMOJI, LONG),
                field("dolbyRtsStop", 0, "credentialsId", EMPTY, BLANK, NO_UUID, UP, NEWLINE, EMOJI, LONG),
                field("dolbyRtsStop", 0, "region", NO_UUID, UP, NEWLINE, EMOJI, LONG),
                field("dolbyRtsStop", 0, "apiVersion", "1", "4", "-3"),
                field("dolbyRtsStop", 0, "timeout", "-1", "86401"));
    }

    @ParameterizedTest(name = "{2} of {0}, version {1}")
    @MethodSource("fields")
    void isRefusedInOneLineThatNamesTheField(String step, int version, String field, List<String> values)
            throws Exception {
        List<String> script = new ArrayList<>();
        for (String value : values) {
            Map<String, String> arguments = arguments(version);
            arguments.put(field, value);
            script.add("catchError { " + call(step, arguments) + " }");
        }
        WorkflowRun run = build(Result.FAILURE, script.toArray(String[]::new));

        List<String> errors = lines(run, "ERROR: ");
        assertEquals(values.size(), errors.size(), () -> "of " + String.join("\n", errors));
        for (String error : errors) {
            assertTrue(error.startsWith("ERROR: " + field + ": "), error);
            assertTrue(error.length() <= LONGEST_LINE, error);
        }
        assertTrue(lines(run, "[Dolby.io RTS]").isEmpty(), "nothing is under way yet");
        assertNoStackTrace(run);
        assertFalse(log(run).contains("x".repeat(LONGEST_LINE)), "10,000 characters in the log");
        assertNoRequests();
    }

    @Test
    void isNotSetIfAnOptionalFieldIsEmptyOrBlank() throws Exception {
        for (String nothing : List.of(EMPTY, BLANK, "null")) {
            String one = sandbox.addConference();
            String other = sandbox.addConference();
            build(
                    Result.SUCCESS,
                    start(one, "layoutUrl: " + nothing, "layoutName: " + nothing, "region: " + nothing),
                    startV3(
                            other,
                            "layoutUrl: " + nothing,
                            "mixId: " + nothing,
                            "streamName: " + nothing,
                            "publishingTokenCredentialsId: " + nothing),
                    "dolbyRtsStop region: " + nothing);
            assertEquals(List.of(), sandbox.onAir());
        }
        sandbox.requests(Endpoint.START)
                .forEach(request -> assertFalse(
                        request.body().contains("layout") || request.body().contains("mixId"),
                        () -> "a field that is not set was sent with " + request));
    }

    @Test
    void doesNotMatterIfThereIsWhiteSpaceAroundAValue() throws Exception {
        String conference = sandbox.account().conferenceId();
        build(
                Result.SUCCESS,
                start(" " + conference + "\\n", "layoutUrl: ' https://example.com/layout '"),
                "dolbyRtsStop conferenceId: '" + conference + " '");
        assertEquals(1, sandbox.stream(conference).stops());
    }

    private static Arguments field(String step, int version, String field, String... values) {
        return Arguments.of(step, version, field, List.of(values));
    }

    /** What is right for the version; 0 for a stop. */
    private Map<String, String> arguments(int version) {
        Map<String, String> arguments = new LinkedHashMap<>();
        arguments.put("conferenceId", "'" + sandbox.account().conferenceId() + "'");
        arguments.put("credentialsId", "'" + SandboxedJenkins.APP + "'");
        if (version != 0) {
            arguments.put("apiVersion", String.valueOf(version));
        }
        if (version == 2) {
            arguments.put("streamName", "'town-hall'");
            arguments.put("publishingTokenCredentialsId", "'" + SandboxedJenkins.PUBLISHING_TOKEN + "'");
        }
        return arguments;
    }

    private static String call(String step, Map<String, String> arguments) {
        return arguments.entrySet().stream()
                .map(argument -> argument.getKey() + ": " + argument.getValue())
                .collect(Collectors.joining(", ", step + "(", ")"));
    }
}
