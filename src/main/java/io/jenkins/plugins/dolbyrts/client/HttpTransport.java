package io.jenkins.plugins.dolbyrts.client;

import io.jenkins.plugins.dolbyrts.client.ProxySource.Proxy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.Closer;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Sends single requests: time-outs, proxy and a bounded answer are seen to here, retries are not.
 *
 * <p>The blocking client runs on a thread of its own for each request, so that the caller can leave at once, whatever
 * the request is held up by: a name look-up, a connection, an answer that drips. Redirects are never followed, since
 * none is documented and following one would carry secrets to a place nobody named.
 */
public final class HttpTransport implements AutoCloseable {

    private static final int MAX_BODY_BYTES = 1 << 20;
    private static final int MAX_CONNECTIONS = 200;

    private final Supplier<Limits> limits;
    private final ProxySource proxies;
    private final CloseableHttpClient client;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "Dolby.io request");
        thread.setDaemon(true);
        thread.setContextClassLoader(HttpTransport.class.getClassLoader());
        return thread;
    });

    /**
     * Makes a transport with a connection pool of its own.
     *
     * @param userAgent what the requests call themselves
     * @param limits asked anew for each request
     */
    public HttpTransport(String userAgent, Supplier<Limits> limits, ProxySource proxies) {
        this.limits = limits;
        this.proxies = proxies;
        this.client = HttpClients.custom()
                .setUserAgent(userAgent)
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .useSystemProperties()
                        .setConnectionFactory(socket -> {
                            QuietConnection connection = new QuietConnection();
                            if (socket != null) {
                                connection.bind(socket);
                            }
                            return connection;
                        })
                        .setMaxConnPerRoute(MAX_CONNECTIONS)
                        .setMaxConnTotal(MAX_CONNECTIONS)
                        .setConnectionConfigResolver(route -> ConnectionConfig.custom()
                                .setConnectTimeout(timeout(limits.get().connect()))
                                .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
                                .setTimeToLive(TimeValue.ofMinutes(5))
                                .build())
                        .setTlsConfigResolver(host -> TlsConfig.custom()
                                .setHandshakeTimeout(timeout(limits.get().connect()))
                                .build())
                        .build())
                .setRoutePlanner(new DefaultRoutePlanner(null) {
                    @Override
                    protected HttpHost determineProxy(HttpHost target, HttpContext context) {
                        Proxy proxy = proxies.forHost(target.getHostName());
                        return proxy == null ? null : new HttpHost(proxy.host(), proxy.port());
                    }
                })
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching()
                .build();
    }

    /**
     * Sends a request and reads the answer.
     *
     * @throws IOException if there is no answer, or half of one
     * @throws TimeoutException if the deadline passes first; the request is cancelled
     * @throws InterruptedException if the caller is interrupted, or this transport is closed; the request is
     *     cancelled
     */
    HttpAnswer send(HttpUriRequestBase request, Deadline deadline)
            throws IOException, TimeoutException, InterruptedException {
        request.setConfig(RequestConfig.custom()
                .setConnectionRequestTimeout(timeout(limits.get().lease()))
                .setResponseTimeout(timeout(limits.get().response()))
                .setProtocolUpgradeEnabled(false)
                .build());
        Future<HttpAnswer> answer = submitted(request);
        try {
            return answer.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException(e.getCause());
        } finally {
            if (!answer.isDone()) {
                answer.cancel(true);
                request.cancel();
            }
        }
    }

    private Future<HttpAnswer> submitted(HttpUriRequestBase request) throws InterruptedException {
        try {
            return threads.submit(() -> exchange(request));
        } catch (RejectedExecutionException e) {
            throw new InterruptedException("closed, as Jenkins goes down");
        }
    }

    /** The proxy that a request to this host goes through, null if none. */
    Proxy proxyFor(String host) {
        return proxies.forHost(host);
    }

    Limits limits() {
        return limits.get();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            client.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpAnswer exchange(HttpUriRequestBase request) throws IOException {
        HttpHost target = new HttpHost(
                request.getScheme(),
                request.getAuthority().getHostName(),
                request.getAuthority().getPort());
        HttpClientContext context = context(target);
        ClassicHttpResponse response = open(target, request, context);
        try {
            byte[] body = body(response.getEntity(), request);
            return new HttpAnswer(
                    response.getCode(),
                    header(response, HttpHeaders.CONTENT_TYPE),
                    header(response, HttpHeaders.RETRY_AFTER),
                    header(response, HttpHeaders.LOCATION),
                    body,
                    request.getScheme().equals("https") && context.getSSLSession() == null);
        } finally {
            Closer.closeQuietly(response); // what is wanted of the answer is read by now
        }
    }

    private ClassicHttpResponse open(HttpHost target, HttpUriRequestBase request, HttpClientContext context)
            throws IOException {
        try {
            return client.executeOpen(target, request, context);
        } catch (IllegalArgumentException e) { // what somebody entered as the proxy cannot be the name of a host
            throw new UnknownHostException(e.getMessage());
        }
    }

    private HttpClientContext context(HttpHost target) {
        HttpClientContext context = HttpClientContext.create();
        BasicCredentialsProvider credentials = new BasicCredentialsProvider();
        Proxy proxy = proxies.forHost(target.getHostName());
        if (proxy != null && proxy.user() != null) {
            String password = proxy.password() == null ? "" : proxy.password();
            credentials.setCredentials(
                    new AuthScope(proxy.host(), proxy.port()),
                    new UsernamePasswordCredentials(proxy.user(), password.toCharArray()));
        }
        context.setCredentialsProvider(credentials);
        return context;
    }

    private static byte[] body(HttpEntity entity, HttpUriRequestBase request) throws IOException {
        if (entity == null) {
            return new byte[0];
        }
        InputStream content = entity.getContent();
        byte[] body = content.readNBytes(MAX_BODY_BYTES);
        if (body.length == MAX_BODY_BYTES) {
            // closing would read the rest to its end to save the connection; a body that large is not worth it
            request.cancel();
        }
        return body;
    }

    private static String header(ClassicHttpResponse response, String name) {
        Header header = response.getFirstHeader(name);
        return header == null ? null : header.getValue();
    }

    private static Timeout timeout(Duration duration) {
        return Timeout.of(duration);
    }
}
