package dev.switchboard.health;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The mean of the last values: exactly of the first sixteen, from then on a moving average over
 * about as many. Safe for any thread; allocates nothing, takes no lock, and writes nothing while it
 * is zero and stays so.
 */
final class RecentMean {

  private static final int WINDOW = 16;

  /** As little as this is nothing. */
  private static final float NOTHING = 1e-4f;

  /** The mean, a float, and how many values it is of, up to the window. */
  private final AtomicLong state;

  private RecentMean(long state) {
    this.state = new AtomicLong(state);
  }

  /** Of the values that come from now on. */
  static RecentMean empty() {
    return new RecentMean(pack(0, 0));
  }

  /** As if all values before had been zero. */
  static RecentMean zero() {
    return new RecentMean(pack(0, WINDOW));
  }

  void add(float value) {
    long seen;
    long next;
    do {
      seen = state.get();
      int count = Math.min(WINDOW, (int) seen + 1);
      float mean = mean(seen) + (value - mean(seen)) / count;
      next = pack(mean < NOTHING ? 0 : mean, count);
    } while (next != seen && !state.compareAndSet(seen, next));
  }

  /** Begins anew, with the values that come from now on. */
  void clear() {
    state.set(pack(0, 0));
  }

  /** The mean, 0 if nothing was added. */
  float value() {
    return mean(state.get());
  }

  private static float mean(long state) {
    return Float.intBitsToFloat((int) (state >>> 32));
  }

  private static long pack(float mean, int count) {
    return (long) Float.floatToRawIntBits(mean) << 32 | count;
  }
}
