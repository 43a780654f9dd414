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
 * that ends in {@code .<namespace>}, if the namespace's name is known.
 *
 * <p>Services are asked about as often as {@link CloudMapPolicy} says while they are called, less
 * and less often when they are not, and at once when they are called again.
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

  private final NamespaceReference namespace;

  /** Empty if the namespace's name is not known. */
  private final String suffix;

  private final Instances instances;
  private final CloudMapPolicy policy;
  private final ServiceDiscoveryClient client;
  private final boolean ownsClient;
  private final Limits limits;
  private final Set<ServicePoller> pollers = ConcurrentHashMap.newKeySet();

  private CloudMapResolver(Builder builder) {
    this.namespace = builder.namespace;
    String name = namespace.name();
    this.suffix = name == null ? "" : "." + name.toLowerCase(Locale.ROOT);
    this.instances =
        new Instances(builder.preferIpv6, builder.filter, new Weights(builder.weightAttribute));
    this.policy = builder.policy;
    this.ownsClient = builder.client == null;
    this.client = builder.client == null ? builder.newClient() : builder.client;
    this.limits = Limits.of(policy);
  }

  /**
   * A resolver for one namespace, with everything else as is usual.
   *
   * @param nameOrArn as {@link #builder}
   * @throws IllegalArgumentException if it is neither a name nor an ARN
   * @throws IllegalStateException if the AWS SDK finds no Region
   */
  public static CloudMapResolver forNamespace(String nameOrArn) {
    return builder(nameOrArn).build();
  }

  /**
   * Begins a resolver for one namespace.
   *
   * @param nameOrArn its name, such as {@code prod}; or the ARN of a namespace that another account
   *     shares through AWS RAM, such as {@code
   *     arn:aws:servicediscovery:eu-west-1:123456789012:namespace/ns-abcdef1234567890}, which is
   *     then asked for in that account and Region
   * @throws IllegalArgumentException if it is neither a name nor an ARN
   */
  public static Builder builder(String nameOrArn) {
    return new Builder(NamespaceReference.of(nameOrArn));
  }

  @Override
  public Optional<Service> serviceFor(String host) {
    if (!suffix.isEmpty() && host.endsWith(suffix) && host.length() > suffix.length()) {
      return Optional.of(service(host.substring(0, host.length() - suffix.length())));
    }
    return host.indexOf('.') < 0 && !host.equals("localhost")
        ? Optional.of(service(host))
        : Optional.empty();
  }

  @Override
  public Service service(String name) {
    return new Service(namespace.label(), name);
  }

  @Override
  public Watch watch(Service service, Observer observer, Context context) {
    ServicePoller poller =
        new ServicePoller(
            new ServiceQuestions(client, namespace, service, instances),
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

    private NamespaceReference namespace;
    private InstanceFilter filter = InstanceFilter.ALL;
    private boolean preferIpv6;
    private @Nullable String weightAttribute;
    private CloudMapPolicy policy = CloudMapPolicy.defaults();
    private @Nullable Region region;
    private @Nullable ServiceDiscoveryClient client;

    private Builder(NamespaceReference namespace) {
      this.namespace = namespace;
    }

    /**
     * The name of a namespace that was given by its ARN, so that hosts which end in {@code .<name>}
     * are claimed too, as ECS writes them. Default: only hosts without a dot are.
     *
     * @throws IllegalArgumentException if it is no possible name, or the namespace has another
     */
    public Builder namespaceName(String name) {
      namespace = namespace.withName(name);
      return this;
    }

    /**
     * The account that owns the namespace. Default: that of its ARN, else the caller's own.
     *
     * @param account 12 digits
     * @throws IllegalArgumentException if {@code account} is not 12 digits, or not that of the ARN
     */
    public Builder ownerAccount(String account) {
      namespace = namespace.withOwner(account);
      return this;
    }

    /**
     * The Region to ask, such as {@code eu-west-1}. Default: that of the namespace's ARN, else
     * where the AWS SDK finds one. A client of the application's own has its own.
     */
    public Builder region(String id) {
      region = Region.of(id);
      return this;
    }

    /**
     * Calls instances that have both at their IPv6 address. Default: at their IPv4 address. Those
     * with one are called at that.
     */
    public Builder preferIpv6() {
      preferIpv6 = true;
      return this;
    }

    /**
     * Uses only instances with this attribute, and is blind to all others: {@code
     * onlyWith("ECS_CLUSTER_NAME", "blue")} keeps a foreign cluster out. Of several values for a
     * name one suffices; several names must all match. Names are compared without regard to case,
     * values exactly. An instance without the attribute does not match. Looked at here and not by
     * Cloud Map, so that an answer that loses everything can be told from an empty one.
     *
     * @throws IllegalArgumentException if {@code attribute} is empty
     */
    public Builder onlyWith(String attribute, String value) {
      filter = filter.andOnly(attribute, value);
      return this;
    }

    /**
     * Uses no instance with this attribute; compared as for {@link #onlyWith}. An instance that
     * matches any of several is not used, nor one that {@code onlyWith} asks for at the same time.
     *
     * @throws IllegalArgumentException if {@code attribute} is empty
     */
    public Builder without(String attribute, String value) {
      filter = filter.andWithout(attribute, value);
      return this;
    }

    /**
     * Where an instance's share of the traffic relative to the others' stands: the name of an
     * attribute whose value is a number between 0 and 1,000,000. Default: all have the weight 1, as
     * have those without the attribute and those where it is no such number, the first of which is
     * logged. ECS does not write such an attribute; who registers instances can.
     */
    public Builder weightAttribute(String attribute) {
      weightAttribute = attribute;
      return this;
    }

    /** How often Cloud Map is asked. */
    public Builder policy(CloudMapPolicy newPolicy) {
      policy = newPolicy;
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
      return new CloudMapResolver(this);
    }

    @Nullable Region regionToAsk() {
      String ofArn = namespace.region();
      return region != null || ofArn == null ? region : Region.of(ofArn);
    }

    private ServiceDiscoveryClient newClient() {
      try {
        return ServiceDiscoveryClient.builder()
            .region(regionToAsk()) // null: as the SDK finds it
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
                + namespace.asked()
                + "\": no AWS Region is known. Set the environment variable AWS_REGION (ECS and"
                + " Lambda do), or name it: .region(\"eu-west-1\") in the program, \"region\" of"
                + " \"cloudMap\" in a configuration.",
            e);
      }
    }
  }
}
