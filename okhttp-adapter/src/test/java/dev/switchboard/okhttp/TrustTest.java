package dev.switchboard.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.X509TrustManager;
import mockwebserver3.MockWebServer;
import okhttp3.CertificatePinner;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a client trusts, and how often it is asked, by either way to use the interceptor. */
@Timeout(60)
class TrustTest {

  private static final HeldCertificate ROOT =
      new HeldCertificate.Builder().certificateAuthority(0).build();
  private static final HeldCertificate IDENTITY =
      new HeldCertificate.Builder()
          .addSubjectAlternativeName("orders")
          .addSubjectAlternativeName("localhost")
          .signedBy(ROOT)
          .build();
  private static final String GET = "https://orders:8080/";

  /** How the interceptor comes to a client. */
  enum Way {
    ADDED {
      @Override
      OkHttpClient client(SwitchboardInterceptor interceptor, OkHttpClient client) {
        return client.newBuilder().addInterceptor(interceptor).build();
      }
    },
    CLIENT {
      @Override
      OkHttpClient client(SwitchboardInterceptor interceptor, OkHttpClient client) {
        return interceptor.client(client);
      }
    };

    abstract OkHttpClient client(SwitchboardInterceptor interceptor, OkHttpClient client);
  }

  private final AtomicInteger rootsRead = new AtomicInteger();
  private final Lab lab = new Lab();
  private MockWebServer server;

  @BeforeEach
  void serve() throws Exception {
    server = lab.server("secret");
    server.useHttps(
        new HandshakeCertificates.Builder().heldCertificate(IDENTITY).build().sslSocketFactory());
    lab.register(server);
  }

  @AfterEach
  void end() throws Exception {
    lab.close();
  }

  private OkHttpClient trusting(CertificatePinner pins) {
    HandshakeCertificates trust =
        new HandshakeCertificates.Builder().addTrustedCertificate(ROOT.certificate()).build();
    return new OkHttpClient.Builder()
        .sslSocketFactory(trust.sslSocketFactory(), counting(trust.trustManager()))
        .certificatePinner(pins)
        .build();
  }

  private OkHttpClient trusting() {
    return trusting(CertificatePinner.DEFAULT);
  }

  private OkHttpClient through(Way way, OkHttpClient client) {
    return way.client(SwitchboardInterceptor.of(lab.switchboard), client);
  }

  private static void get(OkHttpClient http, String url) throws Exception {
    try (Response response = http.newCall(new Request.Builder().url(url).build()).execute()) {
      assertThat(response.body().string()).isEqualTo("secret");
    }
  }

  @ParameterizedTest
  @EnumSource
  void theNameIsSentAndTheConnectionKept(Way way) throws Exception {
    OkHttpClient http = through(way, trusting());
    for (int i = 0; i < 5; i++) {
      get(http, GET);
      assertThat(server.takeRequest().getHandshakeServerNames()).containsExactly("orders");
    }
    assertThat(
            lab.switchboard.dialer("orders", 8080).orElseThrow().upstream().traffic().connections())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void theChainIsCleanedUpToTheRoot(Way way) throws Exception {
    OkHttpClient http = through(way, trusting());
    try (Response response = http.newCall(new Request.Builder().url(GET).build()).execute()) {
      assertThat(response.handshake().peerCertificates())
          .isEqualTo(List.of(IDENTITY.certificate(), ROOT.certificate()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void pinsHold(Way way) throws Exception {
    String right = CertificatePinner.pin(ROOT.certificate());
    get(through(way, trusting(pinned(right))), GET);
    String wrong = CertificatePinner.pin(new HeldCertificate.Builder().build().certificate());
    assertThatThrownBy(() -> get(through(way, trusting(pinned(wrong))), GET))
        .hasCauseInstanceOf(SSLPeerUnverifiedException.class)
        .hasMessageContaining("TLS failed");
  }

  private static CertificatePinner pinned(String pin) {
    return new CertificatePinner.Builder().add("orders", pin).build();
  }

  @ParameterizedTest
  @EnumSource
  void whoIsNotTrusted_isNotCalled(Way way) {
    assertThatThrownBy(() -> get(through(way, new OkHttpClient()), GET))
        .hasMessageContaining("TLS failed");
  }

  @ParameterizedTest
  @EnumSource
  void theHostnameVerifierIsAsked(Way way) {
    OkHttpClient strict =
        trusting().newBuilder().hostnameVerifier((host, session) -> false).build();
    assertThatThrownBy(() -> get(through(way, strict), GET))
        .hasCauseInstanceOf(SSLPeerUnverifiedException.class);
  }

  @Test
  void client_theRootsAreReadOnce() throws Exception {
    OkHttpClient http = through(Way.CLIENT, trusting());
    get(http, GET);
    int read = rootsRead.get();
    for (int i = 0; i < 5; i++) {
      get(http, GET);
    }
    assertThat(rootsRead).hasValue(read);
  }

  @ParameterizedTest
  @EnumSource
  void inClear_theRootsAreReadOnce(Way way) throws Exception {
    lab.register(lab.server("secret"));
    OkHttpClient http = through(way, trusting());
    int read = rootsRead.get();
    for (int i = 0; i < 5; i++) {
      get(http, "http://orders:8080/");
    }
    assertThat(rootsRead).hasValue(read);
  }

  @Test
  void client_otherHostsGetNoNameThatTheyDidNotGet() throws Exception {
    get(through(Way.CLIENT, trusting()), "https://localhost:" + server.getPort() + "/");
    assertThat(server.takeRequest().getHandshakeServerNames()).isEmpty();
  }

  @Test
  void client_ofOneInClearOnly_isInClearOnly() throws Exception {
    lab.register(lab.server("secret"));
    OkHttpClient clear =
        new OkHttpClient.Builder().connectionSpecs(List.of(ConnectionSpec.CLEARTEXT)).build();
    get(through(Way.CLIENT, clear), "http://orders:8080/");
  }

  private X509TrustManager counting(X509TrustManager trust) {
    return new X509TrustManager() {
      @Override
      public void checkClientTrusted(X509Certificate[] chain, String type)
          throws CertificateException {
        trust.checkClientTrusted(chain, type);
      }

      @Override
      public void checkServerTrusted(X509Certificate[] chain, String type)
          throws CertificateException {
        trust.checkServerTrusted(chain, type);
      }

      @Override
      public X509Certificate[] getAcceptedIssuers() {
        rootsRead.incrementAndGet();
        return trust.getAcceptedIssuers();
      }
    };
  }
}
