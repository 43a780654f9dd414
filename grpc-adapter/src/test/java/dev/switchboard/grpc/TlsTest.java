package dev.switchboard.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.health.Standing.State;
import dev.switchboard.upstream.Traffic;
import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ServerCredentials;
import io.grpc.Status;
import io.grpc.TlsChannelCredentials;
import io.grpc.TlsServerCredentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The certificate must be the alias's. */
@Timeout(60)
class TlsTest {

  private final HeldCertificate root =
      new HeldCertificate.Builder().certificateAuthority(0).build();

  private static InputStream stream(String pem) {
    return new ByteArrayInputStream(pem.getBytes(UTF_8));
  }

  private ServerCredentials certificateFor(String name) throws IOException {
    HeldCertificate certificate =
        new HeldCertificate.Builder().signedBy(root).addSubjectAlternativeName(name).build();
    return TlsServerCredentials.create(
        stream(certificate.certificatePem()), stream(certificate.privateKeyPkcs8Pem()));
  }

  private ChannelCredentials trusting() throws IOException {
    return TlsChannelCredentials.newBuilder().trustManager(stream(root.certificatePem())).build();
  }

  @Test
  void theCertificateOfTheAliasIsAccepted() throws Exception {
    try (Lab lab = new Lab();
        OrdersServer a = OrdersServer.start("a", certificateFor("orders"));
        OrdersServer b = OrdersServer.start("b", certificateFor("orders"))) {
      lab.register(a, b);
      ManagedChannel channel = lab.channel(Lab.TARGET, trusting(), builder -> {});
      lab.awaitAnswersOf(channel, a, b);
      assertThat(channel.authority()).isEqualTo("orders:50051");
    }
  }

  @Test
  void anotherCertificateIsRejected_andTheEndpointsFault() throws Exception {
    try (Lab lab = new Lab(a -> a.withOutlier(o -> o.withConsecutiveFailures(2)));
        OrdersServer right = OrdersServer.start("right", certificateFor("orders"));
        OrdersServer wrong = OrdersServer.start("wrong", certificateFor("basket"))) {
      lab.register(wrong);
      ManagedChannel alone = lab.channel(Lab.TARGET, trusting(), builder -> {});
      Status failure = Lab.failure(alone);
      assertThat(failure.getDescription())
          .contains("orders:50051: none of 1 endpoints can be connected to; " + wrong.endpoint())
          .contains("No subject alternative DNS name matching orders");
      lab.register(right, wrong);
      ManagedChannel channel = lab.channel(Lab.TARGET, trusting(), builder -> {});
      Lab.await(
          () -> {
            assertThat(Lab.get(channel)).isEqualTo("right");
            return lab.snapshot(wrong).state() == State.EJECTED;
          });
      assertThat(lab.snapshot(wrong).reason()).contains("connect failed").contains("orders");
      assertThat(wrong.calls).hasValue(0);
      Traffic traffic = lab.switchboard.dialer("orders", 50051).orElseThrow().upstream().traffic();
      assertThat(traffic.tlsFailures()).isGreaterThanOrEqualTo(2);
    }
  }
}
