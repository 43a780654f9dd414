package dev.switchboard.cloudmap;

import dev.switchboard.resolve.Resolution;
import dev.switchboard.resolve.ResolutionError;
import dev.switchboard.resolve.Service;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.servicediscovery.ServiceDiscoveryClient;
import software.amazon.awssdk.services.servicediscovery.model.DiscoverInstancesResponse;
import software.amazon.awssdk.services.servicediscovery.model.HealthStatusFilter;

/** The two questions Cloud Map is asked about a service, and what its errors mean. Blocks. */
final class ServiceQuestions {

  /** Cloud Map's own limit. Its default is 100, beyond which it leaves out the rest silently. */
  private static final int MAX_RESULTS = 1000;

  /** Stands for the revision of a registry that names none. */
  static final long NO_REVISION = -1;

  private final ServiceDiscoveryClient client;
  private final NamespaceReference namespace;
  private final Service service;
  private final Instances instances;

  ServiceQuestions(
      ServiceDiscoveryClient client,
      NamespaceReference namespace,
      Service service,
      Instances instances) {
    this.client = client;
    this.namespace = namespace;
    this.service = service;
    this.instances = instances;
  }

  /** An answer and the revision it belongs to. */
  record Answer(Resolution resolution, long revision) {}

  Answer instances() {
    DiscoverInstancesResponse response =
        client.discoverInstances(
            r ->
                r.namespaceName(namespace.asked())
                    .ownerAccount(namespace.owner())
                    .serviceName(service.name())
                    .maxResults(MAX_RESULTS)
                    .healthStatus(HealthStatusFilter.HEALTHY_OR_ELSE_ALL));
    return new Answer(instances.read(response.instances()), orNone(response.instancesRevision()));
  }

  long revision() {
    return orNone(
        client
            .discoverInstancesRevision(
                r ->
                    r.namespaceName(namespace.asked())
                        .ownerAccount(namespace.owner())
                        .serviceName(service.name()))
            .instancesRevision());
  }

  private static long orNone(@Nullable Long revision) {
    return revision == null ? NO_REVISION : revision;
  }

  /** What an exception of the SDK means, or of what it calls. */
  ResolutionError explain(Throwable e) {
    return CloudMapErrors.explain(
        e,
        "(asked for service \""
            + service.name()
            + "\" in namespace \""
            + namespace.asked()
            + "\", Region "
            + region()
            + ")");
  }

  private String region() {
    try {
      return String.valueOf(client.serviceClientConfiguration().region());
    } catch (UnsupportedOperationException e) {
      return "unknown"; // a client of the application's own need not tell
    }
  }
}
