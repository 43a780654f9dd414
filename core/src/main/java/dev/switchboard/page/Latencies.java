package dev.switchboard.page;

import java.time.Duration;

/** Times, told apart to a fifth of their size: four steps for each doubling, from 1 µs on. */
final class Latencies {

  private static final int STEPS = 4;
  private static final int DOUBLINGS = 36; // to 19 hours

  /** How many steps there are. */
  static final int SIZE = STEPS * DOUBLINGS;

  private Latencies() {}

  static int step(Duration time) {
    long micros = Math.max(1, time.toNanos() / 1000);
    int doubling = 63 - Long.numberOfLeadingZeros(micros);
    int quarter =
        doubling < 2 ? (int) ((micros << 2) >> doubling) & 3 : (int) (micros >> (doubling - 2)) & 3;
    return Math.min(SIZE - 1, STEPS * doubling + quarter);
  }

  /**
   * The time that this share of the calls did not exceed, in milliseconds.
   *
   * @param counts how often each step was seen, from {@code first} on in the array
   * @return not a number if nothing was seen
   */
  static double quantile(int[] counts, int first, double share) {
    long all = 0;
    for (int i = first; i < first + SIZE; i++) {
      all += counts[i];
    }
    if (all == 0) {
      return Double.NaN;
    }
    long wanted = (long) Math.ceil(share * all);
    int step = -1;
    for (long seen = 0; seen < wanted; ) {
      step++;
      seen += counts[first + step];
    }
    return upperMicros(step) / 1e3;
  }

  private static double upperMicros(int step) {
    int doubling = step / STEPS;
    return (1L << doubling) * (1 + (step % STEPS + 1) / (double) STEPS);
  }
}
