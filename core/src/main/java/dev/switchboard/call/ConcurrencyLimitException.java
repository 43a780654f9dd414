package dev.switchboard.call;

import dev.switchboard.endpoint.Alias;

/** The call was not let in, because as many calls to its alias as may be are under way. */
public final class ConcurrencyLimitException extends SwitchboardException {

  private static final long serialVersionUID = 1L;

  ConcurrencyLimitException(Alias alias, int limit) {
    super(
        alias
            + ": "
            + limit
            + " calls are under way already, as many as concurrencyLimit allows. A response's body"
            + " counts until it is closed. Call less at once, or set a higher limit");
  }
}
