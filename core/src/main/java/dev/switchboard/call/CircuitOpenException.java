package dev.switchboard.call;

import dev.switchboard.endpoint.Alias;
import java.time.Duration;

/** The call was not let in, because too many calls to its alias have failed lately. */
public final class CircuitOpenException extends SwitchboardException {

  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  CircuitOpenException(Alias alias, String reason, Duration retryAfter) {
    super(
        alias
            + ": the circuit is open, because "
            + reason
            + "; a few calls are let in "
            + (retryAfter.isZero()
                ? "now, and as many as that are under way"
                : "again after " + retryAfter.toMillis() + " ms"));
    this.retryAfter = retryAfter;
  }

  /**
   * How long from now no call is let in; zero if the few that try it are under way, so that the
   * next is let in when one of them has ended.
   */
  public Duration retryAfter() {
    return retryAfter;
  }
}
