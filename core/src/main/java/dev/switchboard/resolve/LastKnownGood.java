package dev.switchboard.resolve;

import dev.switchboard.endpoint.EndpointSet;
import org.jspecify.annotations.Nullable;

/**
 * What one source last said that can be believed. A list that was good is not given up for one
 * empty answer: empty answers must go on for a while. For one thread at a time.
 */
public final class LastKnownGood {

  /** So that two questions in a row, both answered by the same confused server, do not suffice. */
  private static final int EMPTY_ANSWERS = 3;

  /** What became of an answer. */
  public enum Taken {
    /** It is what is known now. */
    TAKEN,
    /** It is empty and the first such: what was known stays. */
    DOUBTED,
    /** It is empty and so were those before, but not for long enough. */
    STILL_DOUBTED
  }

  private final long graceNanos;
  private @Nullable EndpointSet endpoints;
  private int emptyAnswers;
  private long emptySinceNanos;

  /** Nothing is known yet. */
  public LastKnownGood(ResolutionPolicy policy) {
    this.graceNanos = policy.emptyGrace().toNanos();
  }

  /** The source answered. */
  public Taken offer(EndpointSet answer, long now) {
    if (answer.isEmpty() && !endpoints().isEmpty() && graceNanos > 0) {
      emptyAnswers++;
      if (emptyAnswers == 1) {
        emptySinceNanos = now;
        return Taken.DOUBTED;
      }
      if (emptyAnswers < EMPTY_ANSWERS || now - emptySinceNanos < graceNanos) {
        return Taken.STILL_DOUBTED;
      }
    }
    emptyAnswers = 0;
    endpoints = answer;
    return Taken.TAKEN;
  }

  /** There was no answer: whatever was empty before must be empty again for as long. */
  public void failed() {
    emptyAnswers = 0;
  }

  /** Whether there ever was an answer. */
  public boolean hasAnswer() {
    return endpoints != null;
  }

  /** What is known; empty before the first answer. */
  public EndpointSet endpoints() {
    return endpoints == null ? EndpointSet.empty() : endpoints;
  }

  /** Gives up what is known. */
  public void clear() {
    endpoints = EndpointSet.empty();
  }
}
