package dev.switchboard.balance;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntSupplier;

/**
 * Counters that threads do not contend for. One shared counter costs threads ten times more than
 * the choice itself; so there are several, each on a cache line of its own, and a thread always
 * uses the same. With many threads the rounds mix, and each of them is fair.
 *
 * <p>A counter is read and written in two steps: to do both in one would be half of a pick. Where
 * two threads share a counter and count at the very same time, a stretch of numbers comes again;
 * any stretch is fair.
 */
final class Stripes {

  /** A power of two: enough that threads on one machine seldom meet. */
  private static final int STRIPES = 64;

  /** Ints per stripe: 64 bytes, a cache line. */
  private static final int STRIDE = 16;

  private final AtomicIntegerArray next = new AtomicIntegerArray(STRIPES * STRIDE);

  /** Each counter begins where {@code start} says. */
  Stripes(IntSupplier start) {
    for (int stripe = 0; stripe < STRIPES; stripe++) {
      next.set(stripe * STRIDE, start.getAsInt());
    }
  }

  /** Counts up, and wraps: unsigned. */
  int next() {
    int stripe = (int) Thread.currentThread().getId() & (STRIPES - 1);
    int turn = next.getPlain(stripe * STRIDE);
    next.setOpaque(stripe * STRIDE, turn + 1);
    return turn;
  }

  /** Counts so many more. */
  void skip(int numbers) {
    int stripe = (int) Thread.currentThread().getId() & (STRIPES - 1);
    next.setOpaque(stripe * STRIDE, next.getPlain(stripe * STRIDE) + numbers);
  }
}
