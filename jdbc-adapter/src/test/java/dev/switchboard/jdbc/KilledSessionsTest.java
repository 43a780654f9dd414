package dev.switchboard.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.Switchboard;
import dev.switchboard.testing.SettableResolver;
import dev.switchboard.upstream.Upstream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class KilledSessionsTest {

  private static final long SOON = KilledSessions.SOON.toNanos();

  private static final InetSocketAddress A =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
  private static final InetSocketAddress B =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 2);

  @Test
  void anotherIsOneOfTheSameAliasAndEndpointSoonAfter() {
    try (Switchboard switchboard = Switchboard.builder().resolver(new SettableResolver()).build()) {
      Upstream orders = switchboard.dialer("orders-db", 5432).orElseThrow().upstream();
      Upstream carts = switchboard.dialer("carts-db", 5432).orElseThrow().upstream();
      long now = Long.MAX_VALUE - 1; // the clock may wrap
      assertThat(KilledSessions.another(orders, A, now)).isFalse();
      assertThat(KilledSessions.another(orders, B, now)).isFalse();
      assertThat(KilledSessions.another(carts, A, now)).isFalse();
      assertThat(KilledSessions.another(orders, A, now + SOON)).isTrue();
      assertThat(KilledSessions.another(orders, B, now + SOON + 1)).as("too late").isFalse();
      assertThat(KilledSessions.another(orders, A, now + 2 * SOON)).as("one by one").isTrue();
    }
  }
}
