package dev.switchboard.call;

import dev.switchboard.endpoint.Outcome;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A call that was let in. It is told once how it went, and once that it is over. */
final class Permit {

  /** Nobody counts the call. */
  static final Permit FREE = new Permit(null, null, 0);

  private final @Nullable AtomicInteger underWay;
  private final @Nullable Breaker breaker;
  private final int era;

  /**
   * Of a call that was let in.
   *
   * @param underWay counts it, null if nobody does
   * @param era of the breaker, see {@link Breaker#enter}
   */
  Permit(@Nullable AtomicInteger underWay, @Nullable Breaker breaker, int era) {
    this.underWay = underWay;
    this.breaker = breaker;
    this.era = era;
  }

  /**
   * The call came to this; its response's body may still be on the way.
   *
   * @param thrown what the last try threw, or what the call ends with; null if it was answered
   */
  void showed(Outcome outcome, @Nullable Throwable thrown, Duration time) {
    if (breaker == null) {
      return;
    }
    switch (outcome.kind()) {
      case SUCCESS -> breaker.succeeded(era, time);
      case CANCELLED, CALLER_FAILURE -> breaker.release(era);
      case FAILURE, CONNECT_FAILURE, OVERLOAD ->
          breaker.failed(era, thrown == null ? new FailedAnswer(outcome) : thrown, time);
    }
  }

  /** Whether somebody counts the calls under way. */
  boolean isCounted() {
    return underWay != null;
  }

  /** The call is over, its body included. */
  void leave() {
    if (underWay != null) {
      underWay.decrementAndGet();
    }
  }
}
