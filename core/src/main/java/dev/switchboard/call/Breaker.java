package dev.switchboard.call;

import dev.switchboard.endpoint.Alias;
import dev.switchboard.event.Events;
import dev.switchboard.event.SwitchboardEvent.CircuitClosed;
import dev.switchboard.event.SwitchboardEvent.CircuitHalfOpened;
import dev.switchboard.event.SwitchboardEvent.CircuitOpened;
import dev.switchboard.time.Clock;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** resilience4j's circuit breaker of one alias, by Switchboard's clock. Safe for any thread. */
final class Breaker {

  private final Alias alias;
  private final CircuitBreakerPolicy policy;
  private final Clock clock;
  private final Events events;
  private final CircuitBreaker circuit;
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
        .onStateTransition(event -> changed(event.getStateTransition().getToState()));
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

  /** The configuration's own, which may grow, unless the policy has been given another time. */
  private IntervalFunction waits(CircuitBreakerConfig base) {
    long millis = policy.waitDurationInOpenState().toMillis();
    IntervalFunction own = base.getWaitIntervalFunctionInOpenState();
    return own.apply(1) == millis ? own : IntervalFunction.of(millis);
  }

  private void changed(State state) {
    if (state == State.OPEN) {
      reason = reason();
      events.ofAlias(new CircuitOpened(alias, rest(), reason));
    } else if (state == State.HALF_OPEN) {
      events.ofAlias(new CircuitHalfOpened(alias));
    } else if (state == State.CLOSED) {
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
   * @throws CircuitOpenException if the circuit is open
   */
  void enter() throws CircuitOpenException {
    if (!circuit.tryAcquirePermission()) {
      throw new CircuitOpenException(
          alias, reason, circuit.getState() == State.HALF_OPEN ? Duration.ZERO : rest());
    }
  }

  void succeeded(Duration time) {
    circuit.onSuccess(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  void failed(Throwable failure, Duration time) {
    circuit.onError(time.toNanos(), TimeUnit.NANOSECONDS, failure);
  }

  /** The call showed nothing. */
  void release() {
    circuit.releasePermission();
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
