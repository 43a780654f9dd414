package dev.switchboard.health;

import dev.switchboard.endpoint.Outcome;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * What is known of one endpoint from the traffic sent to it. It belongs to an ip:port within a
 * service, so aliases and adapters share it, and it survives changes of the pool around it.
 *
 * <p>Safe for any thread; recording an attempt allocates nothing and takes no lock.
 */
public final class EndpointStats {

  /** Below this all failures are alike. */
  private static final float LEAST_SUCCESS = 1e-3f;

  /** No time of the clock. */
  private static final long NEVER = Long.MIN_VALUE;

  private final AtomicInteger inFlight = new AtomicInteger();
  private final LongAdder attempts = new LongAdder();
  private final LongAdder failures = new LongAdder();

  // Retries left out: they come while others fail, and would make those they go to look alike.
  private final LongAdder firstSuccesses = new LongAdder();
  private final LongAdder firstFailures = new LongAdder();

  private final FailureStreak streak;
  private final PeakEwma peakLatency = new PeakEwma();
  private final RecentMean recentLatency = RecentMean.empty();
  private final RecentMean failureShare = RecentMean.zero();

  private final AtomicLong lastSuccessBegan = new AtomicLong(NEVER);
  private volatile long lastFailureNanos = NEVER;

  // Of the lane.
  private long comparedSuccesses;
  private long comparedFailures;

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

  /** As {@link #record(Outcome, boolean, long, long)}, of a first try. */
  public boolean record(Outcome outcome, long latencyNanos, long now) {
    return record(outcome, true, latencyNanos, now);
  }

  /**
   * An attempt showed something. Usually once per attempt; a second time if a response breaks off
   * after its headers had come well.
   *
   * @param first whether it was the first of its call: with those endpoints are compared
   * @param latencyNanos since the attempt began
   * @param now the clock's time in nanoseconds
   * @return whether the endpoint has now failed often enough to be judged
   */
  public boolean record(Outcome outcome, boolean first, long latencyNanos, long now) {
    if (outcome.kind() == Outcome.Kind.SUCCESS) {
      if (first) {
        firstSuccesses.increment();
      }
      peakLatency.observe(latencyNanos, now);
      recentLatency.add((float) latencyNanos);
      failureShare.add(0);
      streak.success();
      succeeded(now - latencyNanos);
      return false;
    }
    peakLatency.observeAtLeast(latencyNanos, now);
    if (outcome.isEndpointFault()) {
      failureShare.add(1);
      failures.increment();
      if (first) {
        firstFailures.increment();
      }
      lastFailureNanos = now;
      return streak.failure(now);
    }
    return false;
  }

  private void succeeded(long began) {
    long last = lastSuccessBegan.getAcquire();
    if (last == NEVER || began - last > 0) {
      lastSuccessBegan.setRelease(began);
    }
  }

  /**
   * How long one more attempt can be expected to take until it succeeds, in nanoseconds: recent
   * latency times the attempts that share the endpoint, this one included, divided by the square of
   * the share of attempts that succeed. The square, because failing fast is cheap for the endpoint
   * and not for its callers: one that fails nine of ten times would have to be a hundred times
   * faster than the others to be preferred.
   *
   * <p>Zero for an endpoint that was never tried, and more than any other while its first attempt
   * is under way: it is tried, by one attempt at first.
   */
  public double expectedWaitNanos(long now) {
    int others = inFlight();
    float average = peakLatency.value(now);
    if (average == 0) {
      return others == 0 ? 0 : Double.MAX_VALUE;
    }
    double wait = (double) average * (others + 1);
    float failing = failureShare.value();
    if (failing == 0) { // nearly always: a division less for each endpoint that is looked at
      return wait;
    }
    float success = Math.max(LEAST_SUCCESS, 1 - failing);
    return wait / (success * success);
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

  /** Failures without a success between them, up to now. */
  public long streak() {
    return streak.length();
  }

  /** When the first of the failures in a row was; of no meaning while there is none. */
  public long streakBeganNanos() {
    return streak.beganNanos();
  }

  /** Whether an attempt succeeded that began at {@code time} or later. */
  public boolean succeededSince(long time) {
    long began = lastSuccessBegan.getAcquire();
    return began != NEVER && began - time >= 0;
  }

  /** Whether an attempt failed at {@code time} or later. */
  public boolean failedSince(long time) {
    long last = lastFailureNanos;
    return last != NEVER && last - time >= 0;
  }

  /** The share of about the last sixteen attempts that failed by the endpoint's fault. */
  public double failureShare() {
    return failureShare.value();
  }

  /**
   * What its first tries have shown since this was last asked. For one thread at a time: the lane.
   */
  public Interval nextInterval() {
    long allSuccesses = firstSuccesses.sum();
    long allFailures = firstFailures.sum();
    Interval next =
        new Interval(
            allSuccesses - comparedSuccesses,
            allFailures - comparedFailures,
            recentLatency.value());
    comparedSuccesses = allSuccesses;
    comparedFailures = allFailures;
    recentLatency.clear();
    return next;
  }

  /** Nanoseconds since the last failure, {@link Long#MAX_VALUE} if there was none. */
  public long sinceLastFailure(long now) {
    long last = lastFailureNanos;
    return last == NEVER ? Long.MAX_VALUE : now - last;
  }
}
