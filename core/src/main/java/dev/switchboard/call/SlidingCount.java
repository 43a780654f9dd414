package dev.switchboard.call;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts what happened in the last ten seconds, by the second. Safe for any thread, without locks.
 *
 * <p>A slot holds the second it counts in its upper bits and the count in its lower ones, so that
 * one compare-and-set both starts a new second and counts.
 */
final class SlidingCount {

  /** Finagle's window for retry budgets. */
  static final int SECONDS = 10;

  private static final long NANOS = 1_000_000_000L;
  private static final int COUNT_BITS = 32;
  private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;

  private final AtomicLongArray slots = new AtomicLongArray(SECONDS);

  void add(long now) {
    long second = Math.floorDiv(now, NANOS); // negative where the clock is
    int slot = Math.floorMod(second, SECONDS);
    long stamp = second & COUNT_MASK;
    long seen;
    long next;
    do {
      seen = slots.get(slot);
      next = seen >>> COUNT_BITS == stamp ? seen + 1 : (stamp << COUNT_BITS) | 1;
    } while (!slots.compareAndSet(slot, seen, next));
  }

  long sum(long now) {
    long second = Math.floorDiv(now, NANOS);
    long sum = 0;
    for (int slot = 0; slot < SECONDS; slot++) {
      long seen = slots.get(slot);
      long age = (second - (seen >>> COUNT_BITS)) & COUNT_MASK;
      if (age < SECONDS) {
        sum += seen & COUNT_MASK;
      }
    }
    return sum;
  }
}
