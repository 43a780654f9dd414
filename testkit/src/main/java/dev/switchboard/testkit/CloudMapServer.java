package dev.switchboard.testkit;

import com.github.tomakehurst.wiremock.WireMockServer;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.servicediscovery.ServiceDiscoveryClient;
import software.amazon.awssdk.services.servicediscovery.ServiceDiscoveryClientBuilder;

/**
 * An AWS Cloud Map for tests, in this process, on a random port of loopback. It speaks the real
 * wire protocol, so the AWS SDK's own client works against it:
 *
 * <pre>{@code
 * try (CloudMapServer cloudMap = CloudMapServer.start()) {
 *   cloudMap.register("prod", "orders", "task-1", "10.0.1.5", 8080);
 *   ServiceDiscoveryClient client = cloudMap.client();
 * }
 * }</pre>
 *
 * <p>As with the real one, registering and deregistering moves a service's revision and health does
 * not; an answer lists 100 instances at most unless more are asked for; operations are done at
 * once. Safe for any thread.
 */
public final class CloudMapServer implements AutoCloseable {

  /** So that the shuffled answers are the same in every run. */
  private static final long SEED = 1;

  private static final Duration CLIENT_TIMEOUT = Duration.ofSeconds(10);

  private final Registry registry = new Registry(new Random(SEED));
  private final CloudMapWire wire = new CloudMapWire(new Operations(registry, new Random(SEED)));
  private final Listener listener = new Listener(wire);
  private final ServiceDiscoveryClient client = applyTo(ServiceDiscoveryClient.builder()).build();

  private CloudMapServer() {}

  /** A server that runs and knows nothing yet. */
  public static CloudMapServer start() {
    return new CloudMapServer();
  }

  /** Where it listens. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + listener.port());
  }

  /** The AWS SDK's client for this server, always the same; it is closed with the server. */
  public ServiceDiscoveryClient client() {
    return client;
  }

  /** Points a client of one's own to this server: endpoint, Region, credentials, timeouts. */
  public ServiceDiscoveryClientBuilder applyTo(ServiceDiscoveryClientBuilder builder) {
    return builder
        .endpointOverride(endpoint())
        .region(Region.EU_WEST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .httpClientBuilder(
            UrlConnectionHttpClient.builder()
                .connectionTimeout(CLIENT_TIMEOUT)
                .socketTimeout(CLIENT_TIMEOUT))
        .overrideConfiguration(
            o ->
                o.retryStrategy(DefaultRetryStrategy.doNotRetry())
                    // The SDK puts "data-" before the host for discovery.
                    .putAdvancedOption(
                        SdkAdvancedClientOption.DISABLE_HOST_PREFIX_INJECTION, true));
  }

  /** Makes a service without instances, and its namespace if there is none. */
  public void createService(String namespace, String service) {
    registry.findOrCreate(namespace, service);
  }

  /** Registers an instance as ECS does; namespace and service are made if there are none. */
  public void register(String namespace, String service, String instanceId, String ip, int port) {
    register(
        namespace,
        service,
        instanceId,
        Map.of("AWS_INSTANCE_IPV4", ip, "AWS_INSTANCE_PORT", Integer.toString(port)));
  }

  /**
   * Registers an instance with these attributes; namespace and service are made if there are none.
   *
   * @throws IllegalArgumentException if Cloud Map would refuse it
   */
  public void register(
      String namespace, String service, String instanceId, Map<String, String> attributes) {
    registry.register(registry.findOrCreate(namespace, service).id(), instanceId, attributes);
  }

  /**
   * Deregisters an instance.
   *
   * @throws IllegalArgumentException if there is no such instance
   */
  public void deregister(String namespace, String service, String instanceId) {
    registry.deregister(registry.find(namespace, service).id(), instanceId);
  }

  /**
   * Sets an instance's custom health; the service gets a custom health check if it has none.
   *
   * @throws IllegalArgumentException if there is no such instance
   */
  public void health(String namespace, String service, String instanceId, boolean healthy) {
    registry.forceHealth(registry.find(namespace, service).id(), instanceId, healthy);
  }

  /** From now on every discovery goes wrong like this. */
  public void fault(CloudMapFault fault) {
    wire.fault(fault);
  }

  /** Discovery works again. */
  public void heal() {
    wire.fault(null);
  }

  /** How many requests for an operation have come, {@code "DiscoverInstances"} for example. */
  public int calls(String operation) {
    return wire.calls(operation);
  }

  /** The server underneath, for stubs of one's own; a new one after {@link #restart}. */
  public WireMockServer wireMock() {
    return listener.current();
  }

  /** Goes down: connections are refused from now on. What is registered stays. */
  public void stop() {
    listener.stop();
  }

  /** Comes back on the same port. */
  public void restart() {
    listener.restart();
  }

  /** Ends the server and its client. */
  @Override
  public void close() {
    client.close();
    listener.stop();
  }
}
