package dev.switchboard.health;

import dev.switchboard.endpoint.Outcome;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * What is known of one endpoint from the traffic sent to it. It belongs to an ip:port within a
 * service, so aliases and adapters share it, and it survives changes of the pool around it.
 *
 * <p>Safe for any thread; recording an attempt allocates nothing and takes no lock.
 */
public final class EndpointStats {

  private final AtomicInteger inFlight = new AtomicInteger();
  private final LongAdder attempts = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final FailureStreak streak;
  private volatile long lastFailureNanos;
  private volatile boolean everFailed;

  /** Statistics of an endpoint nobody has called yet. */
  public EndpointStats(OutlierPolicy policy) {
    streak = new FailureStreak(policy.consecutiveFailures(), policy.failureWindow().toNanos());
  }

  /** An attempt begins. */
  public void started() {
    inFlight.getAndIncrement();
    attempts.increment();
  }

  /** An attempt is over, its response's body included. Comes once for each {@link #started}. */
  public void finished() {
    inFlight.getAndDecrement();
  }

  /**
   * An attempt showed something. Usually once per attempt; a second time if a response breaks off
   * after its headers had come well.
   *
   * @param now the clock's time in nanoseconds
   * @return whether the endpoint has now failed often enough to be judged
   */
  public boolean record(Outcome outcome, long now) {
    if (outcome.isEndpointFault()) {
      failures.increment();
      lastFailureNanos = now;
      everFailed = true;
      return streak.failure(now);
    }
    if (outcome.kind() == Outcome.Kind.SUCCESS) {
      streak.success();
    }
    return false;
  }

  /** Forgets the failures in a row: the endpoint gets a new start. */
  public void forgive() {
    streak.success();
  }

  /** Attempts begun and not finished. */
  public int inFlight() {
    return inFlight.get();
  }

  /** Attempts begun since the endpoint was first seen. */
  public long attempts() {
    return attempts.sum();
  }

  /** Attempts that failed by the endpoint's fault since it was first seen. */
  public long failures() {
    return failures.sum();
  }

  /** Nanoseconds since the last failure, {@link Long#MAX_VALUE} if there was none. */
  public long sinceLastFailure(long now) {
    return everFailed ? now - lastFailureNanos : Long.MAX_VALUE;
  }
}
