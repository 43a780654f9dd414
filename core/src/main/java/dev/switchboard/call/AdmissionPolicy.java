package dev.switchboard.call;

import java.util.Optional;

/**
 * Which calls are let in at all. A call that is not let in fails at once, without a try.
 *
 * @param concurrencyLimit how many calls to the alias may be under way at once, from the start to
 *     the end of the response's body, 0 (no limit) to 1,000,000; default 0
 * @param circuitBreaker when all calls to the alias are held off for a while; default none, because
 *     a single bad endpoint is the outlier detection's matter, and a budget bounds the retries
 */
public record AdmissionPolicy(int concurrencyLimit, Optional<CircuitBreakerPolicy> circuitBreaker) {

  private static final int MOST = 1_000_000;
  private static final AdmissionPolicy DEFAULTS = new AdmissionPolicy(0, Optional.empty());

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if the limit is not within 0 to 1,000,000
   */
  public AdmissionPolicy {
    if (concurrencyLimit < 0 || concurrencyLimit > MOST) {
      throw new IllegalArgumentException(
          "concurrencyLimit must be between 0 (no limit) and "
              + MOST
              + ", but is "
              + concurrencyLimit);
    }
  }

  /** Every call is let in. */
  public static AdmissionPolicy defaults() {
    return DEFAULTS;
  }

  /** This policy with another limit. */
  public AdmissionPolicy withConcurrencyLimit(int limit) {
    return new AdmissionPolicy(limit, circuitBreaker);
  }

  /** This policy with a circuit breaker. */
  public AdmissionPolicy withCircuitBreaker(CircuitBreakerPolicy policy) {
    return new AdmissionPolicy(concurrencyLimit, Optional.of(policy));
  }

  /** This policy without a circuit breaker. */
  public AdmissionPolicy withoutCircuitBreaker() {
    return new AdmissionPolicy(concurrencyLimit, Optional.empty());
  }
}
