package dev.switchboard.resolve;

import dev.switchboard.endpoint.EndpointGuard;
import dev.switchboard.time.TimeBounds;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * How much a source of endpoints is trusted.
 *
 * @param emptyGrace how long empty answers must go on before they replace endpoints that were good,
 *     0 to 1 day; 0 believes the first. Default 60 s: twice the 30 s by which Cloud Map's custom
 *     health lags behind, within which a service that is being replaced may look empty. Unless 0,
 *     it also takes three empty answers in a row.
 * @param staleAfter the age from which what is known is said to be stale, 1 s to 1 day; default 60
 *     s: a source that is polled every 5 s and asked in full every 30 s has then failed at least
 *     ten times. Calls go on all the same.
 * @param wakeTimeout how long the first call after a pause of the process (a frozen Lambda) or of
 *     the alias (nobody called for long) waits for the source to be asked again, 0 to 1 minute;
 *     default 1 s. Then the call goes on with what is known.
 * @param guard which addresses may be called, whatever a source says
 */
public record ResolutionPolicy(
    Duration emptyGrace, Duration staleAfter, Duration wakeTimeout, EndpointGuard guard) {

  private static final ResolutionPolicy DEFAULTS =
      new ResolutionPolicy(
          Duration.ofMinutes(1),
          Duration.ofMinutes(1),
          Duration.ofSeconds(1),
          EndpointGuard.defaults());

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if a time is out of its range
   */
  public ResolutionPolicy {
    TimeBounds.requireBetween("emptyGrace", emptyGrace, Duration.ZERO, Duration.ofDays(1));
    TimeBounds.requireBetween("staleAfter", staleAfter, Duration.ofSeconds(1), Duration.ofDays(1));
    TimeBounds.requireBetween("wakeTimeout", wakeTimeout, Duration.ZERO, Duration.ofMinutes(1));
  }

  /** A minute of empty answers, stale after a minute, a second for the first call after a pause. */
  public static ResolutionPolicy defaults() {
    return DEFAULTS;
  }

  /** This policy with another time that empty answers must go on. */
  public ResolutionPolicy withEmptyGrace(Duration grace) {
    return new ResolutionPolicy(grace, staleAfter, wakeTimeout, guard);
  }

  /** This policy with another age from which an answer is stale. */
  public ResolutionPolicy withStaleAfter(Duration age) {
    return new ResolutionPolicy(emptyGrace, age, wakeTimeout, guard);
  }

  /** This policy with another wait of the first call after a pause. */
  public ResolutionPolicy withWakeTimeout(Duration timeout) {
    return new ResolutionPolicy(emptyGrace, staleAfter, timeout, guard);
  }

  /** This policy with a changed guard. */
  public ResolutionPolicy withGuard(UnaryOperator<EndpointGuard> change) {
    return new ResolutionPolicy(emptyGrace, staleAfter, wakeTimeout, change.apply(guard));
  }
}
