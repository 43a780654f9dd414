package dev.switchboard.health;

import java.time.Duration;

/** What an {@link OutlierDetector} decides about one endpoint. */
public sealed interface Verdict {

  /** What shows that an endpoint is bad. */
  enum Cause {
    /** It failed so often in a row. */
    CONSECUTIVE_FAILURES,
    /** It fails more often than the others. */
    FAILURE_RATE,
    /** It takes longer than the others. */
    LATENCY,
    /** It was out, and the call that tried it again failed. */
    PROBE
  }

  /** Nothing changes. */
  record Keep() implements Verdict {}

  /**
   * Take it out.
   *
   * @param time for how long
   * @param ejections how many ejections in a row this makes
   * @param dead whether nothing succeeds at it, rather than less than at the others
   * @param cause why, for a count
   * @param reason why, for a person
   */
  record Eject(Duration time, int ejections, boolean dead, Cause cause, String reason)
      implements Verdict {}

  /** It works again. */
  record Readmit() implements Verdict {}
}
