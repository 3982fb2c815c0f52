package io.jenkins.plugins.dolbyrts.client;

import io.jenkins.plugins.dolbyrts.client.DolbyException.Kind;
import io.jenkins.plugins.dolbyrts.client.ProxySource.Proxy;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;

/** Tells from an exception or an answer what went wrong, whether to repeat, and what a person can do. */
final class Failures {

    /** What was asked, since the same status means different things for each of them. */
    enum Request {
        TOKEN("the request for an access token", false, null),
        START("the start", true, Scope.STREAM_WRITE),
        STOP("the stop", true, Scope.STREAM_WRITE),
        EVENTS("the request for the events", false, Scope.MONITOR_READ),
        KEYS("the request for the webhook keys", false, null),
        AUDIENCE("the request for the stream's audience", false, null);

        private final String name;
        private final boolean hasEffect;
        private final Scope scope;

        Request(String name, boolean hasEffect, Scope scope) {
            this.name = name;
            this.hasEffect = hasEffect;
            this.scope = scope;
        }

        /** The scope that an access token for it needs, null if it goes without a token. */
        Scope scope() {
            return scope;
        }
    }

    /** The requests that cannot be about something that does not exist: only the URL can be wrong. */
    private static final Set<Request> NAMES_NOTHING =
            Set.of(Request.TOKEN, Request.EVENTS, Request.KEYS, Request.AUDIENCE);

    private static final Set<Integer> PASSING = Set.of(408, 425, 500, 502, 503, 504);
    /** Statuses that say that the request was not carried out. */
    private static final Set<Integer> WITHOUT_EFFECT = Set.of(425, 503);

