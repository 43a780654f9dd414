package dev.switchboard.cloudmap;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.switchboard.time.Clock;

/**
 * A time by both of a machine's clocks. While a machine is suspended the one that counts
 * nanoseconds may stand still, and the wall clock may be set back: an age is what the larger of
 * them says.
 */
record Moment(long nanos, long epochMillis) {

  static Moment now(Clock clock) {
    return new Moment(clock.nanos(), clock.epochMillis());
  }

  /** How long ago it was, in nanoseconds, at {@code now} of the same clock. */
  long ageNanos(Clock clock, long now) {
    return Math.max(now - nanos, MILLISECONDS.toNanos(clock.epochMillis() - epochMillis));
  }
}
