package dev.switchboard.resolve;

import dev.switchboard.endpoint.EndpointSet;
import java.time.Duration;
import java.util.List;

/**
 * A registry's answer for one service. Immutable.
 *
 * @param endpoints what can be called
 * @param skipped what the registry listed and cannot be called
 * @param age how old the answer is already: zero from a source that was just asked, more from one
 *     that was remembered
 */
public record Resolution(EndpointSet endpoints, List<Skipped> skipped, Duration age) {

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if {@code age} is negative or longer than a hundred years
   */
  public Resolution {
    if (age.isNegative() || age.toDays() > 36_500) {
      throw new IllegalArgumentException(
          "the age of an answer must be between 0 and 36500 days, but is " + age);
    }
    skipped = List.copyOf(skipped);
  }

  /** An answer given just now. */
  public Resolution(EndpointSet endpoints, List<Skipped> skipped) {
    this(endpoints, skipped, Duration.ZERO);
  }

  /** An answer given just now in which everything can be called. */
  public static Resolution of(EndpointSet endpoints) {
    return new Resolution(endpoints, List.of());
  }

  /**
   * An instance that cannot be used.
   *
   * @param instanceId what the registry calls it
   * @param reason what is wrong with it and what would be right
   */
  public record Skipped(String instanceId, String reason) {}
}
