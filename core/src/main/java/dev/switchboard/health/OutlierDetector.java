package dev.switchboard.health;

import dev.switchboard.endpoint.Outcome;
import java.time.Duration;

/**
 * Decides which endpoints are out. A pure function of what it is given: whoever calls it keeps the
 * state and carries out the verdict.
 */
public final class OutlierDetector {

  private final OutlierPolicy policy;

  /** A detector that follows {@code policy}. */
  public OutlierDetector(OutlierPolicy policy) {
    this.policy = policy;
  }

  /**
   * Judges an endpoint whose last failures completed a streak.
   *
   * @param standing where it stands
   * @param last the failure that completed the streak
   * @param healthyOthers how many other endpoints of the service are healthy; the last one is never
   *     ejected
   */
  public Verdict onStreak(Standing standing, Outcome last, int healthyOthers, long now) {
    if (!standing.isHealthy() || healthyOthers < 1) {
      return new Verdict.Keep();
    }
    long healthyNanos = now - standing.sinceNanos();
    long forgiven = healthyNanos / policy.baseEjectionTime().toNanos();
    int ejections = (int) Math.max(0, standing.ejections() - forgiven) + 1;
    return eject(
        ejections, policy.consecutiveFailures() + " failures in a row, last: " + last.reason());
  }

  /**
   * Judges an endpoint by its single probe. A probe that showed nothing changes nothing: the next
   * call probes again.
   */
  public Verdict onProbe(Standing standing, Outcome outcome) {
    if (standing.state() != Standing.State.PROBING) {
      return new Verdict.Keep();
    }
    return switch (outcome.kind()) {
      case SUCCESS -> new Verdict.Readmit();
      case FAILURE, CONNECT_FAILURE, OVERLOAD ->
          eject(standing.ejections() + 1, "the probe failed: " + outcome.reason());
      case CALLER_FAILURE, CANCELLED -> new Verdict.Keep();
    };
  }

  private Verdict eject(int ejections, String reason) {
    Duration linear = policy.baseEjectionTime().multipliedBy(ejections);
    Duration max = policy.maxEjectionTime();
    return new Verdict.Eject(linear.compareTo(max) < 0 ? linear : max, ejections, reason);
  }
}
