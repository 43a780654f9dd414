package dev.switchboard.health;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts failures in a row and remembers when the first and the last few were.
 *
 * <p>Two threads that fail at the same instant may each see the other's slot not yet written; the
 * next failure sees it. That is exact enough to judge by, and costs no lock.
 */
final class FailureStreak {

  private final long windowNanos;
  private final AtomicLong length = new AtomicLong();
  private final AtomicLongArray times;
  private volatile long beganNanos;

  FailureStreak(int threshold, long windowNanos) {
    this.windowNanos = windowNanos;
    times = new AtomicLongArray(threshold);
  }

  void success() {
    // Read before writing: the counter stays in every core's cache while all goes well.
    if (length.get() != 0) {
      length.set(0);
    }
  }

  long length() {
    return length.get();
  }

  /** When the first of them was; of no meaning while there is none. */
  long beganNanos() {
    return beganNanos;
  }

  /** Whether this failure completes a streak, none of whose last failures is too old. */
  boolean failure(long now) {
    int threshold = times.length();
    long n = length.incrementAndGet();
    if (n == 1) {
      beganNanos = now;
    }
    times.set((int) ((n - 1) % threshold), now);
    return n >= threshold && now - times.get((int) (n % threshold)) <= windowNanos;
  }
}
