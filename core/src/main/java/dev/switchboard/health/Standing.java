package dev.switchboard.health;

import java.time.Duration;

/**
 * Whether an endpoint may be used, since when, and why not. Immutable; changed only in the lane of
 * its service.
 *
 * @param state whether it gets traffic
 * @param sinceNanos when it came into this state
 * @param untilNanos when the ejection ends, also while it is being probed before that
 * @param ejections how many ejections in a row, less one for each base ejection time spent healthy
 * @param dead whether nothing succeeded at it when it was last ejected
 * @param reason why it was last ejected, empty if it never was
 */
public record Standing(
    State state, long sinceNanos, long untilNanos, int ejections, boolean dead, String reason) {

  /** What an endpoint may be. */
  public enum State {
    /** In use. */
    HEALTHY,
    /** Out until its time is over. */
    EJECTED,
    /** Its time is over: one call at a time tries whether it works again. */
    PROBING
  }

  /** How every endpoint begins. */
  public static Standing healthy(long now) {
    return new Standing(State.HEALTHY, now, now, 0, false, "");
  }

  /** Taken out by {@code verdict}. */
  public Standing ejected(Verdict.Eject verdict, long now) {
    return new Standing(
        State.EJECTED,
        now,
        now + verdict.time().toNanos(),
        verdict.ejections(),
        verdict.dead(),
        verdict.reason());
  }

  /** Its time is over, or a probe is wanted before that. */
  public Standing probing(long now) {
    return new Standing(State.PROBING, now, untilNanos, ejections, dead, reason);
  }

  /** The probe succeeded. */
  public Standing readmitted(long now) {
    return new Standing(State.HEALTHY, now, now, ejections, false, reason);
  }

  /** Whether it gets traffic as usual. */
  public boolean isHealthy() {
    return state == State.HEALTHY;
  }

  /** Whether it is out though something succeeds at it. */
  public boolean isMerelyWorse() {
    return state != State.HEALTHY && !dead;
  }

  /** How long the ejection still lasts, never negative. */
  public Duration remaining(long now) {
    return isHealthy() ? Duration.ZERO : Duration.ofNanos(Math.max(0, untilNanos - now));
  }
}
