package dev.switchboard.time;

import java.time.Duration;

/** Times as they are written in a configuration file. */
public final class TimeText {

  /** Longer times are no policy's, and would overflow. */
  private static final Duration LONGEST = Duration.ofDays(365_000);

  private TimeText() {}

  /**
   * {@code "250ms"}, {@code "30s"}, {@code "5m"}, {@code "2h"} or {@code "1d"}: in the largest unit
   * that divides it; {@code "0s"} for none. A time that is no whole number of milliseconds, or
   * longer than a thousand years, is written as {@link Duration#toString} has it.
   */
  public static String of(Duration time) {
    if (time.toNanosPart() % 1_000_000 != 0 || time.abs().compareTo(LONGEST) > 0) {
      return time.toString();
    }
    if (time.toNanosPart() != 0) {
      return time.toMillis() + "ms";
    }
    long seconds = time.toSeconds();
    if (seconds == 0 || seconds % 60 != 0) {
      return seconds + "s";
    }
    if (seconds % 3600 != 0) {
      return seconds / 60 + "m";
    }
    return seconds % 86_400 != 0 ? seconds / 3600 + "h" : seconds / 86_400 + "d";
  }
}
