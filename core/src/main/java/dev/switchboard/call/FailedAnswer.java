package dev.switchboard.call;

import dev.switchboard.endpoint.Outcome;
import java.io.IOException;

/** Stands for an answer such as a 503 where resilience4j wants to see something thrown. */
final class FailedAnswer extends IOException {

  private static final long serialVersionUID = 1L;

  FailedAnswer(Outcome outcome) {
    super("answered with " + outcome.reason());
  }

  /** It comes from nowhere. */
  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized")
  public Throwable fillInStackTrace() {
    return this;
  }
}
