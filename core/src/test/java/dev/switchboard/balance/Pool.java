package dev.switchboard.balance;

import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.Locality;
import dev.switchboard.health.EndpointStats;
import dev.switchboard.health.OutlierPolicy;
import dev.switchboard.time.Randomness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Endpoints to pick from, and what was picked. */
final class Pool {

  private Pool() {}

  static List<Pick> of(double... weights) {
    List<Pick> picks = new ArrayList<>();
    for (int i = 0; i < weights.length; i++) {
      Endpoint endpoint = Endpoint.of("10.0." + i / 250 + "." + i % 250, 80);
      EndpointStats stats = new EndpointStats(OutlierPolicy.defaults());
      picks.add(new Pick(endpoint, stats, weights[i], 0, false));
    }
    return picks;
  }

  static Balancer.Context context(long seed) {
    return context(seed, Locality.unknown());
  }

  static Balancer.Context context(long seed, Locality locality) {
    Randomness randomness = Randomness.seeded(seed);
    return new Balancer.Context(randomness, randomness.nextLong(), locality, 0, List.of());
  }

  static List<Pick> equal(int size) {
    double[] weights = new double[size];
    Arrays.fill(weights, 1);
    return of(weights);
  }

  /** What it picks, which must not be nothing. */
  static Pick pick(Picker picker, CallKeys keys, long now) {
    return Objects.requireNonNull(picker.pick(keys, now));
  }

  /** How often each was picked, in the order of the pool. */
  static List<Integer> counts(List<Pick> pool, Picker picker, int times) {
    Map<Pick, Integer> counts = new LinkedHashMap<>();
    pool.forEach(pick -> counts.put(pick, 0));
    for (int i = 0; i < times; i++) {
      counts.merge(pick(picker, CallKeys.none(), i), 1, Integer::sum);
    }
    return List.copyOf(counts.values());
  }
}
