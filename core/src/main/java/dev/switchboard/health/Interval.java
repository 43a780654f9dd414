package dev.switchboard.health;

/**
 * What an endpoint showed in one interval.
 *
 * @param successes first tries that succeeded
 * @param failures first tries that failed by its fault
 * @param latencyNanos how long the last sixteen or so of the successful ones took on average
 */
public record Interval(long successes, long failures, double latencyNanos) {

  long attempts() {
    return successes + failures;
  }

  /**
   * The share of attempts that fail, estimated with care: few attempts show little (Laplace's
   * rule).
   */
  public double failureShare() {
    return (failures + 1.0) / (attempts() + 2.0);
  }
}
