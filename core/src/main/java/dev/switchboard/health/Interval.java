package dev.switchboard.health;

/**
 * What an endpoint showed in one interval.
 *
 * @param successes attempts that succeeded
 * @param failures attempts that failed by its fault
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
