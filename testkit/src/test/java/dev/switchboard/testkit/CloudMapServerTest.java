package dev.switchboard.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.servicediscovery.ServiceDiscoveryClient;
import software.amazon.awssdk.services.servicediscovery.model.CustomHealthNotFoundException;
import software.amazon.awssdk.services.servicediscovery.model.CustomHealthStatus;
import software.amazon.awssdk.services.servicediscovery.model.DiscoverInstancesResponse;
import software.amazon.awssdk.services.servicediscovery.model.HealthStatus;
import software.amazon.awssdk.services.servicediscovery.model.HealthStatusFilter;
import software.amazon.awssdk.services.servicediscovery.model.HttpInstanceSummary;
import software.amazon.awssdk.services.servicediscovery.model.InstanceNotFoundException;
import software.amazon.awssdk.services.servicediscovery.model.InvalidInputException;
import software.amazon.awssdk.services.servicediscovery.model.NamespaceAlreadyExistsException;
import software.amazon.awssdk.services.servicediscovery.model.NamespaceNotFoundException;
import software.amazon.awssdk.services.servicediscovery.model.OperationNotFoundException;
import software.amazon.awssdk.services.servicediscovery.model.OperationStatus;
import software.amazon.awssdk.services.servicediscovery.model.RequestLimitExceededException;
import software.amazon.awssdk.services.servicediscovery.model.ResourceInUseException;
import software.amazon.awssdk.services.servicediscovery.model.ServiceAlreadyExistsException;
import software.amazon.awssdk.services.servicediscovery.model.ServiceDiscoveryException;
import software.amazon.awssdk.services.servicediscovery.model.ServiceNotFoundException;

/** Everything through the AWS SDK's own client. */
@Timeout(60)
class CloudMapServerTest {

  private final CloudMapServer cloudMap = CloudMapServer.start();
  private final ServiceDiscoveryClient client = cloudMap.client();

  @AfterEach
  void close() {
    cloudMap.close();
  }

  private DiscoverInstancesResponse discover() {
    return client.discoverInstances(r -> r.namespaceName("prod").serviceName("orders"));
  }

  private List<String> ids(HealthStatusFilter filter) {
    return client
        .discoverInstances(r -> r.namespaceName("prod").serviceName("orders").healthStatus(filter))
        .instances()
        .stream()
        .map(HttpInstanceSummary::instanceId)
        .sorted()
        .toList();
  }

  private long revision() {
    return client
        .discoverInstancesRevision(r -> r.namespaceName("prod").serviceName("orders"))
        .instancesRevision();
  }

  @Test
  void wholeLifeThroughTheSdk() {
    String operation = client.createHttpNamespace(r -> r.name("prod")).operationId();
    assertThat(client.getOperation(r -> r.operationId(operation)).operation().status())
        .isEqualTo(OperationStatus.SUCCESS);
    String namespaceId = client.listNamespaces().namespaces().get(0).id();
    String serviceId =
        client
            .createService(
                r -> r.name("orders").namespaceId(namespaceId).healthCheckCustomConfig(c -> {}))
            .service()
            .id();
    assertThat(client.listServices().services()).hasSize(1);
    client.registerInstance(
        r ->
            r.serviceId(serviceId)
                .instanceId("task-1")
                .attributes(Map.of("AWS_INSTANCE_IPV4", "10.0.0.1", "k", "v")));
    HttpInstanceSummary instance = discover().instances().get(0);
    assertThat(instance.instanceId()).isEqualTo("task-1");
    assertThat(instance.namespaceName()).isEqualTo("prod");
    assertThat(instance.serviceName()).isEqualTo("orders");
    assertThat(instance.healthStatus()).isEqualTo(HealthStatus.HEALTHY);
    assertThat(instance.attributes()).containsEntry("k", "v");
    long before = revision();
    client.updateInstanceCustomHealthStatus(
        r -> r.serviceId(serviceId).instanceId("task-1").status(CustomHealthStatus.UNHEALTHY));
    assertThat(discover().instances()).isEmpty();
    assertThat(revision()).as("health does not move it").isEqualTo(before);
    assertThatThrownBy(() -> client.deleteService(r -> r.id(serviceId)))
        .isInstanceOf(ResourceInUseException.class);
    client.deregisterInstance(r -> r.serviceId(serviceId).instanceId("task-1"));
    assertThat(revision()).isGreaterThan(before);
    assertThatThrownBy(() -> client.deleteNamespace(r -> r.id(namespaceId)))
        .isInstanceOf(ResourceInUseException.class);
    client.deleteService(r -> r.id(serviceId));
    client.deleteNamespace(r -> r.id(namespaceId));
    assertThat(client.listNamespaces().namespaces()).isEmpty();
  }

