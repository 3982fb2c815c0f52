package io.jenkins.plugins.dolbyrts.broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ViewerPageTest {

    @Test
    void pageIsMadeOfAccountAndStream() {
        assertEquals("https://viewer.millicast.com?streamId=aB3/town-hall", ViewerPage.of("aB3", "town-hall"));
        assertEquals(
                "https://viewer.millicast.com?streamId=aB3/Gro%C3%9Fe%20Runde%20%2B%201%20%28neu%29",
                ViewerPage.of("aB3", "Große Runde + 1 (neu)"));
    }

    @Test
    void pageIsUnknownWithoutOneOfThem() {
        assertNull(ViewerPage.of(null, "town-hall"));
        assertNull(ViewerPage.of("aB3", null));
    }

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
        assertEquals(page, ViewerPage.withoutToken(given));
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
                "ftp://a/b"
            })
    void whatIsNoPageIsLeftOut(String given) {
        assertNull(ViewerPage.withoutToken(given));
    }
}
