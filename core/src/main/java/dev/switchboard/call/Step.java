package dev.switchboard.call;

import dev.switchboard.upstream.Attempt;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a {@link Call} wants its driver to do next. */
public sealed interface Step {

  /**
   * Try this endpoint, then tell {@link Call#attemptEnded}.
   *
   * @param attempt the try; it has begun
   * @param timeout how long it may take up to the response's headers, empty for as long as it likes
   */
  record Try(Attempt attempt, Optional<Duration> timeout) implements Step {}

  /**
   * Come back by {@link Call#wake} at this time of the clock, or when the upstream changes.
   *
   * @param nanos the time
   */
  record AwaitUntil(long nanos) implements Step {}

  /**
   * The call is over.
   *
   * @param failure what to throw; null if the answer of the last attempt is the call's, whatever it
   *     says
   */
  record Finish(@Nullable SwitchboardException failure) implements Step {}
}
