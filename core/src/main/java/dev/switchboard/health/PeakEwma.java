package dev.switchboard.health;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A moving average of latency that jumps up to every observation above it and comes down over ten
 * seconds: one slow answer is believed at once, fast ones must go on for a while. Where nothing is
 * observed it falls as well, so that an endpoint that nobody dares to use is tried again. After
 * Finagle's balancer of that name.
 *
 * <p>The average (a float) and when it was last changed (in units of about 1 ms) share one long, so
 * that one compare-and-set changes both; the stamp wraps after 52 days. Within one unit only what
 * is above the average changes it. Safe for any thread; allocates nothing and takes no lock.
 */
final class PeakEwma {

  /** Finagle's decay time. */
  private static final float TAU_NANOS = 10e9f;

  private static final int UNIT_BITS = 20;

  /** Units by which a clock read on another thread may seem to run back: about a second. */
  private static final int SKEW = 1000;

  /** No average yet. */
  private static final long NOTHING = 0;

  private final AtomicLong state = new AtomicLong(NOTHING);

  /** An attempt took so long. */
  void observe(long nanos, long now) {
    change(nanos, now, false);
  }

  /** An attempt had taken so long when it was given up: evidence of slowness, never of speed. */
  void observeAtLeast(long nanos, long now) {
    change(nanos, now, true);
  }

  private void change(long nanos, long now, boolean onlyUp) {
    float observed = Math.max(1, nanos);
    int stamp = (int) (now >> UNIT_BITS);
    long seen;
    float next;
    do {
      seen = state.get();
      float average = average(seen);
      float kept = kept(stamp - (int) seen);
      if (observed >= average * kept) {
        next = observed;
      } else if (onlyUp) {
        return;
      } else {
        next = average * kept + observed * (1 - kept);
      }
    } while (!state.compareAndSet(seen, pack(next, stamp)));
  }

  /** The average at this time in nanoseconds, 0 if nothing was observed. */
  float value(long now) {
    long seen = state.get();
    return average(seen) * kept((int) (now >> UNIT_BITS) - (int) seen);
  }

  /**
   * How much of the average is left after so many units: {@code exp(-t / tau)}, nearly, without
   * calling it.
   */
  private static float kept(int units) {
    long passed = units < 0 && units > -SKEW ? 0 : Integer.toUnsignedLong(units);
    float time = passed * (float) (1 << UNIT_BITS);
    float root = 4 * TAU_NANOS / (4 * TAU_NANOS + time);
    float square = root * root;
    return square * square;
  }

  private static float average(long state) {
    return Float.intBitsToFloat((int) (state >>> 32));
  }

  private static long pack(float average, int stamp) {
    return (long) Float.floatToRawIntBits(average) << 32 | (stamp & 0xFFFF_FFFFL);
  }
}
