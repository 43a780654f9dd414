package dev.switchboard.grpc;

import static io.grpc.ConnectivityState.CONNECTING;
import static io.grpc.ConnectivityState.IDLE;
import static io.grpc.ConnectivityState.READY;
import static io.grpc.ConnectivityState.TRANSIENT_FAILURE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.Switchboard;
import dev.switchboard.call.Dialer;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.testing.ManualClock;
import dev.switchboard.testing.SettableResolver;
import io.grpc.ConnectivityState;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of one connection, in virtual time. */
class LinkTest {

  private static final Endpoint ENDPOINT = Endpoint.of("10.0.0.1", 50051);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

  private final ManualClock clock = new ManualClock();
  private final SettableResolver resolver = new SettableResolver();
  private final Switchboard switchboard =
      Switchboard.builder().clock(clock).resolver(resolver).build();
  private final Dialer dialer = switchboard.dialer("orders", 50051).orElseThrow();
  private final FakeSubchannel.Channel channel = new FakeSubchannel.Channel();
  private int changes;
  private final Link link;

  LinkTest() {
    resolver.set("orders", ENDPOINT);
    link = new Link(ENDPOINT, dialer, channel, () -> changes++);
  }

  @AfterEach
  void stop() {
    switchboard.close();
  }

  private void becomes(ConnectivityState... states) {
    for (ConnectivityState state : states) {
      channel.subchannels.get(0).becomes(state);
    }
  }

  private long failures() {
    return switchboard.snapshot().get(0).endpoints().get(0).failures();
  }

  @Test
  void connectsWhenItIsIdle_andOnlyThen() {
    link.connect();
    becomes(CONNECTING);
    link.connect();
    assertThat(channel.subchannels.get(0).asked).isOne();
    becomes(READY, IDLE);
    link.connect();
    assertThat(channel.subchannels.get(0).asked).isEqualTo(2);
    assertThat(changes).isEqualTo(3);
  }

  @Test
  void oneThatTakesTooLongFailsOnce_andMayYetBeReady() {
    becomes(CONNECTING);
    clock.advance(CONNECT_TIMEOUT.minusNanos(1));
    assertThat(link.isPending()).isTrue();
    assertThat(failures()).isZero();
    clock.advance(Duration.ofNanos(1));
    assertThat(link.isPending()).isFalse();
    assertThat(link.isHopedFor()).isTrue();
    assertThat(link.failure()).isEqualTo("10.0.0.1:50051: connect takes longer than 1000 ms");
    assertThat(failures()).isOne();
    becomes(TRANSIENT_FAILURE);
    assertThat(link.isHopedFor()).isFalse();
    assertThat(link.failure()).isEqualTo("10.0.0.1:50051: connect failed: refused");
    assertThat(failures()).as("of one try").isOne();
  }

  @Test
  void eachTryThatFailsIsOneFailure() {
    for (int tries = 1; tries <= 3; tries++) {
      becomes(CONNECTING, TRANSIENT_FAILURE);
      assertThat(failures()).isEqualTo(tries);
      assertThat(link.isPending()).isFalse();
    }
    becomes(CONNECTING);
    clock.advance(CONNECT_TIMEOUT);
    assertThat(failures()).isEqualTo(4);
    assertThat(link.isHopedFor()).as("it was given up before").isFalse();
  }

  @Test
  void onceReadyWhatWasBeforeIsForgotten() {
    becomes(CONNECTING, TRANSIENT_FAILURE, CONNECTING);
    clock.advance(CONNECT_TIMEOUT);
    becomes(READY);
    assertThat(link.isReady()).isTrue();
    assertThat(link.failure()).isNull();
    becomes(IDLE, CONNECTING);
    assertThat(link.isPending()).isTrue();
    assertThat(link.isHopedFor()).isTrue();
    long before = failures();
    clock.advance(CONNECT_TIMEOUT);
    assertThat(failures()).as("slow again").isEqualTo(before + 1);
  }

  @Test
  void oneThatWasReadyInTimeDoesNotFailLater() {
    becomes(CONNECTING, READY);
    assertThat(clock.pending()).isZero();
    clock.advance(CONNECT_TIMEOUT);
    assertThat(failures()).isZero();
    assertThat(link.isReady()).isTrue();
  }

  @Test
  void oneThatIsClosedLeavesNothing() {
    becomes(CONNECTING);
    link.close();
    assertThat(clock.pending()).isZero();
    assertThat(changes).as("its balancer closed it").isOne();
    becomes(READY);
    link.close();
    assertThat(dialer.upstream().traffic().activeConnections()).isZero();
  }
}
