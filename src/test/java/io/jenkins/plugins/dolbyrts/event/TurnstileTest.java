package io.jenkins.plugins.dolbyrts.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TurnstileTest {

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void whoFindsNoPlaceIsSentAwayAtOnce() {
        Turnstile turnstile = new Turnstile(2, 0);

        assertTrue(turnstile.enter());
        assertTrue(turnstile.enter());
        assertFalse(turnstile.enter());
        turnstile.leave();
        assertTrue(turnstile.enter());
        assertFalse(turnstile.enter());
    }

    @Test
    void fewAreInsideAndFewWaitHoweverManyCome() throws Exception {
        Turnstile turnstile = new Turnstile(3, 5);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger sentAway = new AtomicInteger();
        CountDownLatch crowd = new CountDownLatch(100 - 5);
        CountDownLatch open = new CountDownLatch(1);
        List<Future<Boolean>> visitors = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            visitors.add(threads.submit(() -> {
                boolean entered = turnstile.enter();
                crowd.countDown();
                if (!entered) {
                    sentAway.incrementAndGet();
                    return true;
                }
                boolean few = inside.incrementAndGet() <= 3;
                open.await();
                inside.decrementAndGet();
                turnstile.leave();
                return few;
            }));
        }
        assertTrue(crowd.await(20, TimeUnit.SECONDS), "more than five wait");
        open.countDown();

        for (Future<Boolean> visitor : visitors) {
            assertTrue(visitor.get(20, TimeUnit.SECONDS));
        }
        assertEquals(92, sentAway.get());
    }
}
