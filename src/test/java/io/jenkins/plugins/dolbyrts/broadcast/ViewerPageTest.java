package io.jenkins.plugins.dolbyrts.broadcast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

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
}
