package dev.switchboard;

import dev.switchboard.balance.Balancer;
import dev.switchboard.balance.Pick;
import dev.switchboard.balance.Picker;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.Locality;
import dev.switchboard.health.EndpointStats;
import dev.switchboard.health.OutlierPolicy;
import dev.switchboard.time.Randomness;
import java.util.List;
import java.util.stream.IntStream;

/** Shows what a balancer that was read does. */
final class BalancerPicks {

  private BalancerPicks() {}

  /** Its picker over three endpoints. */
  static Picker of(Balancer balancer) {
    List<Pick> picks =
        IntStream.rangeClosed(1, 3)
            .mapToObj(i -> Endpoint.of("10.0.0." + i, 80))
            .map(e -> new Pick(e, new EndpointStats(OutlierPolicy.defaults()), 1, 0, false))
            .toList();
    Balancer.Context context =
        new Balancer.Context(Randomness.seeded(1), 1, Locality.unknown(), 0, List.of());
    return balancer.picker(picks, context);
  }
}
