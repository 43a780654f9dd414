package dev.switchboard.endpoint;

import java.util.Map;
import java.util.TreeMap;

/**
 * Where this process runs, and where others of its kind do.
 *
 * @param zone its availability zone, empty if not known
 * @param callers how many of its kind run in each zone; empty if not known
 */
public record Locality(String zone, Map<String, Integer> callers) {

  private static final Locality UNKNOWN = new Locality("", Map.of());

  /** Copies the map. */
  public Locality {
    callers = Map.copyOf(callers);
  }

  /** Nothing is known. */
  public static Locality unknown() {
    return UNKNOWN;
  }

  /** A process in {@code zone} that is one of {@code callers}. */
  public static Locality of(String zone, EndpointSet callers) {
    Map<String, Integer> count = new TreeMap<>();
    for (Endpoint caller : callers) {
      count.merge(caller.zone(), 1, Integer::sum);
    }
    return new Locality(zone, count);
  }
}
