package dev.switchboard.health;

import java.time.Duration;

/**
 * How endpoints are compared with each other, at the end of each interval in which there were
 * calls.
 *
 * @param interval how long what is compared goes on, 1 ms to 1 day; default 10 s, as in Envoy
 * @param failureGapPercent an endpoint is worse if it surely failed more often than the median of
 *     the others by more than so many of 100 attempts, 1 to 100; 100 turns it off; default 5: what
 *     retries within their budget hide from callers anyway is not worth the load on the others
 * @param latencyFactor an endpoint is worse if its last sixteen answers of the interval took on
 *     average more than so many times as long as the median of the others', at least 1; 0 turns it
 *     off, the default: where work differs from endpoint to endpoint, latency does too
 */
public record ComparisonPolicy(Duration interval, int failureGapPercent, double latencyFactor) {

  private static final ComparisonPolicy DEFAULTS =
      new ComparisonPolicy(Duration.ofSeconds(10), 5, 0);

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  public ComparisonPolicy {
    Bounds.requireTime("interval", interval);
    Bounds.requirePercent("failureGapPercent", failureGapPercent);
    if (failureGapPercent == 0) {
      throw new IllegalArgumentException(
          "failureGapPercent must be between 1 and 100, but is 0; 100 turns it off");
    }
    if (latencyFactor != 0 && !(latencyFactor >= 1 && latencyFactor < Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "latencyFactor must be 0 (off) or at least 1, but is " + latencyFactor);
    }
  }

  /** By failures, every 10 s. */
  public static ComparisonPolicy defaults() {
    return DEFAULTS;
  }

  /** This policy with another interval. */
  public ComparisonPolicy withInterval(Duration newInterval) {
    return new ComparisonPolicy(newInterval, failureGapPercent, latencyFactor);
  }

  /** This policy with another gap. */
  public ComparisonPolicy withFailureGapPercent(int percent) {
    return new ComparisonPolicy(interval, percent, latencyFactor);
  }

  /** This policy with another factor. */
  public ComparisonPolicy withLatencyFactor(double factor) {
    return new ComparisonPolicy(interval, failureGapPercent, factor);
  }
}
