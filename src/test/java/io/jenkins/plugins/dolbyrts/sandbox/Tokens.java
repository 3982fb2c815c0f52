package io.jenkins.plugins.dolbyrts.sandbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** The access tokens that were given out, and what they allow until when. */
final class Tokens {

    private final Clock clock;
    private final Map<String, Grant> grants = new ConcurrentHashMap<>();

    Tokens(Clock clock) {
        this.clock = clock;
    }

    /** Gives out a new token for the scopes, which may end in a wildcard. */
    String issue(Set<String> scopes, Duration lifetime) {
        String token = SandboxAccount.secret();
        grants.put(token, new Grant(Set.copyOf(scopes), clock.instant().plus(lifetime)));
        return token;
    }

    /**
     * Refuses a request whose bearer token does not allow the scope.
     *
     * @throws Refusal with 401 for no token, an unknown or expired one, with 403 for one that lacks the scope
     */
    void require(SeenRequest request, String scope) {
        Grant grant = bearer(request).map(grants::get).orElse(null);
        if (grant == null || !clock.instant().isBefore(grant.expiry)) {
            throw Refusal.of(401, "Unauthorized", "The access token is missing, unknown or expired");
        }
        if (!grant.allows(scope)) {
            throw Refusal.of(403, "Forbidden", "The access token lacks the scope " + scope);
        }
    }

    static Optional<String> bearer(SeenRequest request) {
        return request.header("Authorization")
                .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
                .map(value -> value.substring(7));
    }

    void expireAll() {
        grants.replaceAll((token, grant) -> new Grant(grant.scopes, Instant.MIN));
    }

    Set<String> issued() {
        return new TreeSet<>(grants.keySet());
    }

    private record Grant(Set<String> scopes, Instant expiry) {
        boolean allows(String wanted) {
            return scopes.stream()
                    .anyMatch(scope -> scope.endsWith("*")
                            ? wanted.startsWith(scope.substring(0, scope.length() - 1))
                            : wanted.equals(scope));
        }
    }
}
