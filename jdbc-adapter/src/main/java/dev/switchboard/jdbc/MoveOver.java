package dev.switchboard.jdbc;

import dev.switchboard.time.Clock;
import dev.switchboard.time.Randomness;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets connections leave crowded endpoints one by one, so that a new replica gets its share and yet
 * is not stormed: neither by this pool nor, as the times are random, by those of other processes
 * together. Safe for any thread.
 */
final class MoveOver {

  private static final Randomness RANDOMNESS = Randomness.system();

  private final Duration time;
  private final int poolSize;
  private final AtomicLong lastNanos;
  private volatile long waitNanos;

  MoveOver(Duration time, int poolSize, long now) {
    this.time = time;
    this.poolSize = poolSize;
    this.lastNanos = new AtomicLong(now);
    this.waitNanos = nextWait();
  }

  /** Half of the mean to three halves of it. */
  private long nextWait() {
    return (long) ((0.5 + RANDOMNESS.fraction()) * time.toNanos() / poolSize);
  }

  /** Whether this connection shall be replaced by one to another endpoint. */
  boolean moves(PinnedConnection connection) {
    Clock clock = connection.dial().dialer().clock();
    long now = clock.nanos();
    long last = lastNanos.get();
    if (now - last < waitNanos || !connection.isCrowded() || !lastNanos.compareAndSet(last, now)) {
      return false;
    }
    waitNanos = nextWait();
    return true;
  }
}
