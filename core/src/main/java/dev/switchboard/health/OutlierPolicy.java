package dev.switchboard.health;

import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * When an endpoint is taken out.
 *
 * @param consecutiveFailures failures in a row that eject an endpoint, 1 to 1000; default 5, as in
 *     Service Connect. The more the other endpoints fail at the same time, the more it takes.
 * @param failureWindow none of the last {@code consecutiveFailures} may be older than this, 1 ms to
 *     1 day; default 30 s, as in Service Connect
 * @param comparison when an endpoint is so much worse than the others that it is ejected
 * @param ejection what that means
 */
public record OutlierPolicy(
    int consecutiveFailures,
    Duration failureWindow,
    ComparisonPolicy comparison,
    EjectionPolicy ejection) {

  private static final OutlierPolicy DEFAULTS =
      new OutlierPolicy(
          5, Duration.ofSeconds(30), ComparisonPolicy.defaults(), EjectionPolicy.defaults());

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  public OutlierPolicy {
    if (consecutiveFailures < 1 || consecutiveFailures > 1000) {
      throw new IllegalArgumentException(
          "consecutiveFailures must be between 1 and 1000, but is " + consecutiveFailures);
    }
    Bounds.requireTime("failureWindow", failureWindow);
  }

  /** The policy of Service Connect, and a comparison of the endpoints with each other. */
  public static OutlierPolicy defaults() {
    return DEFAULTS;
  }

  /** This policy with another number of failures in a row. */
  public OutlierPolicy withConsecutiveFailures(int failures) {
    return new OutlierPolicy(failures, failureWindow, comparison, ejection);
  }

  /** This policy with another age after which failures do not count. */
  public OutlierPolicy withFailureWindow(Duration window) {
    return new OutlierPolicy(consecutiveFailures, window, comparison, ejection);
  }

  /** This policy with a changed comparison. */
  public OutlierPolicy withComparison(UnaryOperator<ComparisonPolicy> change) {
    return new OutlierPolicy(
        consecutiveFailures, failureWindow, change.apply(comparison), ejection);
  }

  /** This policy with a changed ejection. */
  public OutlierPolicy withEjection(UnaryOperator<EjectionPolicy> change) {
    return new OutlierPolicy(
        consecutiveFailures, failureWindow, comparison, change.apply(ejection));
  }
}
