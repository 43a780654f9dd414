package dev.switchboard.remember;

import dev.switchboard.time.TimeBounds;
import java.time.Duration;

/**
 * When a remembered answer is used.
 *
 * @param startTimeout how long the registry has for its first answer before the remembered one is
 *     used, 0 to 1 minute; default 2 s: a registry that is well has answered by then. An error
 *     before the first answer ends the wait.
 * @param maxAge how old a remembered answer may be, 1 minute to 30 days; default 24 h. Addresses
 *     are given to other tasks in time: the older an answer, the likelier a call reaches a
 *     stranger.
 */
public record RememberPolicy(Duration startTimeout, Duration maxAge) {

  private static final RememberPolicy DEFAULTS =
      new RememberPolicy(Duration.ofSeconds(2), Duration.ofHours(24));

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if a time is out of its range
   */
  public RememberPolicy {
    TimeBounds.requireBetween("startTimeout", startTimeout, Duration.ZERO, Duration.ofMinutes(1));
    TimeBounds.requireBetween("maxAge", maxAge, Duration.ofMinutes(1), Duration.ofDays(30));
  }

  /** After 2 s, if it is not older than a day. */
  public static RememberPolicy defaults() {
    return DEFAULTS;
  }

  /** This policy with another wait for the registry's first answer. */
  public RememberPolicy withStartTimeout(Duration timeout) {
    return new RememberPolicy(timeout, maxAge);
  }

  /** This policy with another age a remembered answer may have. */
  public RememberPolicy withMaxAge(Duration age) {
    return new RememberPolicy(startTimeout, age);
  }
}
