package dev.switchboard.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.Switchboard;
import dev.switchboard.call.Dialer;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.testing.ManualClock;
import dev.switchboard.testing.SettableResolver;
import io.grpc.Attributes;
import io.grpc.ConnectivityState;
import io.grpc.LoadBalancer.ResolvedAddresses;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a channel's connections follow the endpoints there are. */
class AliasLoadBalancerTest {

  private static final Endpoint A = Endpoint.of("10.0.0.1", 50051);
  private static final Endpoint B = Endpoint.of("10.0.0.2", 50051);

  private final SettableResolver resolver = new SettableResolver();
  private final Switchboard switchboard =
      Switchboard.builder().clock(new ManualClock()).resolver(resolver).build();
  private final Dialer dialer = switchboard.dialer("orders", 50051).orElseThrow();
  private final FakeSubchannel.Channel channel = new FakeSubchannel.Channel();
  private final AliasLoadBalancer balancer = new AliasLoadBalancer(channel);

  private void resolved() {
    balancer.acceptResolvedAddresses(
        ResolvedAddresses.newBuilder()
            .setAddresses(List.of())
            .setAttributes(Attributes.newBuilder().set(AliasNameResolver.DIALER, dialer).build())
            .build());
  }

  @AfterEach
  void stop() {
    switchboard.close();
  }

  @Test
  void oneForEachEndpoint_keptWhileItIsThere() {
    resolver.set("orders", A);
    resolved();
    assertThat(channel.state).isEqualTo(ConnectivityState.CONNECTING);
    channel.subchannels.get(0).becomes(ConnectivityState.READY);
    assertThat(channel.state).isEqualTo(ConnectivityState.READY);
    resolver.set("orders", A, B);
    resolved();
    assertThat(channel.subchannels).hasSize(2);
    assertThat(channel.state).as("one is ready").isEqualTo(ConnectivityState.READY);
  }

  @Test
  void afterItsEndItFollowsNothing() {
    resolver.set("orders", A);
    resolved();
    int before = channel.entered;
    resolver.set("orders", A, B);
    assertThat(channel.entered).isGreaterThan(before);
    balancer.shutdown();
    int after = channel.entered;
    resolver.set("orders", A);
    assertThat(channel.entered).isEqualTo(after);
  }
}
