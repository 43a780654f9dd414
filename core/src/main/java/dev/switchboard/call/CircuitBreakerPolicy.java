package dev.switchboard.call;

import dev.switchboard.time.TimeBounds;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.util.Optional;

/**
 * When calls to an alias are held off, whichever endpoint they would go to: resilience4j's circuit
 * breaker, in its words. The defaults are Hystrix's: half of at least 20 calls in 10 s.
 *
 * @param failureRateThreshold the circuit opens when so many percent of the calls failed, above 0,
 *     up to 100; default 50. A failure is a call that ended with an exception, after all its tries,
 *     or whose answer is a failure of the endpoint or a refusal, such as 503.
 * @param slidingWindowType {@code timeBased} or {@code countBased}; default {@code timeBased}
 * @param slidingWindowSize how many seconds, or calls, are looked at, 1 to 100,000; default 10
 * @param minimumNumberOfCalls fewer calls in the window than this say nothing, 1 to 100,000;
 *     default 20
 * @param waitDurationInOpenState how long no call is let in before a few are tried, 1 ms to 1 day;
 *     default 5 s; of a configuration of resilience4j 0, for as long as that says
 * @param config whatever else resilience4j lets one set, from {@link #of}
 */
public record CircuitBreakerPolicy(
    double failureRateThreshold,
    SlidingWindowType slidingWindowType,
    int slidingWindowSize,
    int minimumNumberOfCalls,
    Duration waitDurationInOpenState,
    Optional<CircuitBreakerConfig> config) {

  private static final int MOST = 100_000;
  private static final CircuitBreakerPolicy DEFAULTS =
      new CircuitBreakerPolicy(
          50, SlidingWindowType.TIME_BASED, 10, 20, Duration.ofSeconds(5), Optional.empty());

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  public CircuitBreakerPolicy {
    if (!(failureRateThreshold > 0 && failureRateThreshold <= 100)) {
      throw new IllegalArgumentException(
          "failureRateThreshold must be above 0 and at most 100, but is " + failureRateThreshold);
    }
    requireCount("slidingWindowSize", slidingWindowSize);
    requireCount("minimumNumberOfCalls", minimumNumberOfCalls);
    if (config.isEmpty() || !waitDurationInOpenState.isZero()) {
      TimeBounds.requireBetween(
          "waitDurationInOpenState",
          waitDurationInOpenState,
          Duration.ofMillis(1),
          Duration.ofDays(1));
    }
  }

  /**
   * Checks that no part makes another pointless.
   *
   * @throws IllegalArgumentException if a window of calls is smaller than their minimum number
   */
  void requireConsistent() {
    if (slidingWindowType == SlidingWindowType.COUNT_BASED
        && minimumNumberOfCalls > slidingWindowSize) {
      throw new IllegalArgumentException(
          "minimumNumberOfCalls ("
              + minimumNumberOfCalls
              + ") must not be more than slidingWindowSize ("
              + slidingWindowSize
              + "), which is a number of calls here, or there are never so many in the window");
    }
  }

  private static void requireCount(String what, int count) {
    if (count < 1 || count > MOST) {
      throw new IllegalArgumentException(
          what + " must be between 1 and " + MOST + ", but is " + count);
    }
  }

  /** Half of at least 20 calls in 10 s; then 5 s of rest. */
  public static CircuitBreakerPolicy defaults() {
    return DEFAULTS;
  }

  /**
   * The policy of a configuration made for resilience4j, its predicates and its thresholds for slow
   * calls included. Predicates see what the last try threw, or the exception of Switchboard that
   * the call ended with if no try threw anything. One that throws itself is logged, and the call
   * counts for nothing. Its clocks are replaced by Switchboard's.
   *
   * @throws IllegalArgumentException if it moves on by itself from open to half open, or has a
   *     longest time in half open: resilience4j starts a thread for these, and Switchboard's time
   *     would not reach it; if it looks at results: which answers are failures is for the adapter
   *     to say; or if a number is out of range
   */
  public static CircuitBreakerPolicy of(CircuitBreakerConfig config) {
    if (config.isAutomaticTransitionFromOpenToHalfOpenEnabled()) {
      throw new IllegalArgumentException(
          "automaticTransitionFromOpenToHalfOpenEnabled must be false: it takes a thread of"
              + " resilience4j's own; the next call after the wait moves the circuit on");
    }
    if (!config.getMaxWaitDurationInHalfOpenState().isZero()) {
      throw new IllegalArgumentException(
          "maxWaitDurationInHalfOpenState must be 0: it takes a thread of resilience4j's own; the"
              + " deadline of each call bounds its time in half open");
    }
    CircuitBreakerConfig plain = CircuitBreakerConfig.ofDefaults();
    if (config.getRecordResultPredicate() != plain.getRecordResultPredicate()
        || config.getTransitionOnResult() != plain.getTransitionOnResult()) {
      throw new IllegalArgumentException(
          "recordResult and transitionOnResult must not be set: an adapter knows which answers are"
              + " failures, and hands them to recordException; leave them out");
    }
    boolean ofCalls = config.getSlidingWindowType() == SlidingWindowType.COUNT_BASED;
    return new CircuitBreakerPolicy(
        config.getFailureRateThreshold(),
        config.getSlidingWindowType(),
        config.getSlidingWindowSize(),
        ofCalls // as resilience4j reads it, whose defaults are 100 of 100
            ? Math.min(config.getMinimumNumberOfCalls(), config.getSlidingWindowSize())
            : config.getMinimumNumberOfCalls(),
        Duration.ZERO,
        Optional.of(config));
  }

  /** This policy with another share of failed calls, in percent. */
  public CircuitBreakerPolicy withFailureRateThreshold(double percent) {
    return new CircuitBreakerPolicy(
        percent,
        slidingWindowType,
        slidingWindowSize,
        minimumNumberOfCalls,
        waitDurationInOpenState,
        config);
  }

  /** This policy with another kind of window. */
  public CircuitBreakerPolicy withSlidingWindowType(SlidingWindowType type) {
    return new CircuitBreakerPolicy(
        failureRateThreshold,
        type,
        slidingWindowSize,
        minimumNumberOfCalls,
        waitDurationInOpenState,
        config);
  }

  /** This policy with a window of so many seconds or calls. */
  public CircuitBreakerPolicy withSlidingWindowSize(int size) {
    return new CircuitBreakerPolicy(
        failureRateThreshold,
        slidingWindowType,
        size,
        minimumNumberOfCalls,
        waitDurationInOpenState,
        config);
  }

  /** This policy with another least number of calls. */
  public CircuitBreakerPolicy withMinimumNumberOfCalls(int calls) {
    return new CircuitBreakerPolicy(
        failureRateThreshold,
        slidingWindowType,
        slidingWindowSize,
        calls,
        waitDurationInOpenState,
        config);
  }

  /** This policy with another time of rest. */
  public CircuitBreakerPolicy withWaitDurationInOpenState(Duration time) {
    return new CircuitBreakerPolicy(
        failureRateThreshold,
        slidingWindowType,
        slidingWindowSize,
        minimumNumberOfCalls,
        time,
        config);
  }
}
