package dev.switchboard.balance;

import dev.switchboard.time.Randomness;
import java.util.List;

/**
 * A strategy of spreading attempts over endpoints. Holds no state: what it must remember across
 * changes of the pool is in each endpoint's statistics. All of these heed weights.
 */
@FunctionalInterface
public interface Balancer {

  /**
   * A picker over these endpoints, at least one. Called whenever the pool changes.
   *
   * @param eligible what may be picked, without duplicates
   */
  Picker picker(List<Pick> eligible, Randomness randomness);

  /** One endpoint after the other, as Service Connect does; by weight if weights differ. */
  static Balancer roundRobin() {
    return (eligible, randomness) ->
        eligible.stream().mapToDouble(Pick::weight).distinct().count() == 1
            ? new RoundRobinPicker(eligible, randomness)
            : new WeightedRoundRobinPicker(eligible, randomness);
  }

  /** Any endpoint, by weight: for callers so many and so short-lived that no round is finished. */
  static Balancer random() {
    return RandomPicker::new;
  }

  /**
   * The endpoint with the fewest attempts in flight, for its weight, among all of a small pool or
   * two random ones of a large pool.
   */
  static Balancer leastRequest() {
    return LeastCostPicker.balancer(Cost.IN_FLIGHT, LeastCostPicker.FULL_SCAN_UP_TO);
  }

  /**
   * The endpoint that promises the shortest wait: recent latency, which rises at once and falls
   * slowly, times the attempts in flight, divided by the share of attempts that succeed. Among all
   * of a small pool or two random ones of a large pool.
   */
  static Balancer peakEwma() {
    return LeastCostPicker.balancer(Cost.EXPECTED_WAIT, LeastCostPicker.FULL_SCAN_UP_TO);
  }
}
