package dev.switchboard.upstream;

import dev.switchboard.endpoint.EndpointSet;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a registry last said that can be believed. A list that was good is not given up for one
 * empty answer: the empty answers must go on for a while. For one lane.
 */
final class LastKnownGood {

  /**
   * Twice the 30 s by which Cloud Map's custom health lags behind, within which a service that is
   * being replaced may look empty.
   */
  static final Duration EMPTY_GRACE = Duration.ofSeconds(60);

  /** What became of an answer. */
  enum Taken {
    /** It is what is known now. */
    TAKEN,
    /** It is empty and the first such: what was known stays. */
    DOUBTED,
    /** It is empty and has been for a while, but not long enough. */
    STILL_DOUBTED
  }

  private @Nullable EndpointSet endpoints;
  private @Nullable Long emptySince;

  Taken offer(EndpointSet answer, long now) {
    if (answer.isEmpty() && !endpoints().isEmpty()) {
      if (emptySince == null) {
        emptySince = now;
        return Taken.DOUBTED;
      }
      if (now - emptySince < EMPTY_GRACE.toNanos()) {
        return Taken.STILL_DOUBTED;
      }
    }
    emptySince = null;
    endpoints = answer;
    return Taken.TAKEN;
  }

  /** There was no answer: whatever was empty before must be empty again for as long. */
  void failed() {
    emptySince = null;
  }

  boolean hasAnswer() {
    return endpoints != null;
  }

  EndpointSet endpoints() {
    return endpoints == null ? EndpointSet.empty() : endpoints;
  }

  void clear() {
    endpoints = EndpointSet.empty();
  }
}
