package dev.switchboard.health;

import java.time.Duration;

/** What an {@link OutlierDetector} decides about one endpoint. */
public sealed interface Verdict {

  /** Nothing changes. */
  record Keep() implements Verdict {}

  /**
   * Take it out.
   *
   * @param time for how long
   * @param ejections how many ejections in a row this makes
   * @param dead whether nothing succeeds at it, rather than less than at the others
   * @param reason why, for a person
   */
  record Eject(Duration time, int ejections, boolean dead, String reason) implements Verdict {}

  /** It works again. */
  record Readmit() implements Verdict {}
}
