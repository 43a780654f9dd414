package dev.switchboard.testkit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/** The calls that are answered: from the members of a request to those of its answer. */
final class Operations {

  private final Registry registry;
  private final Random random;
  private final Map<String, Function<Members, Map<String, Object>>> table = new LinkedHashMap<>();

  Operations(Registry registry, Random random) {
    this.registry = registry;
    this.random = random;
    table.put("CreateHttpNamespace", m -> createNamespace(m, Namespace.HTTP));
    table.put("CreatePrivateDnsNamespace", m -> createNamespace(m, Namespace.DNS_PRIVATE));
    table.put("DeleteNamespace", m -> receipt(registry.deleteNamespace(m.required("Id"))));
    table.put("ListNamespaces", m -> listNamespaces());
    table.put("CreateService", this::createService);
    table.put("DeleteService", this::deleteService);
    table.put("ListServices", m -> listServices());
    table.put("RegisterInstance", this::register);
    table.put("DeregisterInstance", this::deregister);
    table.put("UpdateInstanceCustomHealthStatus", this::health);
    table.put("GetOperation", this::operation);
    table.put("DiscoverInstances", this::discover);
    table.put("DiscoverInstancesRevision", m -> revision(service(m)));
  }

  Map<String, Object> answer(String operation, Members members) {
    Function<Members, Map<String, Object>> call = table.get(operation);
    if (call == null) {
      throw new CloudMapError(
          "UnknownOperationException", operation + " is none of " + table.keySet());
    }
    return call.apply(members);
  }

  private static Map<String, Object> receipt(Operation operation) {
    return Map.of("OperationId", operation.id());
  }

  private Map<String, Object> createNamespace(Members m, String type) {
    return receipt(
        registry.createNamespace(m.required("Name"), type, m.text("CreatorRequestId", "")));
  }

  private Map<String, Object> listNamespaces() {
    return Map.of(
        "Namespaces",
        registry.namespaces().stream()
            .map(n -> Map.of("Id", n.id(), "Name", n.name(), "Type", n.type()))
            .toList());
  }

  private Map<String, Object> createService(Members m) {
    Service service =
        registry.createService(
            m.required("NamespaceId"),
            m.required("Name"),
            Map.of(),
            m.has("HealthCheckCustomConfig"),
            m.text("CreatorRequestId", ""));
    return Map.of("Service", summary(service));
  }

  private Map<String, Object> deleteService(Members m) {
    registry.deleteService(m.required("Id"));
    return Map.of();
  }

  private Map<String, Object> listServices() {
    return Map.of("Services", registry.services().stream().map(Operations::summary).toList());
  }

  private static Map<String, Object> summary(Service service) {
    return Map.of(
        "Id", service.id(), "Name", service.name(), "NamespaceId", service.namespace().id());
  }

  private Map<String, Object> register(Members m) {
    return receipt(
        registry.register(
            m.required("ServiceId"), m.required("InstanceId"), m.texts("Attributes")));
  }

  private Map<String, Object> deregister(Members m) {
    return receipt(registry.deregister(m.required("ServiceId"), m.required("InstanceId")));
  }

  private Map<String, Object> health(Members m) {
    String status = m.required("Status");
    if (!status.equals(Instance.HEALTHY) && !status.equals(Instance.UNHEALTHY)) {
      throw CloudMapError.invalid("Status is neither HEALTHY nor UNHEALTHY: " + status);
    }
    registry.health(
        m.required("ServiceId"), m.required("InstanceId"), status.equals(Instance.HEALTHY));
    return Map.of();
  }

  private Map<String, Object> operation(Members m) {
    Operation operation = registry.operation(m.required("OperationId"));
    return Map.of(
        "Operation",
        Map.of(
            "Id", operation.id(),
            "Type", operation.type(),
            "Status", "SUCCESS",
            "Targets", operation.targets()));
  }

  private Service service(Members m) {
    return registry.find(m.required("NamespaceName"), m.required("ServiceName"));
  }

  private static Map<String, Object> revision(Service service) {
    return Map.of("InstancesRevision", service.revision());
  }

  private Map<String, Object> discover(Members m) {
    Service service = service(m);
    Discovery discovery =
        new Discovery(
            m.number("MaxResults", Discovery.DEFAULT_MAX_RESULTS, 1, Discovery.MAX_RESULTS),
            Discovery.HealthFilter.of(m.text("HealthStatus", "HEALTHY")),
            m.texts("QueryParameters"),
            m.texts("OptionalParameters"));
    List<Map<String, Object>> instances =
        discovery.select(service, random).stream().map(i -> instance(service, i)).toList();
    return Map.of("Instances", instances, "InstancesRevision", service.revision());
  }

  private static Map<String, Object> instance(Service service, Instance instance) {
    return Map.of(
        "InstanceId", instance.id(),
        "NamespaceName", service.namespace().name(),
        "ServiceName", service.name(),
        "HealthStatus", service.healthOf(instance),
        "Attributes", instance.attributes());
  }
}