  @Test
  void registeringAndDeregisteringMoveTheRevision() {
    cloudMap.createService("prod", "orders");
    long empty = revision();
    cloudMap.register("prod", "orders", "task-1", "10.0.0.1", 80);
    long one = revision();
    cloudMap.register("prod", "orders", "task-1", "10.0.0.1", 80);
    long again = revision();
    cloudMap.deregister("prod", "orders", "task-1");
    assertThat(List.of(empty, one, again, revision())).isSorted().doesNotHaveDuplicates();
    assertThat(discover().instancesRevision()).isEqualTo(revision());
  }

  @Test
  void healthFilters() {
    cloudMap.register("prod", "orders", "a", "10.0.0.1", 80);
    cloudMap.register("prod", "orders", "b", "10.0.0.2", 80);
    assertThat(discover().instances())
        .extracting(HttpInstanceSummary::healthStatus)
        .containsOnly(HealthStatus.UNKNOWN);
    cloudMap.health("prod", "orders", "a", false);
    assertThat(ids(HealthStatusFilter.HEALTHY)).containsExactly("b");
    assertThat(ids(HealthStatusFilter.UNHEALTHY)).containsExactly("a");
    assertThat(ids(HealthStatusFilter.ALL)).containsExactly("a", "b");
    assertThat(ids(HealthStatusFilter.HEALTHY_OR_ELSE_ALL)).containsExactly("b");
    cloudMap.health("prod", "orders", "b", false);
    assertThat(ids(HealthStatusFilter.HEALTHY)).isEmpty();
    assertThat(ids(HealthStatusFilter.HEALTHY_OR_ELSE_ALL)).containsExactly("a", "b");
  }

