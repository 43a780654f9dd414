package dev.switchboard.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.Switchboard;
import dev.switchboard.balance.Balancer;
import dev.switchboard.call.Dialer;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.testing.ManualClock;
import dev.switchboard.testing.SettableResolver;
import io.grpc.NameResolver;
import io.grpc.NameResolver.ConfigOrError;
import io.grpc.NameResolver.ResolutionResult;
import io.grpc.Status;
import io.grpc.SynchronizationContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a channel is told, and how often, in virtual time. */
class AliasNameResolverTest {

  private static final Endpoint A = Endpoint.of("10.0.0.1", 50051);
  private static final Endpoint B = Endpoint.of("10.0.0.2", 50051);

  private final ManualClock clock = new ManualClock();
  private final SettableResolver registry = new SettableResolver();
  private final Switchboard switchboard =
      Switchboard.builder().clock(clock).resolver(registry).build();
  private final Dialer dialer = switchboard.dialer("orders", 50051).orElseThrow();
  private final List<Integer> told = new ArrayList<>();
  private final NameResolver resolver = resolver();

  private NameResolver resolver() {
    SynchronizationContext context =
        new SynchronizationContext(
            (thread, failure) -> {
              throw new AssertionError(failure);
            });
    NameResolver.Args args =
        NameResolver.Args.newBuilder()
            .setDefaultPort(443)
            .setProxyDetector(address -> null)
            .setSynchronizationContext(context)
            .setServiceConfigParser(
                new NameResolver.ServiceConfigParser() {
                  @Override
                  public ConfigOrError parseServiceConfig(Map<String, ?> config) {
                    return ConfigOrError.fromConfig(config);
                  }
                })
            .build();
    return new AliasNameResolver(
        dialer, new ServiceConfig(args, dialer.upstream().alias()), context);
  }

  private void start() {
    resolver.start(
        new NameResolver.Listener2() {
          @Override
          public void onResult(ResolutionResult result) {
            told.add(result.getAddressesOrError().getValue().size());
          }

          @Override
          public Status onResult2(ResolutionResult result) {
            onResult(result);
            return Status.OK;
          }

          @Override
          public void onError(Status error) {
            throw new AssertionError(error);
          }
        });
  }

  @AfterEach
  void stop() {
    resolver.shutdown();
    switchboard.close();
  }

  @Test
  void eachChangeOnce() {
    registry.set("orders", A);
    start();
    assertThat(told).containsExactly(1);
    registry.set("orders", A, B);
    dialer.upstream().follow(Balancer.random()); // wakes everybody, and changes nothing here
    assertThat(told).containsExactly(1, 2);
    dialer.follow(dialer.policy().withRetry(r -> r.withRetries(1)));
    dialer.upstream().follow(Balancer.random());
    assertThat(told).as("the policy, too").containsExactly(1, 2, 2);
  }

  @Test
  void theFirstEndpointsAreWaitedFor() {
    start();
    assertThat(told).isEmpty();
    registry.set("orders", A);
    assertThat(told).containsExactly(1);
  }

  @Test
  void butNoLongerThanThePolicySays() {
    start();
    Duration wait = dialer.policy().endpointTimeout();
    clock.advance(wait.minusNanos(1));
    assertThat(told).isEmpty();
    clock.advance(Duration.ofNanos(1));
    assertThat(told).containsExactly(0);
  }

  @Test
  void afterItsEndNothing() {
    start();
    int before = clock.pending();
    resolver.shutdown();
    assertThat(clock.pending()).isEqualTo(before - 1);
    registry.set("orders", A);
    assertThat(told).isEmpty();
  }
}
