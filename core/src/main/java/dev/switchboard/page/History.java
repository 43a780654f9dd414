package dev.switchboard.page;

import dev.switchboard.endpoint.Alias;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.event.SwitchboardEvent;
import dev.switchboard.event.SwitchboardEvent.AttemptEnded;
import dev.switchboard.event.SwitchboardEvent.CallEnded;
import dev.switchboard.event.SwitchboardEvent.EndpointEjected;
import dev.switchboard.event.SwitchboardListener;
import dev.switchboard.resolve.Service;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** What the last minutes brought, from events. Safe for any thread. */
final class History implements SwitchboardListener {

  /** Kinds of counts, before the steps of the latencies. */
  static final int GOOD = 0;

  static final int FAILED = 1;
  static final int RETRIED = 2;
  static final int LATENCIES = 3;

  /** How many seconds calls and ejections are remembered for. */
  static final int SECONDS = 180;

  /** How many aliases are remembered, of 106 kB each; more are not counted. */
  static final int MOST_ALIASES = 100;

  /** How many endpoints of all aliases, of 7 kB each, and how many services. */
  private static final int MOST = 1000;

  private static final int KINDS = LATENCIES + Latencies.SIZE;

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration SPAN = Duration.ofSeconds(5);

  private record Place(Alias alias, Endpoint endpoint) {}

  private final LongSupplier nanos;
  private final Map<Alias, Ring> calls = new ConcurrentHashMap<>();
  private final Map<Place, Ring> attempts = new ConcurrentHashMap<>();
  private final Map<Service, Ring> ejections = new ConcurrentHashMap<>();
  private final Map<Alias, String> circuits = new ConcurrentHashMap<>();

  /** Looking for what may be forgotten takes time: once a second is enough. */
  private final AtomicLong nextForgetNanos;

  History(LongSupplier nanos) {
    this.nanos = nanos;
    this.nextForgetNanos = new AtomicLong(nanos.getAsLong());
  }

  /** The calls of an alias, by the second: three minutes. */
  Ring calls(Alias alias) {
    return of(calls, alias, MOST_ALIASES, SECONDS, SECOND, KINDS);
  }

  /** The attempts on an endpoint, by five seconds: one minute. */
  Ring attempts(Alias alias, Endpoint endpoint) {
    return of(attempts, new Place(alias, endpoint), MOST, 12, SPAN, KINDS);
  }

  /** The ejections of a service's endpoints, by the second: three minutes. */
  Ring ejections(Service service) {
    return of(ejections, service, MOST, SECONDS, SECOND, 1);
  }

  /** What the circuit breaker of an alias last did: empty, or a word. */
  String circuit(Alias alias) {
    return circuits.getOrDefault(alias, "");
  }

  private <K> Ring of(Map<K, Ring> rings, K key, int most, int spans, Duration span, int kinds) {
    Ring known = rings.get(key);
    if (known != null) {
      return known;
    }
    if (rings.size() >= most) {
      forget(rings);
    }
    return rings.size() < most
        ? rings.computeIfAbsent(key, k -> new Ring(spans, span, kinds))
        : new Ring(0, span, kinds);
  }

  /** What has counted nothing for as long as it remembers, such as endpoints that are gone. */
  private void forget(Map<?, Ring> rings) {
    long now = nanos.getAsLong();
    long due = nextForgetNanos.get();
    if (now - due >= 0 && nextForgetNanos.compareAndSet(due, now + SECOND.toNanos())) {
      rings.values().removeIf(ring -> ring.isEmpty(now));
    }
  }

  @Override
  public void onEvent(SwitchboardEvent event) {
    long now = nanos.getAsLong();
    if (event instanceof CallEnded ended) {
      if (!ended.answered() && !isFailure(ended.outcome())) {
        return; // the application's own doing
      }
      boolean good = ended.answered() && !ended.outcome().isEndpointFault();
      count(calls(ended.alias()), good, ended.time(), now);
      if (ended.attempts() > 1) {
        calls(ended.alias()).add(RETRIED, now);
      }
    } else if (event instanceof AttemptEnded ended) {
      boolean good = !ended.outcome().isEndpointFault();
      count(attempts(ended.alias(), ended.endpoint()), good, ended.time(), now);
    } else if (event instanceof EndpointEjected ejected && !ejected.dryRun()) {
      ejections(ejected.service()).add(0, now);
    } else if (event instanceof SwitchboardEvent.CircuitOpened opened) {
      circuits.put(opened.alias(), "open");
    } else if (event instanceof SwitchboardEvent.CircuitHalfOpened opened) {
      circuits.put(opened.alias(), "half open");
    } else if (event instanceof SwitchboardEvent.CircuitClosed closed) {
      circuits.remove(closed.alias());
    }
  }

  private static boolean isFailure(Outcome outcome) {
    return switch (outcome.kind()) {
      case CANCELLED, CALLER_FAILURE -> false;
      case SUCCESS, CONNECT_FAILURE, FAILURE, OVERLOAD -> true;
    };
  }

  private static void count(Ring ring, boolean good, Duration time, long now) {
    ring.add(good ? GOOD : FAILED, now);
    ring.add(LATENCIES + Latencies.step(time), now);
  }
}
