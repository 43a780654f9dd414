package dev.switchboard.health;

import java.time.Duration;

/** Checks of policies. */
final class Bounds {

  private Bounds() {}

  static void requireAtLeastOneMilli(String name, Duration value) {
    if (value.compareTo(Duration.ofMillis(1)) < 0) {
      throw new IllegalArgumentException(name + " must be at least 1 ms, but is " + value);
    }
  }

  static void requirePercent(String name, int value) {
    if (value < 0 || value > 100) {
      throw new IllegalArgumentException(name + " must be between 0 and 100, but is " + value);
    }
  }
}
