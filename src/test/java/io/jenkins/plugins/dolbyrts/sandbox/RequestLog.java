package io.jenkins.plugins.dolbyrts.sandbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** All requests in the order in which they arrived. */
final class RequestLog {

    private final List<SeenRequest> requests = new ArrayList<>();

    synchronized void add(SeenRequest request) {
        requests.add(request);
        notifyAll();
    }

    synchronized List<SeenRequest> of(Endpoint endpoint) {
        return requests.stream()
                .filter(request -> endpoint.covers(request.endpoint()))
                .toList();
    }

    synchronized List<SeenRequest> await(Endpoint endpoint, int count, Duration patience) throws InterruptedException {
        Waiting.until(
                this,
                () -> of(endpoint).size() >= count,
                patience,
                () -> count + " x " + endpoint + " awaited, " + of(endpoint).size() + " seen");
        return of(endpoint);
    }
}
