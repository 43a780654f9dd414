package dev.switchboard.call;

import dev.switchboard.endpoint.Outcome;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A call that was let in. It is told once how it went, and once that it is over. */
final class Permit {

  /** Nobody counts the call. */
  static final Permit FREE = new Permit(null, null);

  private final @Nullable AtomicInteger underWay;
  private final @Nullable Breaker breaker;

  Permit(@Nullable AtomicInteger underWay, @Nullable Breaker breaker) {
    this.underWay = underWay;
    this.breaker = breaker;
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
      case SUCCESS -> breaker.succeeded(time);
      case CANCELLED, CALLER_FAILURE -> breaker.release();
      case FAILURE, CONNECT_FAILURE, OVERLOAD ->
          breaker.failed(thrown == null ? new FailedAnswer(outcome) : thrown, time);
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
