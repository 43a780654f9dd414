package dev.switchboard.call;

import java.io.IOException;

/**
 * A call through Switchboard failed. An {@link IOException}, because to the application it is what
 * a failed connection was before.
 */
public abstract sealed class SwitchboardException extends IOException
    permits NoEndpointException,
        CallFailedException,
        CircuitOpenException,
        ConcurrencyLimitException {

  private static final long serialVersionUID = 1L;

  SwitchboardException(String message) {
    super(message);
  }
}
