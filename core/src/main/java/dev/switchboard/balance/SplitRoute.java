package dev.switchboard.balance;

import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.Printable;
import java.util.Map;
import java.util.TreeMap;

/**
 * One rule of a traffic split: which calls go to which endpoints. Immutable.
 *
 * @param to the attributes its endpoints have, by name, whose case does not matter; none for the
 *     rest, which is every endpoint that no other route of the split names
 * @param when the {@link CallKeys} that a call must carry to go there, by name; none for a route
 *     that gets its share by weight
 * @param weight its share of the calls that no condition sends elsewhere, relative to the other
 *     routes without one, 0 to 1,000,000; default 1, as it must be where there is a condition. With
 *     0 its endpoints get no calls, and are not part of the rest: they are there and drained.
 * @param strict whether its calls go nowhere else: while it has no endpoint they wait for one, and
 *     then fail; default false: they go as if it were not there. Only for a route with a condition.
 */
public record SplitRoute(
    Map<String, String> to, Map<String, String> when, int weight, boolean strict) {

  private static final int MAX_WEIGHT = 1_000_000;

  /**
   * Copies the maps and checks the weight.
   *
   * @throws IllegalArgumentException if {@code weight} is outside 0 to 1,000,000
   */
  public SplitRoute {
    to = Map.copyOf(to);
    when = Map.copyOf(when);
    if (weight < 0 || weight > MAX_WEIGHT) {
      throw new IllegalArgumentException(
          "the weight of a route must be between 0 and " + MAX_WEIGHT + ", but is " + weight);
    }
  }

  /** To the endpoints that have all of these attributes. */
  public static SplitRoute to(Map<String, String> attributes) {
    return new SplitRoute(attributes, Map.of(), 1, false);
  }

  /** To the endpoints with this attribute. */
  public static SplitRoute to(String attribute, String value) {
    return to(Map.of(attribute, value));
  }

  /** To the endpoints that no other route of the split names. */
  public static SplitRoute toRest() {
    return to(Map.of());
  }

  /** This route, for calls that carry this key too. */
  public SplitRoute withWhen(String key, String value) {
    Map<String, String> all = new TreeMap<>(when);
    all.put(key, value);
    return new SplitRoute(to, all, weight, strict);
  }

  /** This route with another share. */
  public SplitRoute withWeight(int newWeight) {
    return new SplitRoute(to, when, newWeight, strict);
  }

  /** This route, with calls that go nowhere else, or may. */
  public SplitRoute withStrict(boolean nowhereElse) {
    return new SplitRoute(to, when, weight, nowhereElse);
  }

  /** What its endpoints have, for a person. */
  String target() {
    return Printable.of(new TreeMap<>(to).toString());
  }

  /** Whether an endpoint has what this route names. */
  boolean names(Endpoint endpoint) {
    return to.entrySet().stream().allMatch(wanted -> has(endpoint, wanted));
  }

  private static boolean has(Endpoint endpoint, Map.Entry<String, String> wanted) {
    return endpoint.attributes().entrySet().stream()
        .anyMatch(
            known ->
                known.getKey().equalsIgnoreCase(wanted.getKey())
                    && known.getValue().equals(wanted.getValue()));
  }
}
