package dev.switchboard.metrics;

import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.upstream.Upstream;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** Meters of single endpoints of one alias: so many and no more, and only of those listed now. */
final class EndpointMeters {

  private static final String OTHER = "other";

  private record Key(String endpoint, Outcome.Kind outcome) {}

  private final Meters meters;
  private final Upstream upstream;
  private final int max;
  private final Map<Key, Timer> timers = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();

  /** Endpoints with meters of their own. Changed under the lock. */
  private final Set<String> own = ConcurrentHashMap.newKeySet();

  EndpointMeters(Meters meters, Upstream upstream, int max) {
    this.meters = meters;
    this.upstream = upstream;
    this.max = max;
  }

  void attemptEnded(Endpoint endpoint, Outcome.Kind outcome, Duration time) {
    if (max == 0) {
      return;
    }
    String name = endpoint.authority();
    Key key = new Key(own.contains(name) || claim(name) ? name : OTHER, outcome);
    Timer timer = timers.get(key);
    (timer == null ? newTimer(key) : timer).record(time);
  }

  /** Whether this endpoint may have meters of its own, as it is listed and there is room. */
  private boolean claim(String name) {
    if (own.size() >= max) {
      return false;
    }
    lock.lock();
    try {
      if (own.size() < max && listed().contains(name)) {
        own.add(name);
      }
      return own.contains(name);
    } finally {
      lock.unlock();
    }
  }

  private Timer newTimer(Key key) {
    lock.lock();
    try {
      return timers.computeIfAbsent(
          key,
          k ->
              meters.timer(
                  Metric.ENDPOINT_ATTEMPTS,
                  upstream.alias().toString(),
                  upstream.service().name(),
                  k.endpoint(),
                  AliasMeters.value(k.outcome())));
    } finally {
      lock.unlock();
    }
  }

  /** Some endpoints may have gone: so do their meters. */
  void retain() {
    lock.lock();
    try {
      own.retainAll(listed());
      timers.forEach(
          (key, timer) -> {
            if (!key.endpoint().equals(OTHER) && !own.contains(key.endpoint())) {
              timers.remove(key);
              meters.remove(timer);
            }
          });
    } finally {
      lock.unlock();
    }
  }

  private Set<String> listed() {
    Set<String> listed = new HashSet<>();
    upstream.endpoints().forEach(endpoint -> listed.add(endpoint.authority()));
    return listed;
  }
}