    /** Already started, live, in use: whatever the word, but not a conference that has already ended. */
    private static final Pattern ALREADY = Pattern.compile(
            "\\balready\\b(?!.*\\b(ended|over|finished|closed|terminated|destroyed|stopped|expired)\\b)",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern ABOUT_SCOPE = Pattern.compile("scope", Pattern.CASE_INSENSITIVE);
    /** The words of the streaming service, which knows no other token than the publishing token. */
    private static final Pattern ABOUT_PUBLISHING_TOKEN =
            Pattern.compile("publish\\w*[ _-]?token|\\btoken expired\\b", Pattern.CASE_INSENSITIVE);

    private final Request request;
    private final Scope scope;
    private final URI uri;
    private final HttpTransport transport;
    private final Effort effort;

    Failures(Request request, URI uri, HttpTransport transport, Effort effort) {
        this(request, request.scope, uri, transport, effort);
    }

    /**
     * Makes one for a token.
     *
     * @param scope the scope that is asked for, or needed
     */
    Failures(Request request, Scope scope, URI uri, HttpTransport transport, Effort effort) {
        this.request = request;
        this.scope = scope;
        this.uri = uri;
        this.transport = transport;
        this.effort = effort;
        Proxy proxy = transport.proxyFor(uri.getHost());
        if (proxy != null) {
            proxy.addTo(effort.secrets());
        }
    }

    /** A request that brought no usable answer. */
    DolbyException of(IOException e) {
        Limits limits = transport.limits();
        if (e instanceof ConnectionRequestTimeoutException) {
            return notSent(
                    Kind.TIMED_OUT,
                    "no connection to " + where() + " became free within " + seconds(limits.lease())
                            + " (lease time-out)",
                    e);
        }
        if (e instanceof ConnectTimeoutException) {
            return notSent(
                    Kind.TIMED_OUT,
                    "connecting to " + where() + " took longer than " + seconds(limits.connect())
                            + " (connect time-out)",
                    e);
        }
        if (e instanceof SocketTimeoutException) {
            return sent(
                    Kind.TIMED_OUT,
                    where() + " did not answer " + request.name + " within " + seconds(limits.response())
                            + " (response time-out)",
                    e);
        }
        if (e instanceof UnknownHostException) {
            return notSent(Kind.UNREACHABLE, "the name of " + where() + " is unknown", e);
        }
        if (e instanceof ConnectException || e instanceof NoRouteToHostException) {
            return notSent(Kind.UNREACHABLE, where() + " refused the connection or has no route", e);
        }
        if (e instanceof SSLException) {
            String reason = String.valueOf(e.getMessage());
            return DolbyException.lasting(
                            Kind.UNREACHABLE,
                            0,
                            "no secure connection to " + where() + " ("
                                    + effort.secrets().clean(reason) + ")")
                    .withEffectUnknown(request.hasEffect && !(e instanceof SSLHandshakeException));
        }
        return sent(Kind.UNREACHABLE, where() + " closed the connection before " + request.name + " was answered", e);
    }

    /** A request during which the whole operation ran out of time. */
    DolbyException outOfTime() {
        String total = seconds(effort.deadline().total());
        return DolbyException.lasting(Kind.TIMED_OUT, 0, where() + " did not answer " + request.name + " in time")
                .withEffectUnknown(request.hasEffect)
                .outOfTime("the whole operation was given " + total + ", total time-out");
    }

    /** An answer that is no success. */
    DolbyException of(HttpAnswer answer) {
        int status = answer.status();
        String said = ServerMessage.of(answer, effort.secrets());
        if (answer.withoutTunnel()) {
            String refusal = where() + ": the proxy refused the connection with HTTP " + status
                    + (said.isEmpty() ? "" : " (" + said + ")");
            return status >= 500
                    ? DolbyException.passing(Kind.UNREACHABLE, 0, refusal, false, retryAfter(answer), null)
                    : DolbyException.lasting(Kind.PROXY_REFUSED, status, refusal);
        }
        String what = where() + " refused " + request.name + " with HTTP " + status
                + (said.isEmpty() ? "" : " (" + said + ")");
        if (PASSING.contains(status)) {
            return DolbyException.passing(
                    Kind.SERVER_FAULT,
                    status,
                    what,
                    request.hasEffect && !WITHOUT_EFFECT.contains(status),
                    retryAfter(answer),
                    null);
        }
        if (status == 429) {
            return DolbyException.passing(Kind.RATE_LIMITED, status, what, false, retryAfter(answer), null);
        }
        if (status >= 300 && status < 400) {
            String location =
                    answer.location() == null ? "nowhere" : effort.secrets().clean(answer.location());
            return DolbyException.lasting(
                    Kind.NOT_UNDERSTOOD,
                    status,
                    where() + " answered HTTP " + status + " and pointed to " + location + ", which is not followed");
        }
        if (status == 407) {
            return DolbyException.lasting(Kind.PROXY_REFUSED, status, what);
        }
        if (status >= 500) {
            return DolbyException.lasting(Kind.SERVER_FAULT, status, what).withEffectUnknown(request.hasEffect);
        }
        return DolbyException.lasting(kindOf(status, said), status, what + scopeAsked(status));
    }

    /** An answer that is a success by its status, but cannot be read. */
    DolbyException notUnderstood(HttpAnswer answer, String expected) {
        String type = answer.contentType() == null
                ? "no content type"
                : effort.secrets().clean(answer.contentType());
        return DolbyException.lasting(
                        Kind.NOT_UNDERSTOOD,
                        answer.status(),
                        where() + " answered " + request.name + " with HTTP " + answer.status() + " and " + type
                                + " instead of " + expected)
                .withEffectUnknown(request.hasEffect);
    }

    /** A token that was given without the scope that was asked for. */
    DolbyException scopeMissing() {
        return DolbyException.lasting(
                Kind.TOKEN_LACKS_SCOPE, 200, where() + " gave an access token without the scope " + scope);
    }

    private Kind kindOf(int status, String said) {
        boolean nothingThere = status == 404 || status == 405;
        boolean unauthorized = status == 401 || status == 403;
        if (nothingThere && NAMES_NOTHING.contains(request) || unauthorized && request == Request.KEYS) {
            return Kind.NOT_UNDERSTOOD;
        }
        if (unauthorized && request == Request.AUDIENCE) {
            return Kind.API_SECRET_REFUSED;
        }
        if (request == Request.TOKEN) {
            return ABOUT_SCOPE.matcher(said).find() ? Kind.TOKEN_LACKS_SCOPE : Kind.CREDENTIALS_REFUSED;
        }
        if (request == Request.STOP && (status == 404 || status == 409 || status == 410)) {
            return Kind.NOT_ON_AIR;
        }
        if (request == Request.START && (status == 409 || ALREADY.matcher(said).find())) {
            return Kind.ALREADY_STARTED;
        }
        if (request == Request.START && ABOUT_PUBLISHING_TOKEN.matcher(said).find()) {
            return Kind.PUBLISHING_TOKEN_REFUSED;
        }
        return switch (status) {
            case 401 -> Kind.CREDENTIALS_REFUSED;
            case 403 -> Kind.TOKEN_LACKS_SCOPE;
            case 404, 410 -> Kind.CONFERENCE_NOT_FOUND;
            default -> Kind.REQUEST_REFUSED;
        };
    }

    private String scopeAsked(int status) {
        if (request == Request.TOKEN) {
            return status == 404 || status == 405 ? "" : " for the scope " + scope;
        }
        return status == 403 && scope == Scope.MONITOR_READ ? ", which needs the scope " + scope : "";
    }

    private DolbyException notSent(Kind kind, String what, IOException cause) {
        return DolbyException.passing(kind, 0, what, false, null, cause);
    }

    private DolbyException sent(Kind kind, String what, IOException cause) {
        return DolbyException.passing(kind, 0, what, request.hasEffect, null, cause);
    }

    /** Host and port of the server, and of the proxy if one is in between. */
    private String where() {
        int port = uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("http") ? 80 : 443;
        Proxy proxy = transport.proxyFor(uri.getHost());
        return uri.getHost() + ":" + port + (proxy == null ? "" : " (through the proxy " + proxy + ")");
    }

    private static Duration retryAfter(HttpAnswer answer) {
        return RetryAfter.parse(answer.retryAfter(), Instant.now());
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
