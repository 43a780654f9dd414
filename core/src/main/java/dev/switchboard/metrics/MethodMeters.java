package dev.switchboard.metrics;

import dev.switchboard.event.SwitchboardEvent.ResponseReceived;
import dev.switchboard.upstream.Upstream;
import io.micrometer.core.instrument.Counter;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** Meters of single gRPC methods of one alias: of the first so many that are called. */
final class MethodMeters {

  private static final String OTHER = "other";

  private record Key(String method, int status) {}

  private final Meters meters;
  private final Upstream upstream;
  private final int max;
  private final Map<Key, Counter> counters = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();

  /** Methods with meters of their own. Changed under the lock. */
  private final Set<String> own = ConcurrentHashMap.newKeySet();

  MethodMeters(Meters meters, Upstream upstream, int max) {
    this.meters = meters;
    this.upstream = upstream;
    this.max = max;
  }

  void responseReceived(ResponseReceived event) {
    if (max == 0 || event.protocol() != ResponseReceived.Protocol.GRPC) {
      return;
    }
    String method = event.method();
    String name = own.contains(method) || claim(method) ? method : OTHER;
    counters.computeIfAbsent(new Key(name, event.status()), this::counter).increment();
  }

  private boolean claim(String method) {
    if (own.size() >= max) {
      return false;
    }
    lock.lock();
    try {
      return own.contains(method) || (own.size() < max && own.add(method));
    } finally {
      lock.unlock();
    }
  }

  private Counter counter(Key key) {
    return meters.counter(
        Metric.METHOD_RESPONSES,
        upstream.alias().toString(),
        upstream.service().name(),
        key.method(),
        Integer.toString(key.status()));
  }
}
