package dev.switchboard.balance;

import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.health.EndpointStats;

/**
 * One possible answer of a {@link Picker}: an endpoint with the live statistics of its address.
 * Made when the pool changes, so that picking allocates nothing.
 *
 * @param endpoint where to go
 * @param stats what is known of it
 * @param weight its share of the traffic relative to the others', more than 0
 * @param usedSinceNanos since when it is in use: when it was first seen, or last readmitted
 * @param isProbe whether this is the single call that tries an ejected endpoint again
 */
public record Pick(
    Endpoint endpoint, EndpointStats stats, double weight, long usedSinceNanos, boolean isProbe) {

  /** This with another weight. */
  Pick withWeight(double newWeight) {
    return new Pick(endpoint, stats, newWeight, usedSinceNanos, isProbe);
  }

  /** Whether both lead to the same ip:port of the same service. */
  public boolean sameAddress(Pick other) {
    return stats == other.stats;
  }
}
