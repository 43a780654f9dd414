package dev.switchboard.jdbc;

import dev.switchboard.upstream.Upstream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The sessions of one alias that servers ended. One was ended by an administrator and says nothing
 * of the server; another at the same endpoint soon after means that it shuts down, or kills what it
 * should serve. Safe for any thread.
 */
final class KilledSessions {

  /** A server that shuts down ends all of its sessions at once; ours hear of it when next used. */
  static final Duration SOON = Duration.ofSeconds(10);

  private static final ReentrantLock LOCK = new ReentrantLock();

  /** By alias, for as long as that is dialed. Guarded by the lock, as is what is in it. */
  private static final Map<Upstream, KilledSessions> ALL = new WeakHashMap<>();

  private final Map<InetSocketAddress, Long> lastNanos = new HashMap<>();

  private KilledSessions() {}

  /** Adds one; says whether it is another soon after the one before. */
  static boolean another(Upstream upstream, InetSocketAddress at, long now) {
    LOCK.lock();
    try {
      return ALL.computeIfAbsent(upstream, u -> new KilledSessions()).another(at, now);
    } finally {
      LOCK.unlock();
    }
  }

  private boolean another(InetSocketAddress at, long now) {
    lastNanos.values().removeIf(last -> now - last > SOON.toNanos());
    return lastNanos.put(at, now) != null;
  }
}
