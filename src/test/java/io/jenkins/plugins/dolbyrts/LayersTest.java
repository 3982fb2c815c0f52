package io.jenkins.plugins.dolbyrts;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keeps the arrows between the packages one way, and Jenkins out of those that do without it. */
class LayersTest {

    private static final String ROOT = "io.jenkins.plugins.dolbyrts";

    /** From the bottom to the top: a package knows those before it, and none after it. */
    private static final List<String> LAYERS = List.of(
            "client",
            "event",
            "broadcast",
            "config",
            "register",
            "build",
            "status",
            "guard",
            "pipeline",
            "freestyle",
            "web");

    private static final List<String> WITHOUT_JENKINS = LAYERS.subList(0, 3);

    private static final String[] JENKINS = {
        "hudson..",
        "jenkins..",
        "org.jenkinsci..",
        "org.kohsuke..",
        "com.cloudbees..",
        "io.jenkins..",
        "jakarta.servlet..",
        "net.sf.json.."
    };

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void lowestLayersKnowNothingOfJenkins() {
        for (String layer : WITHOUT_JENKINS) {
            noClasses()
                    .that()
                    .resideInAPackage(tree(layer))
                    .should()
                    .dependOnClassesThat(
                            resideInAnyPackage(JENKINS).and(resideOutsideOfPackages(trees(WITHOUT_JENKINS))))
                    .check(classes);
        }
    }

    @Test
    void noPackageKnowsOneAboveIt() {
        for (String layer : layersOfThisBuild()) {
            List<String> above = LAYERS.subList(LAYERS.indexOf(layer) + 1, LAYERS.size());
            if (!above.isEmpty()) {
                noClasses()
                        .that()
                        .resideInAPackage(tree(layer))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(trees(above))
                        .check(classes);
            }
        }
    }

    @Test
    void everyClassIsInOneOfThePackages() {
        classes().should().resideInAnyPackage(trees(LAYERS)).check(classes);
        for (String layer : layersOfThisBuild()) {
            assertTrue(has(layer), () -> "no classes in " + layer);
        }
    }

    /** The build from Maven Central alone compiles what does without Jenkins, and nothing else. */
    private List<String> layersOfThisBuild() {
        boolean withJenkins = LAYERS.stream()
                .filter(layer -> !WITHOUT_JENKINS.contains(layer))
                .anyMatch(this::has);
        assertFalse(!withJenkins && isJenkinsThere(), "none of the classes that use Jenkins were found");
        return withJenkins ? LAYERS : WITHOUT_JENKINS;
    }

    private boolean has(String layer) {
        return classes.stream().anyMatch(resideInAnyPackage(tree(layer)));
    }

    private static boolean isJenkinsThere() {
        return LayersTest.class.getClassLoader().getResource("jenkins/model/Jenkins.class") != null;
    }

    private static String tree(String layer) {
        return ROOT + "." + layer + "..";
    }

    private static String[] trees(List<String> layers) {
        return layers.stream().map(LayersTest::tree).toArray(String[]::new);
    }
}
