package dev.switchboard.cloudmap;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many questions per second a process asks, whatever happens: a virtual schedule of evenly
 * spaced questions, which those that come may be ahead of by a second's worth. Nothing is refused;
 * what comes too early is told how long to wait, in the order it came. Safe for any thread, without
 * a lock.
 *
 * <p>The "generic cell rate algorithm" of ATM networks (ITU-T I.371), which is a token bucket that
 * needs one number.
 */
final class RateLimit {

  private static final long BURST_NANOS = Duration.ofSeconds(1).toNanos();

  /** As good as no time at all: the clock's origin is anywhere. */
  private static final long NEVER = Long.MIN_VALUE;

  private final long gapNanos;

  /** When the schedule is free again. */
  private final AtomicLong freeAtNanos = new AtomicLong(NEVER);

  RateLimit(int perSecond) {
    gapNanos = Duration.ofSeconds(1).toNanos() / perSecond;
  }

  /** Takes the next place in the schedule and says how long to wait for it, zero or more. */
  Duration reserve(long now) {
    long free = freeAtNanos.updateAndGet(before -> later(before, now) + gapNanos);
    return Duration.ofNanos(Math.max(0, free - BURST_NANOS - now));
  }

  private static long later(long before, long now) {
    return before == NEVER || before - now < 0 ? now : before;
  }
}
