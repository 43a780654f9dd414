package dev.switchboard.call;

/**
 * How many retries an alias may make, so that retries cannot keep a service down that is already
 * overloaded: a share of the calls of the last ten seconds and a floor (Finagle's rule).
 *
 * <p>Safe for any thread. Threads that ask at the very same instant may overdraw it by one each.
 */
final class RetryBudget {

  private final double share;
  private final long floor;
  private final SlidingCount calls = new SlidingCount();
  private final SlidingCount retries = new SlidingCount();

  RetryBudget(RetryPolicy policy) {
    share = policy.budgetPercent() / 100;
    floor = (long) policy.budgetPerSecond() * SlidingCount.SECONDS;
  }

  /** A call begins. */
  void deposit(long now) {
    calls.add(now);
  }

  /** Whether one more retry may be made; if so, it is counted. */
  boolean withdraw(long now) {
    if (retries.sum(now) + 1 > floor + share * calls.sum(now)) {
      return false;
    }
    retries.add(now);
    return true;
  }
}
