package dev.switchboard.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Both ends of each range of {@link CallPolicy} and {@link RetryPolicy}. */
class PolicyBoundsTest {

  private static final CallPolicy CALL = CallPolicy.defaults();
  private static final RetryPolicy RETRY = RetryPolicy.defaults();
  private static final Duration NANO = Duration.ofNanos(1);

  private static void refused(String component, Runnable change) {
    assertThatThrownBy(change::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(component)
        .hasMessageContaining("must be ");
  }

  @Test
  void deadline() {
    Duration day = Duration.ofDays(1);
    assertThat(CALL.withDeadline(Duration.ZERO).deadline()).isZero();
    assertThat(CALL.withDeadline(day).deadline()).isEqualTo(day);
    refused("deadline", () -> CALL.withDeadline(NANO.negated()));
    refused("deadline", () -> CALL.withDeadline(day.plus(NANO)));
  }

  @Test
  void connectTimeout() {
    Duration milli = Duration.ofMillis(1);
    Duration minute = Duration.ofMinutes(1);
    assertThat(CALL.withConnectTimeout(milli).connectTimeout()).isEqualTo(milli);
    assertThat(CALL.withConnectTimeout(minute).connectTimeout()).isEqualTo(minute);
    refused("connectTimeout", () -> CALL.withConnectTimeout(milli.minus(NANO)));
    refused("connectTimeout", () -> CALL.withConnectTimeout(minute.plus(NANO)));
  }

  @Test
  void endpointTimeout() {
    Duration most = Duration.ofMinutes(10);
    assertThat(CALL.withEndpointTimeout(Duration.ZERO).endpointTimeout()).isZero();
    assertThat(CALL.withEndpointTimeout(most).endpointTimeout()).isEqualTo(most);
    refused("endpointTimeout", () -> CALL.withEndpointTimeout(NANO.negated()));
    refused("endpointTimeout", () -> CALL.withEndpointTimeout(most.plus(NANO)));
  }

  @Test
  void idleTimeout() {
    Duration day = Duration.ofDays(1);
    assertThat(CALL.withIdleTimeout(Duration.ZERO).idleTimeout()).isZero();
    assertThat(CALL.withIdleTimeout(day).idleTimeout()).isEqualTo(day);
    refused("idleTimeout", () -> CALL.withIdleTimeout(NANO.negated()));
    refused("idleTimeout", () -> CALL.withIdleTimeout(day.plus(NANO)));
  }

  @Test
  void concurrencyLimit() {
    AdmissionPolicy admission = AdmissionPolicy.defaults();
    assertThat(admission.withConcurrencyLimit(1_000_000).concurrencyLimit()).isEqualTo(1_000_000);
    refused("concurrencyLimit", () -> admission.withConcurrencyLimit(-1));
    refused("concurrencyLimit", () -> admission.withConcurrencyLimit(1_000_001));
  }

  @Test
  void circuitBreaker() {
    CircuitBreakerPolicy breaker = CircuitBreakerPolicy.defaults();
    assertThat(breaker.withFailureRateThreshold(100).failureRateThreshold()).isEqualTo(100);
    refused("failureRateThreshold", () -> breaker.withFailureRateThreshold(0));
    refused("failureRateThreshold", () -> breaker.withFailureRateThreshold(Math.nextUp(100.0)));
    refused("failureRateThreshold", () -> breaker.withFailureRateThreshold(Double.NaN));
    assertThat(breaker.withSlidingWindowSize(1).slidingWindowSize()).isEqualTo(1);
    refused("slidingWindowSize", () -> breaker.withSlidingWindowSize(0));
    refused("slidingWindowSize", () -> breaker.withSlidingWindowSize(100_001));
    assertThat(breaker.withMinimumNumberOfCalls(1).minimumNumberOfCalls()).isEqualTo(1);
    refused("minimumNumberOfCalls", () -> breaker.withMinimumNumberOfCalls(0));
    refused("minimumNumberOfCalls", () -> breaker.withMinimumNumberOfCalls(100_001));
    Duration milli = Duration.ofMillis(1);
    assertThat(breaker.withWaitDurationInOpenState(milli).waitDurationInOpenState())
        .isEqualTo(milli);
    refused(
        "waitDurationInOpenState", () -> breaker.withWaitDurationInOpenState(milli.minus(NANO)));
    refused(
        "waitDurationInOpenState",
        () -> breaker.withWaitDurationInOpenState(Duration.ofDays(1).plus(NANO)));
  }

  @Test
  void perTryTimeout() {
    Duration milli = Duration.ofMillis(1);
    Duration justShorter = CALL.deadline().minus(NANO);
    assertThat(CALL.withPerTryTimeout(milli).perTryTimeout()).contains(milli);
    assertThat(CALL.withPerTryTimeout(justShorter).perTryTimeout()).contains(justShorter);
    refused("perTryTimeout", () -> CALL.withPerTryTimeout(milli.minus(NANO)));
    CALL.withPerTryTimeout(justShorter).requireConsistent();
    refused("perTryTimeout", () -> CALL.withPerTryTimeout(CALL.deadline()).requireConsistent());
    assertThat(CALL.withPerTryTimeout(milli).withoutPerTryTimeout()).isEqualTo(CALL);
    // No deadline, no bound.
    CALL.withPerTryTimeout(Duration.ofHours(1)).withDeadline(Duration.ZERO).requireConsistent();
  }

  @Test
  void retries() {
    assertThat(RETRY.withRetries(0).retries()).isZero();
    assertThat(RETRY.withRetries(10).retries()).isEqualTo(10);
    refused("retries", () -> RETRY.withRetries(-1));
    refused("retries", () -> RETRY.withRetries(11));
  }

  @Test
  void backoff() {
    Duration minute = Duration.ofMinutes(1);
    RetryPolicy slow = RETRY.withBackoffMax(minute);
    assertThat(RETRY.withBackoffBase(Duration.ZERO).backoffBase()).isZero();
    assertThat(slow.withBackoffBase(minute).backoffBase()).isEqualTo(minute);
    refused("backoffBase", () -> RETRY.withBackoffBase(NANO.negated()));
    refused(
        "backoffBase",
        () -> slow.withBackoffMax(minute.plus(NANO)).withBackoffBase(minute.plus(NANO)));
    Duration tenMinutes = Duration.ofMinutes(10);
    assertThat(RETRY.withBackoffMax(tenMinutes).backoffMax()).isEqualTo(tenMinutes);
    refused("backoffMax", () -> RETRY.withBackoffMax(tenMinutes.plus(NANO)));
    refused("backoffMax", () -> RETRY.withBackoffMax(NANO.negated()));
  }

  @Test
  void budget() {
    assertThat(RETRY.withBudgetPercent(0).budgetPercent()).isZero();
    assertThat(RETRY.withBudgetPercent(100).budgetPercent()).isEqualTo(100);
    refused("budgetPercent", () -> RETRY.withBudgetPercent(-0.1));
    refused("budgetPercent", () -> RETRY.withBudgetPercent(100.1));
    refused("budgetPercent", () -> RETRY.withBudgetPercent(Double.NaN));
    assertThat(RETRY.withBudgetPerSecond(0).budgetPerSecond()).isZero();
    assertThat(RETRY.withBudgetPerSecond(100_000).budgetPerSecond()).isEqualTo(100_000);
    refused("budgetPerSecond", () -> RETRY.withBudgetPerSecond(-1));
    refused("budgetPerSecond", () -> RETRY.withBudgetPerSecond(100_001));
  }

  private static void contradicts(CallPolicy policy, String message) {
    assertThatThrownBy(policy::requireConsistent)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void whatContradictsIsToldByBothNames() {
    Duration second = Duration.ofSeconds(1);
    CALL.requireConsistent();
    CALL.withDeadline(NANO).requireConsistent(); // gRPC connects on its own
    contradicts(
        CALL.withDeadline(second).withPerTryTimeout(second),
        "perTryTimeout (1s) must be shorter than deadline (1s)");
    CALL.withRetry(r -> r.withBackoffBase(Duration.ofMillis(250))).requireConsistent();
    contradicts(
        CALL.withRetry(r -> r.withBackoffBase(Duration.ofMillis(251))),
        "backoffBase (251ms) must not be longer than backoffMax (250ms)");
    CALL.withRetry(r -> r.withBackoffBase(Duration.ofMillis(251)).from(RetryConfig.ofDefaults()))
        .requireConsistent();
    CircuitBreakerPolicy ofCalls =
        CircuitBreakerPolicy.defaults().withSlidingWindowType(SlidingWindowType.COUNT_BASED);
    contradicts(
        CALL.withAdmission(a -> a.withCircuitBreaker(ofCalls)),
        "minimumNumberOfCalls (20) must not be more than slidingWindowSize (10)");
    CALL.withAdmission(a -> a.withCircuitBreaker(ofCalls.withSlidingWindowSize(20)))
        .requireConsistent();
    CircuitBreakerConfig fewOfAHundred = CircuitBreakerConfig.custom().slidingWindowSize(5).build();
    assertThat(CircuitBreakerPolicy.of(fewOfAHundred).minimumNumberOfCalls()).isEqualTo(5);
  }

  @Test
  void aBreakerThatLooksAtResults() {
    assertThatThrownBy(
            () ->
                CircuitBreakerPolicy.of(
                    CircuitBreakerConfig.custom().recordResult(r -> true).build()))
        .hasMessageStartingWith("recordResult and transitionOnResult must not be set");
    refused(
        "waitDurationInOpenState",
        () -> CircuitBreakerPolicy.defaults().withWaitDurationInOpenState(Duration.ZERO));
  }
}
