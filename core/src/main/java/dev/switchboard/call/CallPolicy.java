package dev.switchboard.call;

import dev.switchboard.time.TimeBounds;
import dev.switchboard.time.TimeText;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a call may take.
 *
 * @param deadline over all tries, from the start up to the response's headers; 0 turns it off;
 *     default 15 s, as in Service Connect
 * @param connectTimeout for one connection to one endpoint, 1 ms to 1 minute; default 1 s; a call
 *     that waits for it waits no longer than its deadline
 * @param perTryTimeout for one try, at least 1 ms and shorter than the deadline; default none. What
 *     exactly it bounds depends on the adapter.
 * @param idleTimeout how long a connection is kept that no call uses, up to 1 day; 0 keeps it as
 *     long as the other end does; default 5 min, as in Service Connect. Only for libraries that
 *     pool connections for Switchboard, such as OkHttp.
 * @param endpointTimeout how long a call waits for an endpoint to exist, 0 to 10 minutes; default
 *     10 s: two polls of the registry, and the first answer on a machine so small that starting the
 *     AWS SDK takes seconds. It never waits where waiting cannot help.
 * @param retry how failed tries are repeated
 * @param admission which calls are let in at all
 */
public record CallPolicy(
    Duration deadline,
    Duration connectTimeout,
    Optional<Duration> perTryTimeout,
    Duration idleTimeout,
    Duration endpointTimeout,
    RetryPolicy retry,
    AdmissionPolicy admission) {

  private static final CallPolicy DEFAULTS =
      new CallPolicy(
          Duration.ofSeconds(15),
          Duration.ofSeconds(1),
          Optional.empty(),
          Duration.ofMinutes(5),
          Duration.ofSeconds(10),
          RetryPolicy.defaults(),
          AdmissionPolicy.defaults());

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if a time is out of its range
   */
  public CallPolicy {
    if (deadline.isNegative() || deadline.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(
          "deadline must be between 0 (off) and 1 day, but is " + deadline);
    }
    TimeBounds.requireBetween(
        "connectTimeout", connectTimeout, Duration.ofMillis(1), Duration.ofMinutes(1));
    TimeBounds.requireBetween("idleTimeout", idleTimeout, Duration.ZERO, Duration.ofDays(1));
    TimeBounds.requireBetween(
        "endpointTimeout", endpointTimeout, Duration.ZERO, Duration.ofMinutes(10));
    if (perTryTimeout.isPresent()) {
      TimeBounds.requireBetween(
          "perTryTimeout", perTryTimeout.get(), Duration.ofMillis(1), Duration.ofDays(1));
    }
  }

  /**
   * Checks that no part makes another pointless. Done when a {@code Switchboard} is built and not
   * before, so that parts may be set in any order.
   *
   * @throws IllegalArgumentException if the per-try timeout is not shorter than the deadline,
   *     {@code backoffBase} is longer than {@code backoffMax}, or a circuit breaker's window of
   *     calls is smaller than their minimum number
   */
  public void requireConsistent() {
    retry.requireConsistent();
    admission.circuitBreaker().ifPresent(CircuitBreakerPolicy::requireConsistent);
    if (!deadline.isZero() && perTryTimeout.filter(t -> t.compareTo(deadline) >= 0).isPresent()) {
      throw new IllegalArgumentException(
          "perTryTimeout ("
              + TimeText.of(perTryTimeout.get())
              + ") must be shorter than deadline ("
              + TimeText.of(deadline)
              + "), or it never takes effect");
    }
  }

  /** The policy of Service Connect, where it documents one. */
  public static CallPolicy defaults() {
    return DEFAULTS;
  }

  /** This policy with another deadline. */
  public CallPolicy withDeadline(Duration newDeadline) {
    return new CallPolicy(
        newDeadline, connectTimeout, perTryTimeout, idleTimeout, endpointTimeout, retry, admission);
  }

  /** This policy with another connect timeout. */
  public CallPolicy withConnectTimeout(Duration timeout) {
    return new CallPolicy(
        deadline, timeout, perTryTimeout, idleTimeout, endpointTimeout, retry, admission);
  }

  /** This policy with a per-try timeout. */
  public CallPolicy withPerTryTimeout(Duration timeout) {
    return withPerTryTimeout(Optional.of(timeout));
  }

  /** This policy without a per-try timeout. */
  public CallPolicy withoutPerTryTimeout() {
    return withPerTryTimeout(Optional.empty());
  }

  private CallPolicy withPerTryTimeout(Optional<Duration> timeout) {
    return new CallPolicy(
        deadline, connectTimeout, timeout, idleTimeout, endpointTimeout, retry, admission);
  }

  /** This policy with another time that unused connections are kept. */
  public CallPolicy withIdleTimeout(Duration timeout) {
    return new CallPolicy(
        deadline, connectTimeout, perTryTimeout, timeout, endpointTimeout, retry, admission);
  }

  /** This policy with another wait for an endpoint. */
  public CallPolicy withEndpointTimeout(Duration timeout) {
    return new CallPolicy(
        deadline, connectTimeout, perTryTimeout, idleTimeout, timeout, retry, admission);
  }

  /** This policy with a changed retry policy. */
  public CallPolicy withRetry(UnaryOperator<RetryPolicy> change) {
    return new CallPolicy(
        deadline,
        connectTimeout,
        perTryTimeout,
        idleTimeout,
        endpointTimeout,
        change.apply(retry),
        admission);
  }

  /** This policy with a changed admission policy. */
  public CallPolicy withAdmission(UnaryOperator<AdmissionPolicy> change) {
    return new CallPolicy(
        deadline,
        connectTimeout,
        perTryTimeout,
        idleTimeout,
        endpointTimeout,
        retry,
        change.apply(admission));
  }
}
