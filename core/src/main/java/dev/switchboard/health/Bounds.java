package dev.switchboard.health;

import dev.switchboard.time.TimeBounds;
import java.time.Duration;

/** Checks of policies. */
final class Bounds {

  private Bounds() {}

  static void requireTime(String name, Duration value) {
    TimeBounds.requireBetween(name, value, Duration.ofMillis(1), Duration.ofDays(1));
  }

  static void requirePercent(String name, int value) {
    if (value < 0 || value > 100) {
      throw new IllegalArgumentException(name + " must be between 0 and 100, but is " + value);
    }
  }
}
