package dev.switchboard.testkit;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/**
 * What is registered: namespaces, their services, the services' instances, and the receipts of
 * changes. Knows nothing of HTTP or JSON. Each method is atomic, and what it hands out is
 * immutable; safe for any thread.
 */
final class Registry {

  private final Random random;

  // All guarded by this; in the order of creation, which is the order of the lists.
  private final Map<String, Namespace> namespaces = new LinkedHashMap<>();
  private final Map<String, Service> services = new LinkedHashMap<>();
  private final Map<String, Operation> operations = new LinkedHashMap<>();

  /** One counter for all services, so that a service created again never repeats a revision. */
  private long lastRevision;

  Registry(Random random) {
    this.random = random;
  }

  synchronized Operation createNamespace(String name, String type, String creatorRequestId) {
    for (Namespace existing : namespaces.values()) {
      if (existing.name().equals(name)) {
        throw new CloudMapError(
            "NamespaceAlreadyExists",
            "There is a namespace " + name,
            Map.of("NamespaceId", existing.id(), "CreatorRequestId", existing.creatorRequestId()));
      }
    }
    Namespace created = new Namespace(id("ns-", 16), name, type, creatorRequestId, Instant.now());
    namespaces.put(created.id(), created);
    return done("CREATE_NAMESPACE", Map.of("NAMESPACE", created.id()));
  }

  synchronized Operation deleteNamespace(String namespaceId) {
    Namespace namespace = namespace(namespaceId);
    if (services.values().stream().anyMatch(service -> service.namespace().equals(namespace))) {
      throw new CloudMapError("ResourceInUse", namespaceId + " still has services");
    }
    namespaces.remove(namespaceId);
    return done("DELETE_NAMESPACE", Map.of("NAMESPACE", namespaceId));
  }

  synchronized Service createService(
      String namespaceId,
      String name,
      Map<String, Long> dnsRecords,
      boolean customHealth,
      String creatorRequestId) {
    Namespace namespace = namespace(namespaceId);
    if (!dnsRecords.isEmpty() && !namespace.dns()) {
      throw CloudMapError.invalid("A service in an HTTP namespace has no DnsConfig");
    }
    Optional<Service> existing = lookUp(namespace, name);
    if (existing.isPresent()) {
      Service service = existing.get();
      throw new CloudMapError(
          "ServiceAlreadyExists",
          "There is a service " + name + " in " + namespace.name(),
          Map.of("ServiceId", service.id(), "CreatorRequestId", service.creatorRequestId()));
    }
    return keep(
        new Service(
            namespace,
            id("srv-", 16),
            name,
            dnsRecords,
            customHealth,
            creatorRequestId,
            Instant.now(),
            Map.of(),
            ++lastRevision));
  }

  synchronized void deleteService(String serviceId) {
    if (!service(serviceId).instances().isEmpty()) {
      throw new CloudMapError("ResourceInUse", serviceId + " still has instances");
    }
    services.remove(serviceId);
  }

  /** Registers an instance, or registers it anew; both move the revision. */
  synchronized Operation register(
      String serviceId, String instanceId, Map<String, String> attributes) {
    Service service = service(serviceId);
    InstanceRules.check(service, instanceId, attributes);
    keep(service.with(Instance.registered(instanceId, attributes), ++lastRevision));
    return done("REGISTER_INSTANCE", Map.of("INSTANCE", instanceId, "SERVICE", serviceId));
  }

  synchronized Operation deregister(String serviceId, String instanceId) {
    Service service = service(serviceId);
    instance(service, instanceId);
    keep(service.without(instanceId, ++lastRevision));
    return done("DEREGISTER_INSTANCE", Map.of("INSTANCE", instanceId, "SERVICE", serviceId));
  }

  /** Changes an instance's health, which leaves the revision where it is. */
  synchronized void health(String serviceId, String instanceId, boolean healthy) {
    Service service = service(serviceId);
    Instance instance = instance(service, instanceId);
    if (!service.customHealth()) {
      throw new CloudMapError("CustomHealthNotFound", serviceId + " has no custom health check");
    }
    keep(service.with(instance.withHealthy(healthy), service.revision()));
  }

  /** The same; a service without a custom health check gets one, as only the testkit can do. */
  synchronized void forceHealth(String serviceId, String instanceId, boolean healthy) {
    Service service = service(serviceId);
    instance(service, instanceId);
    keep(service.withCustomHealth());
    health(serviceId, instanceId, healthy);
  }

  synchronized Service find(String namespaceName, String serviceName) {
    Namespace namespace =
        namespaces.values().stream()
            .filter(each -> each.name().equals(namespaceName))
            .findFirst()
            .orElseThrow(
                () -> new CloudMapError("NamespaceNotFound", "No namespace " + namespaceName));
    return lookUp(namespace, serviceName)
        .orElseThrow(
            () ->
                new CloudMapError(
                    "ServiceNotFound", "No service " + serviceName + " in " + namespaceName));
  }

  /**
   * The service of these names; both are created (HTTP, no health check) where they are missing.
   */
  synchronized Service findOrCreate(String namespaceName, String serviceName) {
    Namespace namespace =
        namespaces.values().stream()
            .filter(each -> each.name().equals(namespaceName))
            .findFirst()
            .orElseGet(
                () -> {
                  Operation created = createNamespace(namespaceName, Namespace.HTTP, "testkit");
                  return namespace(created.targets().getOrDefault("NAMESPACE", ""));
                });
    return lookUp(namespace, serviceName)
        .orElseGet(() -> createService(namespace.id(), serviceName, Map.of(), false, "testkit"));
  }

  synchronized Operation operation(String operationId) {
    return known(
        operations, operationId, () -> new CloudMapError("OperationNotFound", "No " + operationId));
  }

  synchronized List<Namespace> namespaces() {
    return List.copyOf(namespaces.values());
  }

  synchronized List<Service> services() {
    return List.copyOf(services.values());
  }

  private Optional<Service> lookUp(Namespace namespace, String name) {
    return services.values().stream()
        .filter(service -> service.namespace().equals(namespace) && service.name().equals(name))
        .findFirst();
  }

  private Namespace namespace(String namespaceId) {
    return known(
        namespaces, namespaceId, () -> new CloudMapError("NamespaceNotFound", "No " + namespaceId));
  }

  private Service service(String serviceId) {
    return known(
        services, serviceId, () -> new CloudMapError("ServiceNotFound", "No " + serviceId));
  }

  private static Instance instance(Service service, String instanceId) {
    return known(
        service.instances(),
        instanceId,
        () -> new CloudMapError("InstanceNotFound", "No " + instanceId + " in " + service.name()));
  }

  private static <T> T known(Map<String, T> all, String id, Supplier<CloudMapError> error) {
    T found = all.get(id);
    if (found == null) {
      throw error.get();
    }
    return found;
  }

  private Service keep(Service service) {
    services.put(service.id(), service);
    return service;
  }

  private Operation done(String type, Map<String, String> targets) {
    Operation operation = new Operation(id("", 32), type, targets, Instant.now());
    operations.put(operation.id(), operation);
    return operation;
  }

  private String id(String prefix, int length) {
    StringBuilder id = new StringBuilder(prefix);
    for (int i = 0; i < length; i++) {
      id.append(Character.forDigit(random.nextInt(36), 36));
    }
    return id.toString();
  }
}