  @Test
  void anAnswerIsCutAt100UnlessMoreAreAskedFor() {
    for (int i = 0; i < 150; i++) {
      cloudMap.register("prod", "orders", "task-" + i, "10.0.0." + i, 80);
    }
    assertThat(discover().instances()).hasSize(100);
    assertThat(
            client
                .discoverInstances(
                    r -> r.namespaceName("prod").serviceName("orders").maxResults(1000))
                .instances())
        .hasSize(150);
    assertThatThrownBy(
            () ->
                client.discoverInstances(
                    r -> r.namespaceName("prod").serviceName("orders").maxResults(1001)))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void parametersSelect() {
    cloudMap.register("prod", "orders", "a", Map.of("color", "blue", "size", "s"));
    cloudMap.register("prod", "orders", "b", Map.of("color", "blue", "size", "l"));
    cloudMap.register("prod", "orders", "c", Map.of("color", "red"));
    assertThat(
            client
                .discoverInstances(
                    r ->
                        r.namespaceName("prod")
                            .serviceName("orders")
                            .queryParameters(Map.of("color", "blue"))
                            .optionalParameters(Map.of("size", "l")))
                .instances())
        .extracting(HttpInstanceSummary::instanceId)
        .containsExactly("b");
  }

  @Test
  void errorsAreTheSdksOwnExceptions() {
    assertThatThrownBy(this::discover).isInstanceOf(NamespaceNotFoundException.class);
    cloudMap.createService("prod", "other");
    assertThatThrownBy(this::discover)
        .isInstanceOf(ServiceNotFoundException.class)
        .hasMessageContaining("No service orders in prod");
    assertThatThrownBy(() -> client.createHttpNamespace(r -> r.name("prod")))
        .isInstanceOf(NamespaceAlreadyExistsException.class);
    String namespaceId = client.listNamespaces().namespaces().get(0).id();
    String serviceId = client.listServices().services().get(0).id();
    assertThatThrownBy(() -> client.createService(r -> r.name("other").namespaceId(namespaceId)))
        .isInstanceOf(ServiceAlreadyExistsException.class);
    assertThatThrownBy(() -> client.deregisterInstance(r -> r.serviceId(serviceId).instanceId("x")))
        .isInstanceOf(InstanceNotFoundException.class);
    assertThatThrownBy(() -> client.getOperation(r -> r.operationId("x")))
        .isInstanceOf(OperationNotFoundException.class);
    cloudMap.register("prod", "other", "task-1", "10.0.0.1", 80);
    assertThatThrownBy(
            () ->
                client.updateInstanceCustomHealthStatus(
                    r ->
                        r.serviceId(serviceId)
                            .instanceId("task-1")
                            .status(CustomHealthStatus.HEALTHY)))
        .isInstanceOf(CustomHealthNotFoundException.class);
    assertThatThrownBy(() -> client.listInstances(r -> r.serviceId(serviceId)))
        .isInstanceOf(ServiceDiscoveryException.class)
        .hasMessageContaining("ListInstances is none of");
    assertThatThrownBy(() -> cloudMap.register("prod", "other", "t", Map.of("k", "x".repeat(1025))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void faultsAsTheSdkSeesThem() {
    cloudMap.register("prod", "orders", "task-1", "10.0.0.1", 80);
    cloudMap.fault(CloudMapFault.throttle());
    assertThatThrownBy(this::discover).isInstanceOf(RequestLimitExceededException.class);
    cloudMap.fault(CloudMapFault.serverError());
    assertThatThrownBy(this::discover)
        .isInstanceOfSatisfying(
            ServiceDiscoveryException.class, e -> assertThat(e.statusCode()).isEqualTo(500));
    for (CloudMapFault fault :
        List.of(CloudMapFault.garbage(), CloudMapFault.cutOff(), CloudMapFault.reset())) {
      cloudMap.fault(fault);
      assertThatThrownBy(this::discover).isInstanceOf(SdkException.class);
    }
    cloudMap.fault(CloudMapFault.delay(Duration.ofSeconds(3)));
    assertThatThrownBy(
            () ->
                client.discoverInstances(
                    r ->
                        r.namespaceName("prod")
                            .serviceName("orders")
                            .overrideConfiguration(o -> o.apiCallTimeout(Duration.ofMillis(300)))))
        .isInstanceOf(SdkClientException.class);
    cloudMap.fault(CloudMapFault.emptyAnswer());
    assertThat(discover().instances()).isEmpty();
    cloudMap.heal();
    assertThat(discover().instances()).hasSize(1);
  }

  @Test
  void aWebPageIsNoAnswer() {
    cloudMap.register("prod", "orders", "task-1", "10.0.0.1", 80);
    cloudMap.fault(CloudMapFault.wrongContentType());
    assertThatThrownBy(this::discover).isInstanceOf(SdkException.class);
  }

  @Test
  void downAndUpAgain() {
    cloudMap.register("prod", "orders", "task-1", "10.0.0.1", 80);
    cloudMap.stop();
    assertThatThrownBy(this::discover).isInstanceOf(SdkClientException.class);
    cloudMap.restart();
    assertThat(discover().instances()).hasSize(1);
    assertThat(cloudMap.calls("DiscoverInstances")).isOne();
    assertThat(cloudMap.calls("DiscoverInstancesRevision")).isZero();
    assertThat(cloudMap.wireMock().port()).isEqualTo(cloudMap.endpoint().getPort());
  }

  @Test
  void unknownNamesInARequestAreInvalidInput() {
    cloudMap.createService("prod", "orders");
    assertThatThrownBy(
            () ->
                client.discoverInstances(
                    r -> r.namespaceName("prod").serviceName("orders").healthStatus("WELL")))
        .isInstanceOf(InvalidInputException.class);
    String serviceId = client.listServices().services().get(0).id();
    assertThatThrownBy(
            () ->
                client.updateInstanceCustomHealthStatus(
                    r -> r.serviceId(serviceId).instanceId("x").status("WELL")))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void aRefusedHealthChangesNothing() {
    cloudMap.register("prod", "orders", "task-1", "10.0.0.1", 80);
    assertThatThrownBy(() -> cloudMap.health("prod", "orders", "task-2", false))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(discover().instances())
        .extracting(HttpInstanceSummary::healthStatus)
        .containsExactly(HealthStatus.UNKNOWN);
  }

  @Test
  void faultsLeaveOtherCallsAlone() {
    cloudMap.register("prod", "orders", "task-1", "10.0.0.1", 80);
    cloudMap.fault(CloudMapFault.throttle());
    assertThatThrownBy(this::revision).isInstanceOf(RequestLimitExceededException.class);
    assertThat(client.listServices().services()).hasSize(1);
    assertThat(cloudMap.client()).isSameAs(client);
  }
}
