package dev.switchboard.health;

import java.time.Duration;

/** Checks of policies. */
final class Bounds {

  private static final Duration MIN = Duration.ofMillis(1);
  private static final Duration MAX = Duration.ofDays(1);

  private Bounds() {}

  static void requireTime(String name, Duration value) {
    if (value.compareTo(MIN) < 0 || value.compareTo(MAX) > 0) {
      throw new IllegalArgumentException(name + " must be between 1 ms and 1 day, but is " + value);
    }
  }

  static void requirePercent(String name, int value) {
    if (value < 0 || value > 100) {
      throw new IllegalArgumentException(name + " must be between 0 and 100, but is " + value);
    }
  }
}
