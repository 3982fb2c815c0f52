package io.jenkins.plugins.dolbyrts.sandbox;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The faults to come, by endpoint. */
final class Faults {

    private final List<Planned> once = new ArrayList<>();
    private final Map<Endpoint, Fault> always = new LinkedHashMap<>();

    synchronized void next(Endpoint endpoint, int requests, Fault fault) {
        next(endpoint, null, requests, fault);
    }

    /** For requests about one conference or stream; {@code null} for any. */
    synchronized void next(Endpoint endpoint, String identifier, int requests, Fault fault) {
        for (int i = 0; i < requests; i++) {
            once.add(new Planned(endpoint, identifier, fault));
        }
    }

    synchronized void always(Endpoint endpoint, Fault fault) {
        always.put(endpoint, fault);
    }

    synchronized void clear() {
        once.clear();
        always.clear();
    }

    /** Takes the fault of one request: planned ones in their order, then the lasting one, else the plain truth. */
    synchronized Fault take(SeenRequest request) {
        Endpoint endpoint = request.endpoint();
        for (Iterator<Planned> planned = once.iterator(); planned.hasNext(); ) {
            Planned first = planned.next();
            if (first.befalls(request)) {
                planned.remove();
                return first.fault;
            }
        }
        Fault lasting = always.getOrDefault(endpoint, always.get(Endpoint.ANY));
        return lasting == null ? Fault.truth() : lasting;
    }

    private record Planned(Endpoint endpoint, String identifier, Fault fault) {
        boolean befalls(SeenRequest request) {
            return endpoint.covers(request.endpoint())
                    && (identifier == null
                            || identifier.equals(request.identifier().orElse(null)));
        }
    }
}
