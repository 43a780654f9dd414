package dev.switchboard.call;

import dev.switchboard.time.TimeText;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.Optional;

/**
 * How often and how soon a failed try is repeated on another endpoint.
 *
 * @param retries tries after the first, 0 to 10; default 2, as in Service Connect; 0 turns retries
 *     off
 * @param backoffBase the n-th retry waits a random time up to {@code backoffBase * (2^n - 1)}, 0 to
 *     1 minute; default 25 ms, as in Envoy
 * @param backoffMax the longest such wait, 0 to 10 minutes; default 250 ms, as in Envoy
 * @param budgetPercent retries allowed per 100 calls of the last 10 s, 0 to 100; default 20, as in
 *     Finagle and Envoy
 * @param budgetPerSecond retries allowed per second besides, so that an alias with few calls can
 *     retry at all, 0 to 100,000; default 10, as in Finagle
 * @param config resilience4j's own configuration, from {@link #from}: its waits are used instead of
 *     {@code backoffBase} and {@code backoffMax}, and its predicates say which failures are worth
 *     another try
 */
public record RetryPolicy(
    int retries,
    Duration backoffBase,
    Duration backoffMax,
    double budgetPercent,
    int budgetPerSecond,
    Optional<RetryConfig> config) {

  private static final RetryPolicy DEFAULTS =
      new RetryPolicy(2, Duration.ofMillis(25), Duration.ofMillis(250), 20, 10, Optional.empty());

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  public RetryPolicy {
    require(retries >= 0 && retries <= 10, "retries must be between 0 and 10", retries);
    require(
        !backoffBase.isNegative() && backoffBase.compareTo(Duration.ofMinutes(1)) <= 0,
        "backoffBase must be between 0 and 1 minute",
        backoffBase);
    require(
        !backoffMax.isNegative() && backoffMax.compareTo(Duration.ofMinutes(10)) <= 0,
        "backoffMax must be between 0 and 10 minutes",
        backoffMax);
    require(
        budgetPercent >= 0 && budgetPercent <= 100,
        "budgetPercent must be between 0 and 100",
        budgetPercent);
    require(
        budgetPerSecond >= 0 && budgetPerSecond <= 100_000,
        "budgetPerSecond must be between 0 and 100000",
        budgetPerSecond);
  }

  private static void require(boolean fine, String rule, Object value) {
    if (!fine) {
      throw new IllegalArgumentException(rule + ", but is " + value);
    }
  }

  /**
   * Checks that no part makes another pointless.
   *
   * @throws IllegalArgumentException if {@code backoffBase} is longer than {@code backoffMax}, and
   *     these are the waits that are used
   */
  void requireConsistent() {
    if (config.isEmpty() && backoffBase.compareTo(backoffMax) > 0) {
      throw new IllegalArgumentException(
          "backoffBase ("
              + TimeText.of(backoffBase)
              + ") must not be longer than backoffMax ("
              + TimeText.of(backoffMax)
              + "), which bounds every wait");
    }
  }

  /** How many tries there may be, the first included. */
  public int attempts() {
    return retries + 1;
  }

  /** Two retries, within a budget. */
  public static RetryPolicy defaults() {
    return DEFAULTS;
  }

  /**
   * This policy with the attempts, waits and predicates of a configuration made for resilience4j.
   * The predicates see what a try threw, or an {@code IOException} that stands for an answer such
   * as a 503. They can keep a failed try from being repeated; they cannot make one repeated that
   * may not safely be. The budget stays.
   *
   * @throws IllegalArgumentException if it retries on results: which answers are worth another try
   *     is for the adapter to say; or if it makes more than 11 attempts
   */
  public RetryPolicy from(RetryConfig newConfig) {
    if (newConfig.getResultPredicate() != null) {
      throw new IllegalArgumentException(
          "retryOnResult must not be set: an adapter knows which answers may be retried, and hands"
              + " them to retryOnException; leave it out");
    }
    return new RetryPolicy(
        newConfig.getMaxAttempts() - 1,
        backoffBase,
        backoffMax,
        budgetPercent,
        budgetPerSecond,
        Optional.of(newConfig));
  }

  /** This policy with another number of retries. */
  public RetryPolicy withRetries(int number) {
    return new RetryPolicy(number, backoffBase, backoffMax, budgetPercent, budgetPerSecond, config);
  }

  /** This policy with another base of the waits. */
  public RetryPolicy withBackoffBase(Duration base) {
    return new RetryPolicy(retries, base, backoffMax, budgetPercent, budgetPerSecond, config);
  }

  /** This policy with another longest wait. */
  public RetryPolicy withBackoffMax(Duration max) {
    return new RetryPolicy(retries, backoffBase, max, budgetPercent, budgetPerSecond, config);
  }

  /** This policy with another share of calls that may be retried. */
  public RetryPolicy withBudgetPercent(double percent) {
    return new RetryPolicy(retries, backoffBase, backoffMax, percent, budgetPerSecond, config);
  }

  /** This policy with another number of retries per second that are always allowed. */
  public RetryPolicy withBudgetPerSecond(int perSecond) {
    return new RetryPolicy(retries, backoffBase, backoffMax, budgetPercent, perSecond, config);
  }
}
