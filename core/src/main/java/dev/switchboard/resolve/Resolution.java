package dev.switchboard.resolve;

import dev.switchboard.endpoint.EndpointSet;
import java.util.List;

/**
 * A registry's answer for one service. Immutable.
 *
 * @param endpoints what can be called
 * @param skipped what the registry listed and cannot be called
 */
public record Resolution(EndpointSet endpoints, List<Skipped> skipped) {

  /** Copies the list. */
  public Resolution {
    skipped = List.copyOf(skipped);
  }

  /** An answer in which everything can be called. */
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
