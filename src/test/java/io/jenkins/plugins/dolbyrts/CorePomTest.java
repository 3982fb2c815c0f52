package io.jenkins.plugins.dolbyrts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Properties;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathFactory;
import org.apache.hc.core5.util.VersionInfo;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The build from Maven Central alone uses the same versions of the libraries as the plugin does in Jenkins. */
class CorePomTest {

    @Test
    void usesTheHttpClientThatThePluginHasInJenkins() {
        assertEquals(release("org.apache.hc.client5"), coreProperty("httpclient5.version"));
        assertEquals(release("org.apache.hc.core5"), coreProperty("httpcore5.version"));
    }

    @Test
    void usesTheJacksonThatThePluginHasInJenkins() {
        assertEquals(new ObjectMapper().version().toString(), coreProperty("jackson.version"));
    }

    @Test
    void usesTheSlf4jThatThePluginHasInJenkins() throws Exception {
        Properties jar = new Properties();
        try (InputStream in =
                LoggerFactory.class.getResourceAsStream("/META-INF/maven/org.slf4j/slf4j-api/pom.properties")) {
            jar.load(in);
        }
        assertEquals(jar.getProperty("version"), coreProperty("slf4j.version"));
    }

    @Test
    void usesTheArchUnitThatThePluginIsTestedWith() {
        assertEquals(property("pom.xml", "archunit.version"), coreProperty("archunit.version"));
    }

    private static String release(String library) {
        VersionInfo version = VersionInfo.loadVersionInfo(library, CorePomTest.class.getClassLoader());
        assertNotNull(version, library);
        return version.getRelease();
    }

    private static String coreProperty(String name) {
        return property("src/core/pom.xml", name);
    }

    private static String property(String pom, String name) {
        try {
            String value = XPathFactory.newInstance()
                    .newXPath()
                    .evaluate(
                            "/project/properties/*[name()='" + name + "']",
                            DocumentBuilderFactory.newInstance()
                                    .newDocumentBuilder()
                                    .parse(Path.of(pom).toFile()));
            assertFalse(value.isBlank(), () -> name + " in " + pom);
            return value;
        } catch (Exception e) {
            throw new AssertionError("cannot read " + name + " from " + pom, e);
        }
    }
}
