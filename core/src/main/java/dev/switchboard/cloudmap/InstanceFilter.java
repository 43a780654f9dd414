package dev.switchboard.cloudmap;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which instances are wanted, by their attributes. Names are compared without regard to case,
 * values exactly. Immutable.
 */
final class InstanceFilter {

  static final InstanceFilter ALL = new InstanceFilter(Map.of(), Map.of());

  private final Map<String, Set<String>> only;
  private final Map<String, Set<String>> without;

  private InstanceFilter(Map<String, Set<String>> only, Map<String, Set<String>> without) {
    this.only = only;
    this.without = without;
  }

  /** Besides, only those whose attribute has this value, or another one given for it. */
  InstanceFilter andOnly(String name, String value) {
    return new InstanceFilter(plus(only, name, value), without);
  }

  /** Besides, none whose attribute has this value. */
  InstanceFilter andWithout(String name, String value) {
    return new InstanceFilter(only, plus(without, name, value));
  }

  private static Map<String, Set<String>> plus(
      Map<String, Set<String>> all, String name, String value) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException(
          "the attribute's name is empty; write one such as ECS_CLUSTER_NAME");
    }
    Map<String, Set<String>> more = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.forEach((key, values) -> more.put(key, new TreeSet<>(values)));
    more.computeIfAbsent(name, key -> new TreeSet<>()).add(value);
    return more;
  }

  /** Whether an instance with these attributes, by names without regard to case, is wanted. */
  boolean accepts(Map<String, String> attributes) {
    return only.entrySet().stream().allMatch(e -> has(attributes, e))
        && without.entrySet().stream().noneMatch(e -> has(attributes, e));
  }

  private static boolean has(
      Map<String, String> attributes, Map.Entry<String, Set<String>> condition) {
    String value = attributes.get(condition.getKey());
    return value != null && condition.getValue().contains(value);
  }

  /** Such as {@code only ECS_CLUSTER_NAME=blue, without canary=true}. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    only.forEach((name, values) -> parts.add("only " + condition(name, values)));
    without.forEach((name, values) -> parts.add("without " + condition(name, values)));
    return String.join(", ", parts);
  }

  private static String condition(String name, Set<String> values) {
    return values.stream().map(value -> name + "=" + value).collect(Collectors.joining(" or "));
  }
}
