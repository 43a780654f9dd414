package dev.switchboard.testkit;

import java.util.Map;

/**
 * One registered instance.
 *
 * @param healthy what its custom health check says; only of interest if its service has one
 */
record Instance(String id, Map<String, String> attributes, boolean healthy) {

  static final String HEALTHY = "HEALTHY";
  static final String UNHEALTHY = "UNHEALTHY";

  /** The attribute with which a registration chooses the health it starts with. */
  static final String INITIAL_HEALTH = "AWS_INIT_HEALTH_STATUS";

  Instance {
    attributes = Map.copyOf(attributes);
  }

  /** A fresh instance: healthy, unless {@value #INITIAL_HEALTH} says otherwise. */
  static Instance registered(String id, Map<String, String> attributes) {
    return new Instance(id, attributes, !UNHEALTHY.equals(attributes.get(INITIAL_HEALTH)));
  }

  Instance withHealthy(boolean nowHealthy) {
    return new Instance(id, attributes, nowHealthy);
  }

  /** Whether it has every one of these attributes with exactly this value. */
  boolean matches(Map<String, String> wanted) {
    return attributes.entrySet().containsAll(wanted.entrySet());
  }
}
