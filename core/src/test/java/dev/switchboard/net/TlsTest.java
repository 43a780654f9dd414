package dev.switchboard.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TlsTest {

  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir Path folder;
  private final SocketLab lab = new SocketLab();

  @AfterEach
  void close() throws IOException {
    lab.close();
  }

  /** A context that has a certificate for this name, and trusts it. */
  private SSLContext certificateFor(String name) throws Exception {
    Path file = folder.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=server",
                "-ext",
                "san=dns:" + name,
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                file.toString())
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, PASSWORD);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", store.getCertificate("mykey"));
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private SSLServerSocket listen(SSLContext context) throws IOException {
    return (SSLServerSocket)
        context
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @Test
  void theCertificateIsForTheAlias_andTheServerHearsItsName() throws Exception {
    SSLContext context = certificateFor("redis");
    BlockingQueue<List<SNIServerName>> names = new LinkedBlockingQueue<>();
    try (SSLServerSocket listening = listen(context)) {
      Thread server = new Thread(() -> answerOne(listening, names), "tls");
      server.start();
      lab.register(dev.switchboard.endpoint.Endpoint.of("127.0.0.1", listening.getLocalPort()));
      try (Socket socket =
          lab.sockets.overTls(context.getSocketFactory()).createSocket("redis", 6379)) {
        socket.getOutputStream().write(7);
        assertThat(socket.getInputStream().read()).isEqualTo(7);
      }
      assertThat(names.poll(10, TimeUnit.SECONDS)).containsExactly(new SNIHostName("redis"));
      server.join();
    }
  }

  private static void answerOne(
      SSLServerSocket listening, BlockingQueue<List<SNIServerName>> names) {
    try (SSLSocket socket = (SSLSocket) listening.accept()) {
      socket.getOutputStream().write(socket.getInputStream().read());
      names.add(((ExtendedSSLSession) socket.getSession()).getRequestedServerNames());
    } catch (IOException e) {
      // The test fails for want of an answer.
    }
  }

  @Test
  void aCertificateForAnotherNameIsRefused() throws Exception {
    SSLContext context = certificateFor("postgres");
    try (EchoServer server = new EchoServer(listen(context))) {
      lab.register(server.endpoint());
      try (Socket socket =
          lab.sockets.overTls(context.getSocketFactory()).createSocket("redis", 6379)) {
        assertThatThrownBy(() -> socket.getOutputStream().write(7))
            .isInstanceOf(SSLHandshakeException.class)
            .hasMessageContaining("redis");
      }
    }
  }

  @Test
  void anAliasThatNoCertificateCanBeForIsRefused() throws Exception {
    SSLContext context = certificateFor("redis");
    try (EchoServer server = new EchoServer(listen(context))) {
      lab.resolver.set("redis_1", server.endpoint());
      assertThatThrownBy(
              () -> lab.sockets.overTls(context.getSocketFactory()).createSocket("redis_1", 6379))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("no certificate for redis_1, because of its _");
    }
  }
}
