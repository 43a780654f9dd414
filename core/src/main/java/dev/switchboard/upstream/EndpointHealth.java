package dev.switchboard.upstream;

import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.health.EndpointStats;
import dev.switchboard.health.Standing;
import dev.switchboard.health.Verdict;
import dev.switchboard.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The health of one ip:port within a service. Written in the lane only, but for the probe. */
final class EndpointHealth {

  /**
   * So long one call is waited for that was to try an endpoint again: as long as the shortest
   * ejection by default. It may hang, or its driver may have dropped it before it began.
   */
  static final Duration PROBE_LEASE = Duration.ofSeconds(30);

  private static final long NOBODY = Long.MIN_VALUE;

  final Endpoint endpoint;

  /** Only endpoints of the same group are held against each other. */
  final int group;

  final EndpointStats stats;
  volatile Standing standing;

  /** As it was when it was last in use, to take an ejection back. */
  private Standing lastHealthy;

  /** Wakes the endpoint when its ejection is over. */
  Clock.@Nullable Timeout timeout;

  private final AtomicLong probedSinceNanos = new AtomicLong(NOBODY);

  EndpointHealth(Endpoint endpoint, int group, EndpointStats stats, Standing standing) {
    this.endpoint = endpoint;
    this.group = group;
    this.stats = stats;
    this.standing = standing;
    this.lastHealthy = standing;
  }

  void eject(Verdict.Eject verdict, long now) {
    if (standing.isHealthy()) {
      lastHealthy = standing;
    }
    standing = standing.ejected(verdict, now);
  }

  /** As if it had never been ejected. */
  void takeBackEjection() {
    standing = lastHealthy;
  }

  /** Whether it is the health of this very endpoint: another task may have had the address. */
  boolean isOf(Endpoint other, int otherGroup) {
    return endpoint.id().equals(other.id()) && group == otherGroup;
  }

  /** Whether the caller is the one that probes, until it releases that or its time is over. */
  boolean claimProbe(long now) {
    long since = probedSinceNanos.get();
    boolean isFree = since == NOBODY || now - since >= PROBE_LEASE.toNanos();
    return isFree && probedSinceNanos.compareAndSet(since, now);
  }

  void releaseProbe() {
    probedSinceNanos.set(NOBODY);
  }

  void cancelTimeout() {
    if (timeout != null) {
      timeout.cancel();
      timeout = null;
    }
  }
}
