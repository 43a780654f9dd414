package dev.switchboard.call;

import dev.switchboard.endpoint.Absence;
import dev.switchboard.endpoint.Alias;
import java.time.Duration;

/** There was no endpoint to try. */
public final class NoEndpointException extends SwitchboardException {

  private static final long serialVersionUID = 1L;

  private final Absence.Reason reason;

  NoEndpointException(Alias alias, Absence absence, Duration waited) {
    super(
        "no endpoint for "
            + alias
            + (waited.isZero() ? "" : " after waiting " + waited.toMillis() + " ms")
            + ": "
            + absence.message());
    this.reason = absence.reason();
  }

  /** Why there was none. */
  public Absence.Reason reason() {
    return reason;
  }
}
