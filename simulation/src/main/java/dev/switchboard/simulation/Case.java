package dev.switchboard.simulation;

import dev.switchboard.AliasPolicy;
import dev.switchboard.balance.Balancer;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * One row of a scenario's table.
 *
 * @param name for the report
 * @param policy what every client follows
 * @param play what happens, to the end
 */
record Case(String name, AliasPolicy policy, Consumer<World> play) {

  /** The defaults, without what would hide how a balancer does: no retries, ejections, deadline. */
  static AliasPolicy bare() {
    return detecting().withOutlier(o -> o.withEjection(e -> e.withDryRun(true)));
  }

  /** The defaults without retries and deadline. */
  static AliasPolicy detecting() {
    return AliasPolicy.defaults()
        .withCall(c -> c.withDeadline(Duration.ZERO).withRetry(r -> r.withRetries(0)));
  }

  static Case of(String name, Balancer balancer, Consumer<World> play) {
    return new Case(name, bare().withBalancer(balancer), play);
  }
}
