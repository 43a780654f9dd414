package dev.switchboard.page;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts of several kinds in each of the last so many spans of time. Safe for any thread, without
 * locks; what is counted in the very moment a span begins may be lost, which a picture can bear.
 * One of no spans counts nothing.
 */
final class Ring {

  private final int spans;
  private final long spanNanos;
  private final int kinds;
  private final AtomicLongArray numbers;
  private final AtomicIntegerArray counts;

  Ring(int spans, Duration span, int kinds) {
    this.spans = spans;
    this.spanNanos = span.toNanos();
    this.kinds = kinds;
    this.numbers = new AtomicLongArray(spans);
    this.counts = new AtomicIntegerArray(spans * kinds);
    for (int i = 0; i < spans; i++) {
      numbers.set(i, Long.MIN_VALUE);
    }
  }

  void add(int kind, long now) {
    if (spans == 0) {
      return;
    }
    long number = Math.floorDiv(now, spanNanos);
    int slot = (int) Math.floorMod(number, (long) spans);
    long seen = numbers.get(slot);
    if (seen != number && numbers.compareAndSet(slot, seen, number)) {
      for (int i = 0; i < kinds; i++) {
        counts.set(slot * kinds + i, 0);
      }
    }
    counts.incrementAndGet(slot * kinds + kind);
  }

  /**
   * What was counted in one span.
   *
   * @param back 0 for the one that is not over yet, 1 for the one before
   * @return a count for each kind, all zero if nothing was counted then
   */
  int[] counts(int back, long now) {
    int[] found = new int[kinds];
    if (spans == 0) {
      return found;
    }
    long number = Math.floorDiv(now, spanNanos) - back;
    int slot = (int) Math.floorMod(number, (long) spans);
    if (numbers.get(slot) == number) {
      for (int i = 0; i < kinds; i++) {
        found[i] = counts.get(slot * kinds + i);
      }
    }
    return found;
  }

  /** Whether nothing was counted in all spans that it remembers. */
  boolean isEmpty(long now) {
    long number = Math.floorDiv(now, spanNanos);
    for (int i = 0; i < spans; i++) {
      long counted = numbers.get(i);
      if (counted != Long.MIN_VALUE && number - counted < spans) {
        return false;
      }
    }
    return true;
  }

  /** What was counted in all spans that are over, and this one. */
  int[] sum(long now) {
    int[] sum = new int[kinds];
    for (int back = 0; back < spans; back++) {
      int[] one = counts(back, now);
      for (int i = 0; i < kinds; i++) {
        sum[i] += one[i];
      }
    }
    return sum;
  }
}
