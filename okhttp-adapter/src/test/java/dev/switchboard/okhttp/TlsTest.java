package dev.switchboard.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TlsTest {

  private static final Request GET =
      new Request.Builder().url("https://orders:8080/items/7").build();

  @Test
  void http2_theCertificateIsTheAliasesAndSniIsSent() throws Exception {
    try (Lab lab = new Lab()) {
      HeldCertificate certificate = certificate("orders");
      MockWebServer server = secure(lab.server("secret"), certificate);
      lab.register(server);
      OkHttpClient http = trusting(lab, certificate);
      for (int i = 0; i < 10; i++) {
        try (Response response = http.newCall(GET).execute()) {
          assertThat(response.protocol()).isEqualTo(Protocol.HTTP_2);
          assertThat(response.body().string()).isEqualTo("secret");
        }
        RecordedRequest request = server.takeRequest();
        assertThat(request.getHandshakeServerNames()).containsExactly("orders");
        assertThat(request.getConnectionIndex()).isZero();
      }
    }
  }

  @Test
  void http1_theCertificateIsTheAliases() throws Exception {
    try (Lab lab = new Lab()) {
      HeldCertificate certificate = certificate("orders");
      lab.register(secure(lab.server("secret"), certificate));
      OkHttpClient http =
          trusting(lab, certificate).newBuilder().protocols(List.of(Protocol.HTTP_1_1)).build();
      try (Response response = http.newCall(GET).execute()) {
        assertThat(response.protocol()).isEqualTo(Protocol.HTTP_1_1);
      }
    }
  }

  @Test
  void wrongCertificate_isAConnectFailureOfThatEndpoint() throws Exception {
    try (Lab lab = new Lab()) {
      HeldCertificate right = certificate("orders");
      HeldCertificate wrong = certificate("billing");
      MockWebServer stranger = secure(lab.server("stranger"), wrong);
      lab.register(stranger);
      OkHttpClient http = trusting(lab, right, wrong);
      assertThatThrownBy(() -> http.newCall(GET).execute())
          .hasCauseInstanceOf(SSLPeerUnverifiedException.class)
          .hasMessageContaining("TLS failed");
      assertThat(
              lab.switchboard
                  .dialer("orders", 8080)
                  .orElseThrow()
                  .upstream()
                  .traffic()
                  .tlsFailures())
          .as("three tries")
          .isEqualTo(3);
      lab.register(stranger, secure(lab.server("ours"), right));
      for (int i = 0; i < 6; i++) {
        try (Response response = http.newCall(GET).execute()) {
          assertThat(response.body().string()).isEqualTo("ours");
        }
      }
      assertThat(stranger.getRequestCount()).isZero();
    }
  }

  @Test
  void http2_aRetryAfterA503LeavesTheConnectionOfTheFailedTry() throws Exception {
    try (Lab lab = new Lab()) {
      HeldCertificate certificate = certificate("orders");
      MockWebServer busy =
          secure(lab.server(new MockResponse.Builder().code(503).build()), certificate);
      lab.register(busy, secure(lab.server("fine"), certificate));
      OkHttpClient http = trusting(lab, certificate);
      for (int i = 0; i < 6; i++) {
        try (Response response = http.newCall(GET).execute()) {
          assertThat(response.protocol()).isEqualTo(Protocol.HTTP_2);
          assertThat(response.body().string()).isEqualTo("fine");
        }
      }
      assertThat(busy.getRequestCount()).isEqualTo(3);
      assertThat(lab.snapshot(busy).failures()).isEqualTo(3);
      assertThat(lab.inFlight()).isZero();
    }
  }

  @Test
  void h2c_onePooledConnectionPerEndpoint() throws Exception {
    try (Lab lab = new Lab()) {
      MockWebServer server = lab.server("clear");
      server.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
      lab.register(server);
      OkHttpClient http =
          lab.http.newBuilder().protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE)).build();
      for (int i = 0; i < 10; i++) {
        try (Response response = http.newCall(Lab.get()).execute()) {
          assertThat(response.protocol()).isEqualTo(Protocol.H2_PRIOR_KNOWLEDGE);
          response.body().bytes();
        }
        assertThat(server.takeRequest().getConnectionIndex()).isZero();
      }
    }
  }

  @Test
  void h2c_aRetryLeavesTheConnectionOfTheFailedTry() throws Exception {
    try (Lab lab = new Lab(p -> p.withCall(c -> c.withPerTryTimeout(Duration.ofMillis(200))))) {
      MockWebServer busy = lab.server(new MockResponse.Builder().code(503).build());
      MockWebServer hanging =
          lab.server(new MockResponse.Builder().headersDelay(2, TimeUnit.SECONDS).build());
      MockWebServer fine = lab.server("fine");
      lab.servers.forEach(s -> s.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE)));
      lab.register(busy, hanging, fine);
      OkHttpClient http =
          lab.http.newBuilder().protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE)).build();
      for (int i = 0; i < 9; i++) {
        try (Response response = http.newCall(Lab.get()).execute()) {
          assertThat(response.body().string()).isEqualTo("fine");
        }
      }
      assertThat(busy.getRequestCount()).isPositive();
      assertThat(hanging.getRequestCount()).isPositive();
    }
  }

  private static HeldCertificate certificate(String name) {
    return new HeldCertificate.Builder().addSubjectAlternativeName(name).build();
  }

  private static MockWebServer secure(MockWebServer server, HeldCertificate certificate)
      throws IOException {
    server.useHttps(
        new HandshakeCertificates.Builder()
            .heldCertificate(certificate)
            .build()
            .sslSocketFactory());
    return server;
  }

  private static OkHttpClient trusting(Lab lab, HeldCertificate... certificates) {
    HandshakeCertificates.Builder trust = new HandshakeCertificates.Builder();
    for (HeldCertificate certificate : certificates) {
      trust.addTrustedCertificate(certificate.certificate());
    }
    HandshakeCertificates built = trust.build();
    return lab.http
        .newBuilder()
        .sslSocketFactory(built.sslSocketFactory(), built.trustManager())
        .build();
  }
}
