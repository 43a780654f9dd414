package dev.switchboard.balance;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The numbers of turns, which threads count up together: what they do at about the same time is for
 * different turns. A thread that counts again within a microsecond of that goes on by itself, and
 * adds what it has taken to the common count with its next turn after it: a shared counter would
 * cost a burst ten times more than the choice itself. So one thread alone counts without a gap, and
 * of many each stretch is fair.
 *
 * <p>Counters do not share cache lines. A thread always has the same of several, which is read and
 * written in two steps; where two threads have the same and count at the very same time, a number
 * comes again or is left out.
 */
final class Turns {

  /** As many bits of nanoseconds as a thread in a burst counts alone for: 1 µs. */
  private static final int BURST_BITS = 10;

  /** A power of two: enough that threads on one machine seldom meet. */
  private static final int THREADS = 32;

  /** Longs per counter: two cache lines of 64 bytes, for an array need not begin with one. */
  private static final int LINE = 16;

  /** Before it is the array's own length. */
  private static final int COMMON = LINE;

  private static final int FIRST_OF_THREADS = 2 * LINE;

  // What a thread has.

  /** Its turn when it last counted with the others. */
  private static final int BASE = 0;

  /** How many it has taken since. */
  private static final int TAKEN = 1;

  /** When that was, in nanoseconds. */
  private static final int SINCE = 2;

  private final AtomicLongArray counters = new AtomicLongArray(FIRST_OF_THREADS + THREADS * LINE);

  /** Counts from {@code first} on. */
  Turns(int first) {
    counters.set(COMMON, first);
    for (int own = FIRST_OF_THREADS; own < counters.length(); own += LINE) {
      counters.set(own + SINCE, Long.MIN_VALUE); // long ago
    }
  }

  /**
   * The next turn; wraps: unsigned.
   *
   * @param now the clock's time in nanoseconds
   */
  int next(long now) {
    int own = own();
    if ((now - counters.getPlain(own + SINCE)) >>> BURST_BITS != 0) {
      return together(own, now);
    }
    long taken = counters.getPlain(own + TAKEN) + 1;
    counters.setOpaque(own + TAKEN, taken);
    return (int) (counters.getPlain(own + BASE) + taken);
  }

  private int together(int own, long now) {
    long taken = counters.getPlain(own + TAKEN);
    long turn = counters.getAndAdd(COMMON, taken + 1) + taken;
    counters.setOpaque(own + BASE, turn);
    counters.setOpaque(own + TAKEN, 0);
    counters.setOpaque(own + SINCE, now);
    return (int) turn;
  }

  /** Leaves out the next so many. */
  void skip(int turns) {
    int own = own();
    counters.setOpaque(own + BASE, counters.getPlain(own + BASE) + turns);
    counters.getAndAdd(COMMON, turns);
  }

  private static int own() {
    return FIRST_OF_THREADS + ((int) Thread.currentThread().getId() & (THREADS - 1)) * LINE;
  }
}
