package dev.switchboard.okhttp;

import dev.switchboard.endpoint.Alias;
import dev.switchboard.endpoint.Endpoint;
import java.util.Optional;
import okhttp3.Response;

/**
 * Where a response came from.
 *
 * @param alias what was dialed
 * @param endpoint who answered
 * @param attempt at which try, 1 for the first
 */
public record Answer(Alias alias, Endpoint endpoint, int attempt) {

  /** Where {@code response} came from, or empty if it did not come through Switchboard. */
  public static Optional<Answer> of(Response response) {
    return Optional.ofNullable(response.request().tag(Answer.class));
  }
}
