package dev.switchboard.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.AliasPolicy;
import dev.switchboard.call.CallFailedException;
import dev.switchboard.testing.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import mockwebserver3.MockWebServer;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that closes a connection it had said it would keep. */
@Timeout(60)
class KeepAliveTest {

  @Test
  void aGetIsSentAgainOnANewConnection() throws Exception {
    try (Lab lab = new Lab();
        Forgetful server = new Forgetful()) {
      lab.register(server.server.endpoint());
      for (int i = 0; i < 4; i++) {
        assertThat(lab.body(Lab.get())).isEqualTo("fine");
        server.awaitClosed();
      }
      assertThat(server.server.connections()).isEqualTo(4);
      assertThat(lab.failures()).isZero();
      assertThat(lab.inFlight()).isZero();
    }
  }

  @Test
  void aPostOnOneKeptForASecond_goesOnByAnother() throws Exception {
    ManualClock clock = new ManualClock();
    try (Lab lab = new Lab(KeepAliveTest::retriedAtOnce, builder -> builder.clock(clock));
        Forgetful server = new Forgetful()) {
      lab.register(server.server.endpoint());
      for (int i = 0; i < 4; i++) {
        CountingBody body = new CountingBody.OneShot();
        assertThat(lab.body(Lab.get().newBuilder().post(body).build())).isEqualTo("fine");
        assertThat(body.writes()).isEqualTo(1);
        server.awaitClosed();
        clock.advance(Duration.ofSeconds(1));
      }
      assertThat(server.server.connections()).isEqualTo(4);
      assertThat(lab.failures()).isZero();
      assertThat(lab.inFlight()).isZero();
    }
  }

  @Test
  void aPostOnOneKeptForLess_failsForTheServerMayHaveSeenIt() throws Exception {
    ManualClock clock = new ManualClock();
    try (Lab lab = new Lab(KeepAliveTest::retriedAtOnce, builder -> builder.clock(clock));
        Forgetful server = new Forgetful()) {
      lab.register(server.server.endpoint());
      assertThat(lab.body(Lab.post())).isEqualTo("fine");
      server.awaitClosed();
      clock.advance(Duration.ofSeconds(1).minusNanos(1));
      assertThatThrownBy(() -> lab.body(Lab.post()))
          .isInstanceOf(CallFailedException.class)
          .hasMessageContaining("reset before headers");
      assertThat(lab.failures()).isEqualTo(1);
      assertThat(lab.body(Lab.post())).isEqualTo("fine");
      assertThat(lab.inFlight()).isZero();
    }
  }

  @Test
  void aPostOnOneThatIsStillOpen_usesIt() throws Exception {
    ManualClock clock = new ManualClock();
    HeldCertificate certificate =
        new HeldCertificate.Builder().addSubjectAlternativeName("orders").build();
    HandshakeCertificates both =
        new HandshakeCertificates.Builder()
            .heldCertificate(certificate)
            .addTrustedCertificate(certificate.certificate())
            .build();
    try (Lab lab = new Lab(KeepAliveTest::retriedAtOnce, builder -> builder.clock(clock))) {
      MockWebServer server = lab.server("fine");
      server.useHttps(both.sslSocketFactory());
      lab.register(server);
      OkHttpClient http =
          lab.http
              .newBuilder()
              .protocols(List.of(Protocol.HTTP_1_1))
              .sslSocketFactory(both.sslSocketFactory(), both.trustManager())
              .build();
      Request post = Lab.post().newBuilder().url("https://orders:8080/").build();
      for (int i = 0; i < 4; i++) {
        try (Response response = http.newCall(post).execute()) {
          assertThat(response.body().string()).isEqualTo("fine");
        }
        assertThat(server.takeRequest().getConnectionIndex()).isZero();
        clock.advance(Duration.ofSeconds(1));
      }
      assertThat(lab.snapshot(server).attempts()).isEqualTo(4);
    }
  }

  /** The clock stands still, so nothing may wait for it. */
  private static AliasPolicy retriedAtOnce(AliasPolicy policy) {
    return policy.withCall(c -> c.withRetry(r -> r.withBackoffBase(Duration.ZERO)));
  }

  /** Answers the first request of each connection and closes it without a word. */
  private static final class Forgetful implements AutoCloseable {

    private volatile CountDownLatch closed = new CountDownLatch(1);
    final RawServer server =
        new RawServer(
            socket -> {
              RawServer.readRequest(socket);
              RawServer.answer(socket, "fine");
              socket.close();
              closed.countDown();
            });

    Forgetful() throws IOException {}

    void awaitClosed() throws InterruptedException {
      closed.await();
      closed = new CountDownLatch(1);
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
