package dev.switchboard.call;

import org.jspecify.annotations.Nullable;

/**
 * The last try failed, or the call ran out of time. The cause is what the last try threw; what
 * earlier tries threw is suppressed.
 */
public final class CallFailedException extends SwitchboardException {

  private static final long serialVersionUID = 1L;

  CallFailedException(String message, @Nullable Throwable cause) {
    super(message);
    initCause(cause);
  }
}
