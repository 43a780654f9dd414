package dev.switchboard.health;

import java.time.Duration;

/**
 * When an endpoint is taken out, and for how long.
 *
 * @param consecutiveFailures failures in a row after which an endpoint is ejected, 1 to 1000;
 *     default 5, as in Service Connect and Envoy. A refused or timed-out connect counts.
 * @param failureWindow none of these failures may be older than this, at least 1 ms; default 30 s,
 *     as in Service Connect
 * @param baseEjectionTime how long the first ejection lasts, at least 1 ms; default 30 s, as in
 *     Service Connect and Envoy
 * @param maxEjectionTime the longest an ejection lasts: the n-th in a row lasts {@code min(n *
 *     baseEjectionTime, maxEjectionTime)}; default 300 s, as in Service Connect and Envoy
 */
public record OutlierPolicy(
    int consecutiveFailures,
    Duration failureWindow,
    Duration baseEjectionTime,
    Duration maxEjectionTime) {

  private static final OutlierPolicy DEFAULTS =
      new OutlierPolicy(5, Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(300));

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if a number is out of range, or {@code maxEjectionTime} is
   *     shorter than {@code baseEjectionTime}
   */
  public OutlierPolicy {
    if (consecutiveFailures < 1 || consecutiveFailures > 1000) {
      throw new IllegalArgumentException(
          "consecutiveFailures must be between 1 and 1000, but is " + consecutiveFailures);
    }
    requireAtLeastOneMilli("failureWindow", failureWindow);
    requireAtLeastOneMilli("baseEjectionTime", baseEjectionTime);
    if (maxEjectionTime.compareTo(baseEjectionTime) < 0) {
      throw new IllegalArgumentException(
          "maxEjectionTime must be at least baseEjectionTime ("
              + baseEjectionTime
              + "), but is "
              + maxEjectionTime);
    }
  }

  private static void requireAtLeastOneMilli(String name, Duration value) {
    if (value.compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException(name + " must be at least 1 ms, but is " + value);
    }
  }

  /** The policy of Service Connect. */
  public static OutlierPolicy defaults() {
    return DEFAULTS;
  }

  /** This policy with another number of failures in a row. */
  public OutlierPolicy withConsecutiveFailures(int failures) {
    return new OutlierPolicy(failures, failureWindow, baseEjectionTime, maxEjectionTime);
  }

  /** This policy with another age after which failures do not count. */
  public OutlierPolicy withFailureWindow(Duration window) {
    return new OutlierPolicy(consecutiveFailures, window, baseEjectionTime, maxEjectionTime);
  }

  /** This policy with another length of the first ejection. */
  public OutlierPolicy withBaseEjectionTime(Duration time) {
    return new OutlierPolicy(consecutiveFailures, failureWindow, time, maxEjectionTime);
  }

  /** This policy with another limit to the length of ejections. */
  public OutlierPolicy withMaxEjectionTime(Duration time) {
    return new OutlierPolicy(consecutiveFailures, failureWindow, baseEjectionTime, time);
  }
}
