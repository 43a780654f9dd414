package dev.switchboard.upstream;

import dev.switchboard.endpoint.Endpoint;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of addresses that are gone, should they come back: a registry that lists an
 * endpoint now and then must not make a bad one fresh each time. For the lane alone.
 */
final class Departed {

  /** As long as the longest ejection lasts by default. */
  static final Duration KEPT = Duration.ofMinutes(5);

  /** As many as Cloud Map has instances in a service. */
  static final int MAX = 1000;

  private record Gone(EndpointHealth health, long atNanos) {}

  /** The longest gone first. */
  private final Map<InetSocketAddress, Gone> gone = new LinkedHashMap<>();

  void add(EndpointHealth health, long now) {
    InetSocketAddress address = health.endpoint.socketAddress();
    gone.remove(address);
    gone.put(address, new Gone(health, now));
    Iterator<Gone> oldest = gone.values().iterator();
    while (oldest.hasNext() && (isOver(oldest.next(), now) || gone.size() > MAX)) {
      oldest.remove();
    }
  }

  /** What was known of that very endpoint, null if nothing is kept: it is no longer gone. */
  @Nullable EndpointHealth takeBack(Endpoint endpoint, int group, long now) {
    Gone known = gone.remove(endpoint.socketAddress());
    return known == null || isOver(known, now) || !known.health.isOf(endpoint, group)
        ? null
        : known.health;
  }

  private static boolean isOver(Gone one, long now) {
    return now - one.atNanos >= KEPT.toNanos();
  }
}
