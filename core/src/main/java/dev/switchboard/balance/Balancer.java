package dev.switchboard.balance;

import dev.switchboard.time.Randomness;
import java.util.List;

/**
 * A strategy of spreading attempts over endpoints. Holds no state: what it must remember across
 * changes of the pool is in each endpoint's statistics.
 */
@FunctionalInterface
public interface Balancer {

  /**
   * A picker over these endpoints, at least one. Called whenever the pool changes.
   *
   * @param eligible what may be picked, without duplicates
   */
  Picker picker(List<Pick> eligible, Randomness randomness);

  /** One endpoint after the other, as Service Connect does. */
  static Balancer roundRobin() {
    return RoundRobinPicker::new;
  }
}
