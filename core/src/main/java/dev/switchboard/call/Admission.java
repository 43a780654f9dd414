package dev.switchboard.call;

import dev.switchboard.endpoint.Alias;
import dev.switchboard.event.Events;
import dev.switchboard.event.SwitchboardEvent.CallRefused;
import dev.switchboard.event.SwitchboardEvent.CallRefused.Reason;
import dev.switchboard.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Lets the calls to one alias in, or not. Safe for any thread. */
final class Admission {

  private final Alias alias;
  private final Clock clock;
  private final Events events;
  private final AtomicInteger underWay = new AtomicInteger();
  private volatile AdmissionPolicy policy = AdmissionPolicy.defaults();
  private volatile @Nullable Breaker breaker;

  Admission(Alias alias, Clock clock, Events events) {
    this.alias = alias;
    this.clock = clock;
    this.events = events;
  }

  /** Follows another policy from the next call on. A circuit whose policy stays goes on. */
  void follow(AdmissionPolicy next) {
    if (!next.circuitBreaker().equals(policy.circuitBreaker())) {
      Breaker before = breaker;
      if (before != null) {
        before.retire();
      }
      breaker = next.circuitBreaker().map(p -> new Breaker(alias, p, clock, events)).orElse(null);
    }
    policy = next;
  }

  /**
   * Lets a call in.
   *
   * @throws SwitchboardException if it is one too many, or the circuit is open
   */
  Permit enter() throws SwitchboardException {
    int limit = policy.concurrencyLimit();
    Breaker asked = breaker;
    if (limit == 0 && asked == null) {
      return Permit.FREE;
    }
    if (limit > 0 && underWay.getAndUpdate(n -> n < limit ? n + 1 : n) >= limit) {
      throw refused(Reason.CONCURRENCY_LIMIT, new ConcurrencyLimitException(alias, limit));
    }
    AtomicInteger counted = limit > 0 ? underWay : null;
    try {
      return new Permit(counted, asked, asked == null ? 0 : asked.enter());
    } catch (CircuitOpenException e) {
      if (counted != null) {
        counted.decrementAndGet();
      }
      throw refused(Reason.CIRCUIT_OPEN, e);
    }
  }

  private SwitchboardException refused(Reason reason, SwitchboardException exception) {
    events.ofCall(() -> new CallRefused(alias, reason));
    return exception;
  }
}
