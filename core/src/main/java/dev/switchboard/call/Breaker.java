package dev.switchboard.call;

import dev.switchboard.endpoint.Alias;
import dev.switchboard.event.Events;
import dev.switchboard.event.SwitchboardEvent.CircuitClosed;
import dev.switchboard.event.SwitchboardEvent.CircuitHalfOpened;
import dev.switchboard.event.SwitchboardEvent.CircuitOpened;
import dev.switchboard.time.Clock;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.StateTransition;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** resilience4j's circuit breaker of one alias, by Switchboard's clock. Safe for any thread. */
final class Breaker {

  private static final System.Logger LOG = System.getLogger(Breaker.class.getName());

  private final Alias alias;
  private final CircuitBreakerPolicy policy;
  private final Clock clock;
  private final Events events;
  private final CircuitBreaker circuit;
  private final AtomicBoolean complained = new AtomicBoolean();

  /** How often the circuit has changed. */
  private final AtomicInteger era = new AtomicInteger();

  private volatile long retryAtNanos;
  private volatile String reason = "";

  Breaker(Alias alias, CircuitBreakerPolicy policy, Clock clock, Events events) {
    this.alias = alias;
    this.policy = policy;
    this.clock = clock;
    this.events = events;
    this.circuit = CircuitBreaker.of(alias.toString(), config());
    this.circuit
        .getEventPublisher()
        .onStateTransition(event -> changed(event.getStateTransition()));
  }

  private CircuitBreakerConfig config() {
    CircuitBreakerConfig base = policy.config().orElseGet(CircuitBreakerConfig::ofDefaults);
    IntervalFunction waits = waits(base);
    return CircuitBreakerConfig.from(base)
        .failureRateThreshold((float) policy.failureRateThreshold())
        .slidingWindow(
            policy.slidingWindowSize(), policy.minimumNumberOfCalls(), policy.slidingWindowType())
        .waitIntervalFunctionInOpenState(
            time -> {
              long millis = waits.apply(time);
              retryAtNanos = clock.nanos() + Duration.ofMillis(millis).toNanos();
              return millis;
            })
        .clock(new JavaClock(clock))
        .currentTimestampFunction(unused -> clock.nanos(), TimeUnit.NANOSECONDS)
        .build();
  }

  private IntervalFunction waits(CircuitBreakerConfig base) {
    Duration time = policy.waitDurationInOpenState();
    return time.isZero()
        ? base.getWaitIntervalFunctionInOpenState()
        : IntervalFunction.of(time.toMillis());
  }

  private void changed(StateTransition transition) {
    era.incrementAndGet();
    State state = transition.getToState();
    if (state == State.OPEN) {
      reason = reason();
      events.ofAlias(new CircuitOpened(alias, rest(), reason));
    } else if (state == State.HALF_OPEN) {
      events.ofAlias(new CircuitHalfOpened(alias));
    } else if (state == State.CLOSED
        || (state == State.DISABLED && transition.getFromState() != State.CLOSED)) {
      events.ofAlias(new CircuitClosed(alias));
    }
  }

  private String reason() {
    CircuitBreaker.Metrics metrics = circuit.getMetrics();
    boolean failed = metrics.getFailureRate() >= policy.failureRateThreshold();
    return String.format(
        Locale.ROOT,
        "%.0f %% of the last %d calls %s",
        failed ? metrics.getFailureRate() : metrics.getSlowCallRate(),
        metrics.getNumberOfBufferedCalls(),
        failed ? "failed" : "were slow");
  }

  private Duration rest() {
    return Duration.ofNanos(Math.max(0, retryAtNanos - clock.nanos()));
  }

  /**
   * Lets a call in; it must be told how it went, or released.
   *
   * @return in which era, to be told with that: a call that was let in before the circuit changed
   *     shows nothing of how those do that try it since
   * @throws CircuitOpenException if the circuit is open
   */
  int enter() throws CircuitOpenException {
    if (!circuit.tryAcquirePermission()) {
      throw new CircuitOpenException(
          alias, reason, circuit.getState() == State.HALF_OPEN ? Duration.ZERO : rest());
    }
    return era.get();
  }

  void succeeded(int entered, Duration time) {
    if (entered == era.get()) {
      circuit.onSuccess(time.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  void failed(int entered, Throwable failure, Duration time) {
    if (entered != era.get()) {
      return;
    }
    try {
      circuit.onError(time.toNanos(), TimeUnit.NANOSECONDS, failure);
    } catch (RuntimeException e) {
      circuit.releasePermission();
      if (complained.compareAndSet(false, true)) {
        LOG.log(
            Level.WARNING,
            "a predicate of the circuit breaker of "
                + alias
                + " failed; further failures are not logged",
            e);
      }
    }
  }

  /** The call showed nothing. */
  void release(int entered) {
    if (entered == era.get()) {
      circuit.releasePermission();
    }
  }

  /** Nobody asks it any more: it is closed, and stays so whatever calls under way come to. */
  void retire() {
    circuit.transitionToDisabledState();
  }

  /** The clock that resilience4j measures an open circuit's rest by. */
  private static final class JavaClock extends java.time.Clock {

    private final Clock clock;

    JavaClock(Clock clock) {
      this.clock = clock;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public java.time.Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return Instant.EPOCH.plusNanos(clock.nanos());
    }
  }
}
