package io.jenkins.plugins.dolbyrts.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.dolbyrts.client.DolbyException.Kind;
import io.jenkins.plugins.dolbyrts.client.ProxySource.Proxy;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_PROPERTIES)
class TlsTest {

    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final SSLContext USUAL = usual();

    @TempDir
    private static Path folder;

    /** Shows and trusts a certificate for 127.0.0.1, made for this test. */
    private static SSLContext home;

    @BeforeAll
    static void makeCertificate() throws Exception {
        Path file = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "home",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=home",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertTrue(keytool.waitFor(60, TimeUnit.SECONDS) && keytool.exitValue() == 0, "keytool failed");
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("home", keys.getCertificate("home"));
        KeyManagerFactory shown = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        shown.init(keys, PASSWORD);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        home = SSLContext.getInstance("TLS");
        home.init(shown.getKeyManagers(), trust.getTrustManagers(), null);
    }

    @AfterEach
    void trustAsUsual() {
        SSLContext.setDefault(USUAL);
    }

    @Test
    void secureServerIsTalkedToLikeAnyOther() throws Exception {
        SSLContext.setDefault(home);
        try (WireServer server = secureServer();
                Rig rig = new Rig(Rig.account("https://" + server.name()), ProxySource.NONE)) {
            rig.start();
            rig.stop();

            assertEquals(3, server.requests().size());
            assertEquals(1, server.connections());
        }
    }

    @Test
    void secureServerIsReachedThroughATunnelThatSeesNoSecret() throws Exception {
        SSLContext.setDefault(home);
        try (WireServer server = secureServer();
                WireServer proxy = WireServer.start();
                Rig rig = new Rig(
                        Rig.account("https://" + server.name()),
                        host -> new Proxy("127.0.0.1", proxy.port(), null, null))) {
            proxy.always(request -> Reply.tunnel(server.port()));

            rig.start();
            rig.stop();

            assertEquals(3, server.requests().size());
            assertEquals(1, proxy.requests().size());
            assertEquals(
                    "CONNECT " + server.name() + " HTTP/1.1",
                    proxy.requests().get(0).line());
        }
    }

    @Test
    void refusalOfASecureServerBehindATunnelIsTheServers() throws Exception {
        SSLContext.setDefault(home);
        try (WireServer server = secureServer();
                WireServer proxy = WireServer.start();
                Rig rig = new Rig(
                        Rig.account("https://" + server.name()),
                        host -> new Proxy("127.0.0.1", proxy.port(), null, null))) {
            proxy.always(request -> Reply.tunnel(server.port()));
            server.calls(Reply.empty(404));

            assertEquals(Kind.CONFERENCE_NOT_FOUND, rig.startFails().kind());
        }
    }

    @Test
    void serverBehindATunnelThatPosesAsAProxyDoesNotGetThePassword() throws Exception {
        SSLContext.setDefault(home);
        String challenge = "Proxy-Authenticate: Basic realm=\"office\"\r\n";
        try (WireServer server = secureServer();
                WireServer proxy = WireServer.start();
                Rig rig = new Rig(
                        Rig.account("https://" + server.name()),
                        host -> new Proxy("127.0.0.1", proxy.port(), "user", "proxy-password"))) {
            proxy.always(request -> request.header("proxy-authorization") == null
                    ? Reply.of(407, challenge, "")
                    : Reply.tunnel(server.port()));
            server.always(request -> Reply.of(407, challenge, ""));

            rig.startFails();

            assertFalse(server.requests().isEmpty());
            assertTrue(server.requests().stream().allMatch(request -> request.header("proxy-authorization") == null));
        }
    }

    @Test
    void certificateThatNobodyVouchesForIsRefused() throws Exception {
        try (WireServer server = secureServer();
                WireServer auth = WireServer.start();
                Rig rig = new Rig(
                        new Account(
                                Endpoints.of(auth.url(), "https://" + server.name(), null),
                                Rig.APP_KEY,
                                Rig.APP_SECRET),
                        ProxySource.NONE)) {
            DolbyException e = rig.startFails();

            assertEquals(Kind.UNREACHABLE, e.kind());
            assertTrue(e.getMessage().startsWith("no secure connection to " + server.name() + " ("), e.getMessage());
            assertTrue(e.getMessage().contains("unable to find valid certification path"), e.getMessage());
            assertFalse(e.isEffectUnknown());
            assertEquals(0, server.requests().size());
            assertEquals(1, auth.requests().size());
        }
    }

    @Test
    void certificateOfAnotherHostIsRefused() throws Exception {
        SSLContext.setDefault(home);
        try (WireServer server = secureServer();
                Rig rig = new Rig(Rig.account("https://localhost:" + server.port()), ProxySource.NONE)) {
            DolbyException e = rig.startFails();

            assertEquals(Kind.UNREACHABLE, e.kind());
            assertTrue(e.getMessage().startsWith("no secure connection to localhost:"), e.getMessage());
            assertEquals(0, server.requests().size());
        }
    }

    @Test
    void portThatDoesNotSpeakTlsIsNamed() throws Exception {
        try (WireServer server = WireServer.startOn(new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")) {
                    @Override
                    public Socket accept() throws IOException {
                        Socket socket = super.accept();
                        socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes());
                        return socket;
                    }
                });
                Rig rig = new Rig(Rig.account("https://" + server.name()), ProxySource.NONE)) {
            DolbyException e = rig.startFails();

            assertEquals(Kind.UNREACHABLE, e.kind());
            assertTrue(e.getMessage().startsWith("no secure connection to " + server.name() + " ("), e.getMessage());
        }
    }

    private static WireServer secureServer() throws Exception {
        ServerSocket socket =
                home.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        return WireServer.startOn(socket);
    }

    private static SSLContext usual() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
