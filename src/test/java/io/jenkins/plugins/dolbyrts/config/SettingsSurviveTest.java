package io.jenkins.plugins.dolbyrts.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

class SettingsSurviveTest {

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    @Test
    void aRestartOfJenkins() throws Throwable {
        sessions.then(jenkins -> {
            DolbyRtsConfiguration settings = DolbyRtsConfiguration.get();
            settings.setAuthUrl("https://auth.example.com");
            settings.setApiUrl("https://api.example.com/base/");
            settings.setApiVersion(3);
            settings.setMillicastAccountId("account-1");
            settings.setConnectTimeout(11);
            settings.setResponseTimeout(12);
            settings.setTimeout(13);
            settings.setTries(1);
            settings.save();
        });
        sessions.then(jenkins -> {
            DolbyRtsConfiguration settings = DolbyRtsConfiguration.get();
            assertEquals("https://auth.example.com", settings.getAuthUrl());
            assertEquals("https://api.example.com/base", settings.getApiUrl());
            assertEquals(3, settings.getApiVersion());
            assertEquals("account-1", settings.getMillicastAccountId());
            assertEquals(11, settings.getConnectTimeout());
            assertEquals(12, settings.getResponseTimeout());
            assertEquals(13, settings.getTimeout());
            assertEquals(1, settings.getTries());
        });
    }
}
