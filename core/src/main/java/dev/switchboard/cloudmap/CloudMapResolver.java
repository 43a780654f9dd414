package dev.switchboard.cloudmap;

import dev.switchboard.resolve.Resolver;
import dev.switchboard.resolve.Service;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.servicediscovery.ServiceDiscoveryClient;

/**
 * Finds endpoints in one namespace of AWS Cloud Map, where ECS Service Connect and ECS service
 * discovery register tasks. Claims every host without a dot but {@code localhost}, and every host
 * that ends in {@code .<namespace>}.
 *
 * <p>The AWS SDK finds credentials and Region as it always does. The role needs {@code
 * servicediscovery:DiscoverInstances} and {@code servicediscovery:DiscoverInstancesRevision}.
 */
public final class CloudMapResolver implements Resolver {

  /**
   * The first questions about services nobody has called yet come within this time, at random: 500
   * processes that start at once with 10 services each stay within the account's quota.
   */
  private static final Duration START_SPREAD = Duration.ofSeconds(3);

  private final String namespace;
  private final String suffix;
  private final CloudMapPolicy policy;
  private final ServiceDiscoveryClient client;
  private final boolean ownsClient;
  private final Limits limits;
  private final Set<ServicePoller> pollers = ConcurrentHashMap.newKeySet();

  private CloudMapResolver(
      String namespace, CloudMapPolicy policy, ServiceDiscoveryClient client, boolean ownsClient) {
    this.namespace = namespace;
    this.suffix = "." + namespace.toLowerCase(Locale.ROOT);
    this.policy = policy;
    this.limits = Limits.of(policy);
    this.client = client;
    this.ownsClient = ownsClient;
  }

  /**
   * A resolver for one namespace, by its name, with everything else as is usual.
   *
   * @throws IllegalStateException if the AWS SDK finds no Region
   */
  public static CloudMapResolver forNamespace(String namespace) {
    return builder(namespace).build();
  }

  /** Begins a resolver for one namespace, by its name. */
  public static Builder builder(String namespace) {
    return new Builder(namespace);
  }

  @Override
  public Optional<Service> serviceFor(String host) {
    if (host.endsWith(suffix) && host.length() > suffix.length()) {
      return Optional.of(service(host.substring(0, host.length() - suffix.length())));
    }
    return host.indexOf('.') < 0 && !host.equals("localhost")
        ? Optional.of(service(host))
        : Optional.empty();
  }

  @Override
  public Service service(String name) {
    return new Service(namespace, name);
  }

  @Override
  public Watch watch(Service service, Observer observer, Context context) {
    ServicePoller poller =
        new ServicePoller(
            new ServiceQuestions(client, service),
            observer,
            context,
            policy,
            limits,
            pollers::remove);
    // The first also loads the SDK and opens a connection, best before anybody calls.
    Duration spread = pollers.isEmpty() ? Duration.ZERO : START_SPREAD;
    pollers.add(poller);
    poller.start(spread);
    return poller;
  }

  @Override
  public void close() {
    pollers.forEach(ServicePoller::close);
    if (ownsClient) {
      client.close();
    }
  }

  /** Puts a {@link CloudMapResolver} together. */
  public static final class Builder {

    private final String namespace;
    private CloudMapPolicy policy = CloudMapPolicy.defaults();
    private @Nullable ServiceDiscoveryClient client;
    private @Nullable Region region;

    private Builder(String namespace) {
      if (namespace.isBlank()) {
        throw new IllegalArgumentException(
            "the namespace is empty; write the name of a Cloud Map namespace, such as \"prod\"");
      }
      this.namespace = namespace;
    }

    /** How often Cloud Map is asked. */
    public Builder policy(CloudMapPolicy newPolicy) {
      policy = newPolicy;
      return this;
    }

    /**
     * The Region to ask, such as {@code eu-west-1}. Default: where the AWS SDK finds one. A client
     * of the application's own has its own.
     */
    public Builder region(String id) {
      region = Region.of(id);
      return this;
    }

    /**
     * A client of the application's own, which stays open when the resolver is closed. A module
     * that calls this requires {@code software.amazon.awssdk.services.servicediscovery} itself.
     */
    @SuppressWarnings("exports") // not transitive: see module-info
    public Builder client(ServiceDiscoveryClient newClient) {
      client = newClient;
      return this;
    }

    /**
     * The resolver.
     *
     * @throws IllegalStateException if no client was given and the AWS SDK finds no Region
     */
    public CloudMapResolver build() {
      return client == null
          ? new CloudMapResolver(namespace, policy, newClient(), true)
          : new CloudMapResolver(namespace, policy, client, false);
    }

    private ServiceDiscoveryClient newClient() {
      try {
        return ServiceDiscoveryClient.builder()
            .region(region) // null: as the SDK finds it
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(policy.requestTimeout())
                    .socketTimeout(policy.requestTimeout()))
            .overrideConfiguration(
                o ->
                    o.apiCallTimeout(policy.requestTimeout())
                        // The next poll is the retry.
                        .retryStrategy(DefaultRetryStrategy.doNotRetry()))
            .build();
      } catch (SdkClientException e) {
        throw new IllegalStateException(
            "cannot ask Cloud Map for namespace \""
                + namespace
                + "\": no AWS Region is known. Set the environment variable AWS_REGION (ECS and"
                + " Lambda do), or give a client: CloudMapResolver.builder(...).client(...).",
            e);
      }
    }
  }
}
