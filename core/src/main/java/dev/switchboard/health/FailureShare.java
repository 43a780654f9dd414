package dev.switchboard.health;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The share of recent attempts that failed, as a moving average over about sixteen of them. Safe
 * for any thread; allocates nothing, takes no lock, and writes nothing while all goes well.
 */
final class FailureShare {

  private static final float NEWEST = 1 / 16f;

  /** A share as small as this is none. */
  private static final float NONE = 1e-4f;

  private final AtomicInteger bits = new AtomicInteger();

  void success() {
    if (bits.get() != 0) {
      change(0);
    }
  }

  void failure() {
    change(NEWEST);
  }

  private void change(float add) {
    int seen;
    float next;
    do {
      seen = bits.get();
      next = Float.intBitsToFloat(seen) * (1 - NEWEST) + add;
    } while (!bits.compareAndSet(seen, next < NONE ? 0 : Float.floatToRawIntBits(next)));
  }

  /** Between 0 and 1. */
  float value() {
    return Float.intBitsToFloat(bits.get());
  }
}
