package dev.switchboard.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.testing.ManualClock;
import dev.switchboard.time.Randomness;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StaticResolverTest {

  private static final Endpoint A = Endpoint.of("10.0.0.1", 80);

  private final StaticResolver resolver = StaticResolver.of(Map.of("Orders", List.of(A, A)));
  private final List<Object> heard = new ArrayList<>();

  private void watch(String service) {
    resolver.watch(
        resolver.service(service),
        new Resolver.Observer() {
          @Override
          public void onResolution(Resolution resolution) {
            heard.add(resolution.endpoints().asList());
          }

          @Override
          public void onUnchanged() {}

          @Override
          public void onError(ResolutionError error) {
            heard.add(error);
          }
        },
        new Resolver.Context(
            new ManualClock(), Randomness.seeded(1), Runnable::run, ResolutionPolicy.defaults()));
  }

  @Test
  void claimsWhatItWasGiven() {
    assertThat(resolver.serviceFor("orders")).contains(new Service("", "orders"));
    assertThat(resolver.serviceFor("billing")).isEmpty();
    assertThat(new Service("", "orders")).hasToString("orders");
    assertThat(new Service("prod", "orders")).hasToString("prod/orders");
  }

  @Test
  void answersOnce() {
    watch("orders");
    assertThat(heard).containsExactly(List.of(A));
  }

  @Test
  void knowsTheNameItWasGiven() {
    assertThat(StaticResolver.of(Map.of("Orders", List.of(A))).service("Orders"))
        .isEqualTo(new Service("", "orders"));
  }

  @Test
  void saysWhatItHas() {
    assertThatThrownBy(() -> resolver.service("billing"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the static resolver has no service \"billing\"; it has [orders]");
  }
}
