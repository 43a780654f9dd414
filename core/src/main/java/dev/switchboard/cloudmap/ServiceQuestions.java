package dev.switchboard.cloudmap;

import dev.switchboard.resolve.Resolution;
import dev.switchboard.resolve.ResolutionError;
import dev.switchboard.resolve.Service;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.servicediscovery.ServiceDiscoveryClient;
import software.amazon.awssdk.services.servicediscovery.model.DiscoverInstancesResponse;
import software.amazon.awssdk.services.servicediscovery.model.HealthStatusFilter;
import software.amazon.awssdk.services.servicediscovery.model.InvalidInputException;
import software.amazon.awssdk.services.servicediscovery.model.NamespaceNotFoundException;
import software.amazon.awssdk.services.servicediscovery.model.RequestLimitExceededException;
import software.amazon.awssdk.services.servicediscovery.model.ServiceNotFoundException;

/** The two questions Cloud Map is asked about a service, and what its errors mean. Blocks. */
final class ServiceQuestions {

  /** Cloud Map's own limit. Its default is 100, beyond which it leaves out the rest silently. */
  private static final int MAX_RESULTS = 1000;

  /** Stands for the revision of a registry that names none. */
  static final long NO_REVISION = -1;

  private final ServiceDiscoveryClient client;
  private final Service service;

  ServiceQuestions(ServiceDiscoveryClient client, Service service) {
    this.client = client;
    this.service = service;
  }

  /** An answer and the revision it belongs to. */
  record Answer(Resolution resolution, long revision) {}

  Answer instances() {
    DiscoverInstancesResponse response =
        client.discoverInstances(
            r ->
                r.namespaceName(service.namespace())
                    .serviceName(service.name())
                    .maxResults(MAX_RESULTS)
                    .healthStatus(HealthStatusFilter.HEALTHY_OR_ELSE_ALL));
    return new Answer(Instances.read(response.instances()), orNone(response.instancesRevision()));
  }

  long revision() {
    return orNone(
        client
            .discoverInstancesRevision(
                r -> r.namespaceName(service.namespace()).serviceName(service.name()))
            .instancesRevision());
  }

  private static long orNone(@Nullable Long revision) {
    return revision == null ? NO_REVISION : revision;
  }

  /** What an exception of the SDK means, or of what it calls. */
  ResolutionError explain(Throwable e) {
    String asked =
        " (asked for service \""
            + service.name()
            + "\" in namespace \""
            + service.namespace()
            + "\", Region "
            + region()
            + ")";
    if (e instanceof ServiceNotFoundException) {
      return new ResolutionError(
          ResolutionError.Kind.UNKNOWN_SERVICE,
          "Cloud Map knows no such service"
              + asked
              + ". Check the spelling, or name the service of this alias:"
              + " .alias(\"host:port\", a -> a.withService(\"name\")). If this host is none of"
              + " Cloud Map's, declare the aliases and add .onlyDeclaredAliases()");
    }
    if (e instanceof NamespaceNotFoundException) {
      return new ResolutionError(
          ResolutionError.Kind.UNKNOWN_SERVICE,
          "Cloud Map knows no such namespace"
              + asked
              + ". Check its name, the account, the Region");
    }
    if (e instanceof RequestLimitExceededException) {
      return new ResolutionError(
          ResolutionError.Kind.THROTTLED,
          "Cloud Map limits the account's requests"
              + asked
              + ". It is asked less often for now; if this lasts, set a longer pollInterval");
    }
    if (e instanceof InvalidInputException) {
      return new ResolutionError(
          ResolutionError.Kind.MISCONFIGURED,
          "Cloud Map refused the question: "
              + e.getMessage()
              + asked
              + ". Check the names of the namespace and the service");
    }
    if (isAccessDenied(e)) {
      return new ResolutionError(
          ResolutionError.Kind.MISCONFIGURED,
          "Cloud Map refused the credentials: "
              + e.getMessage()
              + asked
              + ". The role needs servicediscovery:DiscoverInstances and"
              + " servicediscovery:DiscoverInstancesRevision");
    }
    if (String.valueOf(e.getMessage()).contains("Unable to load credentials")) {
      return new ResolutionError(
          ResolutionError.Kind.MISCONFIGURED,
          "no AWS credentials were found"
              + asked
              + ". On ECS give the task a task role; on a laptop set AWS_PROFILE or log in");
    }
    return new ResolutionError(
        ResolutionError.Kind.UNAVAILABLE, "Cloud Map did not answer: " + e.getMessage() + asked);
  }

  private String region() {
    try {
      return String.valueOf(client.serviceClientConfiguration().region());
    } catch (UnsupportedOperationException e) {
      return "unknown"; // a client of the application's own need not tell
    }
  }

  private static boolean isAccessDenied(Throwable e) {
    if (!(e instanceof AwsServiceException aws)) {
      return false;
    }
    boolean named =
        aws.awsErrorDetails() != null
            && "AccessDeniedException".equals(aws.awsErrorDetails().errorCode());
    return named || aws.statusCode() == 403;
  }
}
