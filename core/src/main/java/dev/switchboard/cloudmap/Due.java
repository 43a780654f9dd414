package dev.switchboard.cloudmap;

import dev.switchboard.time.Clock;
import java.time.Duration;

/**
 * By when the registry must be heard of again, or what it last said is overdue: because the process
 * was frozen meanwhile, or because nobody called and so nobody asked. Not because the registry
 * fails or is slow: what is waited for by intent is allowed for.
 *
 * @param since from when it is counted
 * @param allowedNanos how long after that
 */
record Due(Moment since, long allowedNanos) {

  /** {@code allowed} from now. */
  static Due in(Duration allowed, Clock clock) {
    return new Due(Moment.now(clock), allowed.toNanos());
  }

  boolean isPast(Clock clock, long now) {
    return since.ageNanos(clock, now) > allowedNanos;
  }
}
