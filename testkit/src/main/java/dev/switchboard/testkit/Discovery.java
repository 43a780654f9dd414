package dev.switchboard.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;

/**
 * What one {@code DiscoverInstances} asks for, and the rule by which it is answered.
 *
 * <p>The order of the steps is: query parameters, health, optional parameters, shuffle, cut. AWS
 * documents each step but not the order of the second and third.
 *
 * @param maxResults 1 to 1000; what is over is cut off without a word
 * @param health ignored for a service without a health check
 * @param query attributes that an instance must have
 * @param optional attributes that count only if some instance has them all
 */
record Discovery(
    int maxResults, HealthFilter health, Map<String, String> query, Map<String, String> optional) {

  /** The {@code MaxResults} of a request that has none. */
  static final int DEFAULT_MAX_RESULTS = 100;

  static final int MAX_RESULTS = 1000;

  /** Cloud Map's {@code HealthStatusFilter}. */
  enum HealthFilter {
    /** The default of a service with a health check. */
    HEALTHY,
    UNHEALTHY,
    ALL,
    /** Fails open: with no healthy instance, all of them. */
    HEALTHY_OR_ELSE_ALL;

    static HealthFilter of(String name) {
      for (HealthFilter filter : values()) {
        if (filter.name().equals(name)) {
          return filter;
        }
      }
      throw CloudMapError.invalid("HealthStatus is none of " + Arrays.toString(values()));
    }
  }

  List<Instance> select(Service service, Random random) {
    List<Instance> queried = only(service.all(), instance -> instance.matches(query));
    List<Instance> eligible = service.customHealth() ? byHealth(queried) : queried;
    List<Instance> preferred = only(eligible, instance -> instance.matches(optional));
    List<Instance> answer = new ArrayList<>(preferred.isEmpty() ? eligible : preferred);
    Collections.shuffle(answer, random);
    return List.copyOf(answer.subList(0, Math.min(maxResults, answer.size())));
  }

  private List<Instance> byHealth(List<Instance> instances) {
    return switch (health) {
      case HEALTHY -> only(instances, Instance::healthy);
      case UNHEALTHY -> only(instances, instance -> !instance.healthy());
      case ALL -> instances;
      case HEALTHY_OR_ELSE_ALL -> {
        List<Instance> healthy = only(instances, Instance::healthy);
        yield healthy.isEmpty() ? instances : healthy;
      }
    };
  }

  private static List<Instance> only(Iterable<Instance> instances, Predicate<Instance> condition) {
    List<Instance> chosen = new ArrayList<>();
    for (Instance instance : instances) {
      if (condition.test(instance)) {
        chosen.add(instance);
      }
    }
    return chosen;
  }
}
