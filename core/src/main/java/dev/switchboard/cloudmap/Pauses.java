package dev.switchboard.cloudmap;

import dev.switchboard.time.Randomness;
import java.time.Duration;

/** How long to wait before the next question about a service. Remembers nothing. */
final class Pauses {

  /** After an error before there ever was an answer: somebody waits for it. */
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);

  /** The longest pause after errors in a row, unless the interval itself is longer. */
  static final Duration MAX_AFTER_ERROR = Duration.ofSeconds(60);

  /** The longest pause of a service nobody calls, unless the interval itself is longer. */
  private static final Duration MAX_IDLE = Duration.ofMinutes(5);

  /** A refresh comes within this time, at random, so that callers do not all ask at once. */
  static final Duration REFRESH_SPREAD = Duration.ofSeconds(1);

  private final CloudMapPolicy policy;
  private final Randomness randomness;

  Pauses(CloudMapPolicy policy, Randomness randomness) {
    this.policy = policy;
    this.randomness = randomness;
  }

  /** Never longer than promised: how long a stopping task must serve on follows from it. */
  Duration afterAnswer() {
    return between(policy.pollInterval(), 0.8);
  }

  /** Nearly anywhere in the interval, so that processes started together do not poll together. */
  Duration afterFirstAnswer() {
    return between(policy.pollInterval(), 0.2);
  }

  /** How old an answer that was news gets to be: all the others have just had the same news. */
  Duration refreshOfNews() {
    return between(policy.refreshInterval(), 0.2);
  }

  /** Before a question that can wait a little. */
  Duration spread(Duration within) {
    return between(within, 0);
  }

  /**
   * Doubles with each error in a row. Where the registry is throttling it is anywhere up to that,
   * so that the processes of an account spread out, but never less than a poll, or than {@link
   * #FIRST_RETRY} while there is no answer yet.
   */
  Duration afterError(int errors, boolean throttled, boolean answered) {
    Duration base = answered ? policy.pollInterval() : FIRST_RETRY;
    Duration bound = doubled(base, throttled ? errors : errors - 1, MAX_AFTER_ERROR);
    return throttled ? base.plus(between(bound.minus(base), 0)) : between(bound, 0.5);
  }

  /** What a pause becomes in a service that nobody calls, the n-th in a row. */
  Duration whileIdle(Duration pause, int n) {
    return doubled(pause, n, MAX_IDLE);
  }

  private Duration doubled(Duration base, int times, Duration max) {
    Duration longest = longer(max, longer(base, policy.pollInterval()));
    Duration grown = base.multipliedBy(1L << Math.min(times, 16));
    return grown.compareTo(longest) < 0 ? grown : longest;
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  private Duration between(Duration time, double from) {
    double factor = from + (1 - from) * randomness.fraction();
    return Duration.ofNanos((long) (time.toNanos() * factor));
  }
}
