package dev.switchboard.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.call.Dialer;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that share one interceptor and differ in the rest do not share connections. */
@Timeout(60)
class ClientsTest {

  @Test
  void otherTrust_doesNotUseTheConnectionOfTheClientThatTrusts() throws Exception {
    try (Lab lab = new Lab()) {
      HeldCertificate certificate =
          new HeldCertificate.Builder().addSubjectAlternativeName("orders").build();
      MockWebServer server = lab.server("secret");
      server.useHttps(
          new HandshakeCertificates.Builder()
              .heldCertificate(certificate)
              .build()
              .sslSocketFactory());
      lab.register(server);
      Request request = new Request.Builder().url("https://orders:8080/").build();
      HandshakeCertificates trusting =
          new HandshakeCertificates.Builder()
              .addTrustedCertificate(certificate.certificate())
              .build();
      HandshakeCertificates distrusting = new HandshakeCertificates.Builder().build();
      for (int i = 0; i < 2; i++) {
        assertThat(body(with(lab, trusting), request)).isEqualTo("secret");
        assertThatThrownBy(() -> with(lab, distrusting).newCall(request).execute())
            .hasMessageContaining("TLS failed");
      }
      assertThat(server.getRequestCount()).isEqualTo(2);
      assertThat(lab.inFlight()).isZero();
    }
  }

  @Test
  void otherDns_isAskedWhereARedirectLeadsAndNeverForTheAlias() throws Exception {
    try (Lab lab = new Lab()) {
      MockWebServer other = lab.server("other");
      String otherUrl = "http://other.example:" + other.getPort() + "/";
      lab.register(
          lab.server(new MockResponse.Builder().code(302).setHeader("Location", otherUrl).build()));
      List<String> asked = new CopyOnWriteArrayList<>();
      OkHttpClient http =
          lab.http
              .newBuilder()
              .dns(
                  host -> {
                    asked.add(host);
                    return List.of(InetAddress.getLoopbackAddress());
                  })
              .build();
      assertThat(body(http, Lab.get())).isEqualTo("other");
      assertThat(asked).containsExactly("other.example");
    }
  }

  @Test
  void channelsOfClientsThatAreGoneAreForgotten() throws Exception {
    try (Lab lab = new Lab()) {
      MockWebServer server = lab.server("a");
      lab.register(server);
      Dialer dialer = lab.switchboard.dialer("orders", 8080).orElseThrow();
      Channels channels = new Channels();
      for (int second = 0; second < 3600; second += 60) {
        long now = TimeUnit.SECONDS.toNanos(second);
        OkHttpClient oneOfMany =
            new OkHttpClient.Builder()
                .addInterceptor(
                    chain -> {
                      channels.get(dialer, Lab.endpoint(server), chain, now);
                      return new Response.Builder()
                          .request(chain.request())
                          .protocol(Protocol.HTTP_1_1)
                          .code(200)
                          .message("OK")
                          .build();
                    })
                .build();
        oneOfMany.newCall(Lab.get()).execute().close();
      }
      assertThat(channels.size()).as("those of the last ten minutes").isEqualTo(11);
    }
  }

  private static OkHttpClient with(Lab lab, HandshakeCertificates certificates) {
    return lab.http
        .newBuilder()
        .sslSocketFactory(certificates.sslSocketFactory(), certificates.trustManager())
        .build();
  }

  private static String body(OkHttpClient http, Request request) throws Exception {
    try (Response response = http.newCall(request).execute()) {
      return response.body().string();
    }
  }
}
