package dev.switchboard.call;

/**
 * How many retries an alias may make, so that retries cannot keep a service down that is already
 * overloaded: a share of the calls of the last ten seconds and a floor (Finagle's rule).
 *
 * <p>Safe for any thread. Threads that ask at the very same instant may overdraw it by one each.
 */
final class RetryBudget {

  private volatile RetryPolicy policy;
  private final SlidingCount calls = new SlidingCount();
  private final SlidingCount retries = new SlidingCount();

  RetryBudget(RetryPolicy policy) {
    this.policy = policy;
  }

  /** Allows as many as this says, from now on; what was counted stays. */
  void follow(RetryPolicy newPolicy) {
    policy = newPolicy;
  }

  /** A call begins. */
  void deposit(long now) {
    calls.add(now);
  }

  /** Whether one more retry may be made; if so, it is counted. */
  boolean withdraw(long now) {
    RetryPolicy allows = policy;
    double share = allows.budgetPercent() / 100;
    long floor = (long) allows.budgetPerSecond() * SlidingCount.SECONDS;
    if (retries.sum(now) + 1 > floor + share * calls.sum(now)) {
      return false;
    }
    retries.add(now);
    return true;
  }
}
