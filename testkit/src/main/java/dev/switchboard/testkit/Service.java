package dev.switchboard.testkit;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A service with its instances at one moment. Immutable: each change is a new one.
 *
 * @param dnsRecords record type (A, AAAA, SRV, CNAME) to its TTL in seconds; empty in an HTTP
 *     namespace
 * @param customHealth whether it has a {@code HealthCheckCustomConfig}
 * @param instances by instance id, in the order they were first registered
 * @param revision the {@code InstancesRevision}
 */
record Service(
    Namespace namespace,
    String id,
    String name,
    Map<String, Long> dnsRecords,
    boolean customHealth,
    String creatorRequestId,
    Instant created,
    Map<String, Instance> instances,
    long revision) {

  Service with(Instance instance, long newRevision) {
    Map<String, Instance> changed = new LinkedHashMap<>(instances);
    changed.put(instance.id(), instance);
    return withInstances(changed, newRevision);
  }

  Service without(String instanceId, long newRevision) {
    Map<String, Instance> changed = new LinkedHashMap<>(instances);
    changed.remove(instanceId);
    return withInstances(changed, newRevision);
  }

  Service withCustomHealth() {
    return new Service(
        namespace, id, name, dnsRecords, true, creatorRequestId, created, instances, revision);
  }

  /** The status of one of its instances, as Cloud Map names it. */
  String healthOf(Instance instance) {
    if (!customHealth) {
      return "UNKNOWN";
    }
    return instance.healthy() ? Instance.HEALTHY : Instance.UNHEALTHY;
  }

  Collection<Instance> all() {
    return instances.values();
  }

  private Service withInstances(Map<String, Instance> changed, long newRevision) {
    return new Service(
        namespace,
        id,
        name,
        dnsRecords,
        customHealth,
        creatorRequestId,
        created,
        Collections.unmodifiableMap(changed),
        newRevision);
  }
}
