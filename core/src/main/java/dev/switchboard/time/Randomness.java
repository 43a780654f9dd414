package dev.switchboard.time;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Where Switchboard's dice come from. Safe for any thread. */
@FunctionalInterface
public interface Randomness {

  /** 64 uniformly random bits. */
  long nextLong();

  /**
   * A uniform number in {@code [0, bound)}.
   *
   * @throws IllegalArgumentException if {@code bound} is not positive
   */
  default int below(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound must be positive, but is " + bound);
    }
    return (int) (((nextLong() >>> 32) * bound) >>> 32);
  }

  /** A uniform number in {@code [0, 1)}. */
  default double fraction() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  /** Different in every process and without contention between threads: what production uses. */
  static Randomness system() {
    return () -> ThreadLocalRandom.current().nextLong();
  }

  /** The same sequence for the same seed, so that a run can be repeated: SplitMix64. */
  static Randomness seeded(long seed) {
    AtomicLong state = new AtomicLong(seed);
    return () -> {
      long z = state.addAndGet(0x9E37_79B9_7F4A_7C15L);
      z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
      z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
      return z ^ (z >>> 31);
    };
  }
}
