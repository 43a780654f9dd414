package dev.switchboard.health;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A moving average over about the last sixteen values. Safe for any thread; allocates nothing,
 * takes no lock, and writes nothing while it is zero and stays so.
 */
final class RecentMean {

  private static final float NEWEST = 1 / 16f;

  /** As little as this is nothing. */
  private static final float NOTHING = 1e-4f;

  /** A float's bits: zero where nothing was added. */
  private final AtomicInteger bits = new AtomicInteger();

  /** Adds a value to the average; an empty one counts as an average of zero. */
  void add(float value) {
    if (value != 0 || bits.get() != 0) {
      change(value, false);
    }
  }

  /** Adds a value, which is the average if it is the first. */
  void addOrStart(float value) {
    change(value, true);
  }

  private void change(float value, boolean mayStart) {
    int seen;
    float next;
    do {
      seen = bits.get();
      float mean = Float.intBitsToFloat(seen);
      next = mayStart && seen == 0 ? value : mean + (value - mean) * NEWEST;
    } while (!bits.compareAndSet(seen, next < NOTHING ? 0 : Float.floatToRawIntBits(next)));
  }

  /** The average, 0 if nothing was added. */
  float value() {
    return Float.intBitsToFloat(bits.get());
  }
}
