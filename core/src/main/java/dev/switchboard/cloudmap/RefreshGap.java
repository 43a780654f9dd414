package dev.switchboard.cloudmap;

/**
 * How often a service is asked about out of turn: once in a gap that doubles from a second to a
 * poll's interval while that is in vain. Guarded by its user's lock.
 */
final class RefreshGap {

  private static final long SHORTEST_NANOS = Pauses.REFRESH_SPREAD.toNanos();

  private final long longestNanos;
  private long gapNanos = SHORTEST_NANOS;
  private long lastNanos;
  private boolean taken;

  RefreshGap(CloudMapPolicy policy) {
    longestNanos = policy.pollInterval().toNanos();
  }

  boolean isOver(long now) {
    return !taken || now - lastNanos >= gapNanos;
  }

  void begin(long now) {
    taken = true;
    lastNanos = now;
    gapNanos = Math.min(2 * gapNanos, longestNanos);
  }

  /** It was not in vain. */
  void forget() {
    gapNanos = SHORTEST_NANOS;
  }
}
