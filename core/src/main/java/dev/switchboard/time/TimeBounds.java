package dev.switchboard.time;

import java.time.Duration;

/** The bounds that policies set for their times. */
public final class TimeBounds {

  private TimeBounds() {}

  /**
   * Refuses a time that is out of its range.
   *
   * @param name what it is called where it was set
   * @throws IllegalArgumentException if {@code value} is shorter than {@code min} or longer than
   *     {@code max}; the message begins with the name
   */
  public static void requireBetween(String name, Duration value, Duration min, Duration max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      throw new IllegalArgumentException(
          name
              + " must be between "
              + TimeText.of(min)
              + " and "
              + TimeText.of(max)
              + ", but is "
              + TimeText.of(value));
    }
  }
}
