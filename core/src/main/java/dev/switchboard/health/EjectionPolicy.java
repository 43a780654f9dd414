package dev.switchboard.health;

import java.time.Duration;

/**
 * What being taken out means. The names are xDS's.
 *
 * @param baseEjectionTime how long the first ejection lasts, 1 ms to 1 day; default 30 s, as in
 *     Service Connect and Envoy
 * @param maxEjectionTime the longest ejection, 1 ms to 1 day: the n-th in a row lasts {@code min(n
 *     * baseEjectionTime, max(baseEjectionTime, maxEjectionTime))}; default 300 s, as in Service
 *     Connect and Envoy
 * @param maxEjectionPercent how many of 100 endpoints may be out at once that are merely worse than
 *     the others, 0 to 100, and one of two or more in any case unless it is 0; default 30: the
 *     others then bear 1.4 times their load. Endpoints at which nothing succeeds are ejected
 *     whatever this says, all but the last.
 * @param panicPercent if fewer than so many of 100 endpoints are in use, those that are out and
 *     merely worse are used again, 0 (never) to 100; default 50, as in Envoy
 * @param dryRun whether verdicts are told as events and not carried out; default false
 */
public record EjectionPolicy(
    Duration baseEjectionTime,
    Duration maxEjectionTime,
    int maxEjectionPercent,
    int panicPercent,
    boolean dryRun) {

  private static final EjectionPolicy DEFAULTS =
      new EjectionPolicy(Duration.ofSeconds(30), Duration.ofMinutes(5), 30, 50, false);

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  public EjectionPolicy {
    Bounds.requireTime("baseEjectionTime", baseEjectionTime);
    Bounds.requireTime("maxEjectionTime", maxEjectionTime);
    Bounds.requirePercent("maxEjectionPercent", maxEjectionPercent);
    Bounds.requirePercent("panicPercent", panicPercent);
  }

  /** Service Connect's times. */
  public static EjectionPolicy defaults() {
    return DEFAULTS;
  }

  /** This policy with another length of the first ejection. */
  public EjectionPolicy withBaseEjectionTime(Duration time) {
    return new EjectionPolicy(time, maxEjectionTime, maxEjectionPercent, panicPercent, dryRun);
  }

  /** This policy with another limit to the length of ejections. */
  public EjectionPolicy withMaxEjectionTime(Duration time) {
    return new EjectionPolicy(baseEjectionTime, time, maxEjectionPercent, panicPercent, dryRun);
  }

  /** This policy with another limit to how many are out. */
  public EjectionPolicy withMaxEjectionPercent(int percent) {
    return new EjectionPolicy(baseEjectionTime, maxEjectionTime, percent, panicPercent, dryRun);
  }

  /** This policy with another share below which worse endpoints are used again. */
  public EjectionPolicy withPanicPercent(int percent) {
    return new EjectionPolicy(
        baseEjectionTime, maxEjectionTime, maxEjectionPercent, percent, dryRun);
  }

  /** This policy with verdicts that are only told, or carried out. */
  public EjectionPolicy withDryRun(boolean onlyTell) {
    return new EjectionPolicy(
        baseEjectionTime, maxEjectionTime, maxEjectionPercent, panicPercent, onlyTell);
  }
}
