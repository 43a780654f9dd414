package dev.switchboard.simulation;

import dev.switchboard.AliasPolicy;
import dev.switchboard.balance.Balancer;

/**
 * A way to call that is compared with others.
 *
 * @param name for the report
 * @param policy what every client follows
 */
record Contender(String name, AliasPolicy policy) {

  /** A balancer by itself: no retries, no ejections, no deadline. */
  static Contender alone(String name, Balancer balancer) {
    return new Contender(name, bare().withBalancer(balancer));
  }

  /** The defaults, without what would hide how a balancer does. */
  static AliasPolicy bare() {
    return AliasPolicy.defaults()
        .withCall(c -> c.withDeadline(java.time.Duration.ZERO).withRetry(r -> r.withRetries(0)))
        .withOutlier(o -> o.withConsecutiveFailures(1000));
  }
}
