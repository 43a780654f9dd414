package dev.switchboard.upstream;

import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.health.EndpointStats;
import dev.switchboard.health.Standing;
import dev.switchboard.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The health of one ip:port within a service. Written in the lane only, but for the probe. */
final class EndpointHealth {

  final Endpoint endpoint;

  /** Only endpoints of the same group are held against each other. */
  final int group;

  final EndpointStats stats;
  volatile Standing standing;

  /** Wakes the endpoint when its ejection is over. */
  Clock.@Nullable Timeout timeout;

  private final AtomicBoolean probing = new AtomicBoolean();

  EndpointHealth(Endpoint endpoint, int group, EndpointStats stats, Standing standing) {
    this.endpoint = endpoint;
    this.group = group;
    this.stats = stats;
    this.standing = standing;
  }

  /** Whether the caller is the one that probes; the claim lasts until it is released. */
  boolean claimProbe() {
    return !probing.get() && probing.compareAndSet(false, true);
  }

  void releaseProbe() {
    probing.set(false);
  }

  void cancelTimeout() {
    if (timeout != null) {
      timeout.cancel();
      timeout = null;
    }
  }
}
