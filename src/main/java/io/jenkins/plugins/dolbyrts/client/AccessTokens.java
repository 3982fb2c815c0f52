package io.jenkins.plugins.dolbyrts.client;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * The access tokens in use, shared by all operations with the same key, secret and scope.
 *
 * <p>Whoever needs a token first asks for it; whoever comes meanwhile waits for that one request. If the asker gives up,
 * interrupted or out of its own time, one of the waiting asks instead; any other failure is everybody's.
 */
final class AccessTokens {

    /** Asks the auth endpoint for a token. */
    @FunctionalInterface
    interface Issuer {
        AccessToken issue(Operation operation, Scope scope) throws DolbyException, InterruptedException;
    }

    /** What a token was given for. The secret is kept as a digest: a changed one must not meet an old token. */
    private record Key(URI auth, String key, String secretDigest, Scope scope) {}

    private final Issuer issuer;
    private final LongSupplier nanoTime;
    private final Map<Key, AccessToken> tokens = new ConcurrentHashMap<>();
    private final Map<Key, CompletableFuture<AccessToken>> requests = new ConcurrentHashMap<>();

    AccessTokens(Issuer issuer, LongSupplier nanoTime) {
        this.issuer = issuer;
        this.nanoTime = nanoTime;
    }

    /**
     * A token for this operation, a kept one if it lasts.
     *
     * @throws DolbyException if none is given
     */
    AccessToken get(Operation operation, Scope scope) throws DolbyException, InterruptedException {
        Key key = key(operation.account(), scope);
        AccessToken token = kept(key);
        while (token == null) {
            CompletableFuture<AccessToken> mine = new CompletableFuture<>();
            CompletableFuture<AccessToken> theirs = requests.putIfAbsent(key, mine);
            token = theirs == null ? ask(key, mine, operation) : await(theirs, operation);
        }
        operation.secrets().add(token.value());
        return token;
    }

    /** Forgets a token that was refused, unless it has been replaced already. */
    void discard(Operation operation, Scope scope, AccessToken refused) {
        tokens.remove(key(operation.account(), scope), refused);
    }

    private AccessToken kept(Key key) {
        AccessToken token = tokens.get(key);
        return token != null && token.isUsable(nanoTime.getAsLong()) ? token : null;
    }

    private AccessToken ask(Key key, CompletableFuture<AccessToken> request, Operation operation)
            throws DolbyException, InterruptedException {
        try {
            AccessToken token = kept(key); // another request may have ended between the look and the claim
            if (token == null) {
                token = issuer.issue(operation, key.scope());
                tokens.values().removeIf(old -> !old.isUsable(nanoTime.getAsLong()));
                tokens.put(key, token);
            }
            request.complete(token);
            return token;
        } catch (DolbyException e) {
            if (!e.isOutOfTime()) {
                request.completeExceptionally(e);
            }
            throw e;
        } finally {
            requests.remove(key, request);
            request.cancel(false); // tells those who wait that the asker gave up, unless it is completed
        }
    }

    /** The token that another operation asked for, or null if it gave up. */
    private static AccessToken await(CompletableFuture<AccessToken> request, Operation operation)
            throws DolbyException, InterruptedException {
        try {
            return request.get(operation.deadline().remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (CancellationException e) {
            return null;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DolbyException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw DolbyException.lasting(
                            DolbyException.Kind.TIMED_OUT,
                            0,
                            "another build's request for an access token took too long")
                    .outOfTime("the whole operation was given "
                            + operation.deadline().total().toSeconds() + " s, total time-out");
        }
    }

    private static Key key(Account account, Scope scope) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(account.secret().getBytes(StandardCharsets.UTF_8));
            return new Key(
                    account.endpoints().auth(), account.key(), HexFormat.of().formatHex(digest), scope);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
