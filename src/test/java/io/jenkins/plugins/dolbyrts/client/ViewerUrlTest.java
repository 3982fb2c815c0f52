package io.jenkins.plugins.dolbyrts.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ViewerUrlTest {

    @ParameterizedTest
    @CsvSource({
        "https://viewer.millicast.com?streamId=a/s&token=t,  https://viewer.millicast.com?streamId=a/s",
        "https://viewer.millicast.com?token=t&streamId=a/s,  https://viewer.millicast.com?streamId=a/s",
        "https://viewer.millicast.com/?streamId=a/s&Token=t, https://viewer.millicast.com/?streamId=a/s",
        "https://viewer.millicast.com?subscribeToken=t,      https://viewer.millicast.com",
        "https://viewer.millicast.com?streamId=a/s#token=t,  https://viewer.millicast.com?streamId=a/s",
        "https://user:t@viewer.millicast.com:8443/a%2Fb?c=d, https://viewer.millicast.com:8443/a%2Fb?c=d",
        "https://viewer.millicast.com?streamId=a%2Fs&a=b,    https://viewer.millicast.com?streamId=a%2Fs&a=b"
    })
    void tokenIsTakenOutOfAPage(String given, String page) {
        assertEquals(page, ViewerUrl.withoutToken(given));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "viewer",
                "javascript:alert(1)",
                "https://a b",
                "https://a/\nb",
                "https:///x",
                "https://[",
                "https://viewer/%zz",
                "ftp://a/b"
            })
    void whatIsNoPageIsLeftOut(String given) {
        assertNull(ViewerUrl.withoutToken(given));
    }

    @Test
    void tokensOfAUrlBecomeSecrets() {
        Secrets secrets = new Secrets();
        secrets.addTokensOf("https://viewer.example/?streamId=a&Token=plain&subscribeToken=per%20cent&token=bad%zz");
        secrets.addTokensOf(null);

        assertEquals("a ****, ****, **** and ****", secrets.clean("a plain, per cent, per%20cent and bad%zz"));
    }
}
