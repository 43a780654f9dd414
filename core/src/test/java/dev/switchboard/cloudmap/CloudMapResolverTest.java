package dev.switchboard.cloudmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.resolve.Resolution;
import dev.switchboard.resolve.ResolutionError;
import dev.switchboard.resolve.ResolutionPolicy;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.resolve.Service;
import dev.switchboard.testing.ManualClock;
import dev.switchboard.testkit.CloudMapFault;
import dev.switchboard.testkit.CloudMapServer;
import dev.switchboard.time.Randomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.servicediscovery.ServiceDiscoveryClient;
import software.amazon.awssdk.services.servicediscovery.model.DiscoverInstancesRequest;
import software.amazon.awssdk.services.servicediscovery.model.DiscoverInstancesResponse;
import software.amazon.awssdk.services.servicediscovery.model.DiscoverInstancesRevisionRequest;
import software.amazon.awssdk.services.servicediscovery.model.DiscoverInstancesRevisionResponse;

/** The real AWS SDK over a real socket; time is virtual, and questions are asked on this thread. */
@Timeout(60)
class CloudMapResolverTest {

  private static final Duration POLL = Duration.ofSeconds(5);

  private final CloudMapServer cloudMap = CloudMapServer.start();
  private final ManualClock clock = new ManualClock();
  private final List<Resolution> answers = new ArrayList<>();
  private final List<ResolutionError> errors = new ArrayList<>();
  private final CloudMapResolver resolver =
      CloudMapResolver.builder("prod")
          .client(cloudMap.client())
          .policy(
              CloudMapPolicy.defaults() // nobody calls here
                  .withIdleStop(Duration.ofDays(1))
                  .withIdleAfter(Duration.ofDays(1)))
          .build();

  @AfterEach
  void close() {
    resolver.close();
    cloudMap.close();
  }

  private Resolver.Watch watch(String service) {
    return watch(resolver, service);
  }

  private Resolver.Watch watch(CloudMapResolver asked, String service) {
    Resolver.Watch watch =
        asked.watch(
            asked.service(service),
            new Resolver.Observer() {
              @Override
              public void onResolution(Resolution resolution) {
                answers.add(resolution);
              }

              @Override
              public void onUnchanged() {}

              @Override
              public void onError(ResolutionError error) {
                errors.add(error);
              }
            },
            new Resolver.Context(
                clock, Randomness.seeded(1), Runnable::run, ResolutionPolicy.defaults()));
    clock.advance(Duration.ZERO);
    return watch;
  }

  private List<Endpoint> latest() {
    return answers.get(answers.size() - 1).endpoints().asList();
  }

  @Test
  void readsWhatEcsRegisters() {
    cloudMap.register(
        "prod",
        "orders",
        "task-1",
        Map.of(
            "AWS_INSTANCE_IPV4", "10.0.0.1",
            "AWS_INSTANCE_PORT", "8080",
            "AVAILABILITY_ZONE", "eu-west-1a",
            "ECS_CLUSTER_NAME", "blue"));
    cloudMap.register("prod", "orders", "task-2", Map.of("AWS_INSTANCE_IPV6", "fd00::2"));
    watch("orders");
    assertThat(latest()).extracting(Endpoint::toString).contains("10.0.0.1:8080");
    Endpoint first = latest().get(0);
    assertThat(first.id()).isEqualTo("task-1");
    assertThat(first.zone()).isEqualTo("eu-west-1a");
    assertThat(first.attributes()).containsEntry("ECS_CLUSTER_NAME", "blue");
    assertThat(latest().get(1).port()).as("the alias's own").isZero();
  }

  @Test
  void aMoveIsSeenWithinOnePoll_andOnlyThenAreInstancesAsked() {
    cloudMap.register("prod", "orders", "task-1", "10.0.0.1", 80);
    watch("orders");
    clock.advance(POLL.multipliedBy(3));
    assertThat(cloudMap.calls("DiscoverInstances")).isOne();
    assertThat(cloudMap.calls("DiscoverInstancesRevision")).isGreaterThanOrEqualTo(3);
    cloudMap.register("prod", "orders", "task-2", "10.0.0.2", 80);
    cloudMap.deregister("prod", "orders", "task-1");
    clock.advance(POLL);
    assertThat(latest()).extracting(Endpoint::id).containsExactly("task-2");
  }

  @Test
  void healthIsSeenWithin30SecondsAndAPoll() {
    cloudMap.register("prod", "orders", "task-1", "10.0.0.1", 80);
    cloudMap.register("prod", "orders", "task-2", "10.0.0.2", 80);
    watch("orders");
    cloudMap.health("prod", "orders", "task-1", false);
    clock.advance(Duration.ofSeconds(35));
    assertThat(latest()).extracting(Endpoint::id).containsExactly("task-2");
    cloudMap.health("prod", "orders", "task-2", false);
    clock.advance(Duration.ofSeconds(35));
    assertThat(latest()).as("all unhealthy: all of them").hasSize(2);
  }

  @Test
  void moreThan100InstancesAreAllSeen() {
    for (int i = 0; i < 250; i++) {
      cloudMap.register("prod", "orders", "task-" + i, "10.0.0." + i, 80);
    }
    watch("orders");
    assertThat(latest()).hasSize(250);
  }

  @Test
  void whatCannotBeUsedIsSkippedWithAReason() {
    cloudMap.register("prod", "orders", "good", "10.0.0.1", 80);
    cloudMap.register("prod", "orders", "noaddress", Map.of("AWS_INSTANCE_PORT", "80"));
    cloudMap.register(
        "prod",
        "orders",
        "twin",
        Map.of("AWS_INSTANCE_IPV4", "10.0.0.1", "AWS_INSTANCE_PORT", "80"));
    cloudMap.register("prod", "orders", "word", Map.of("AWS_INSTANCE_IPV4", "orders.example"));
    watch("orders");
    assertThat(latest()).extracting(Endpoint::id).containsExactly("good");
    assertThat(answers.get(0).skipped())
        .extracting(Resolution.Skipped::toString)
        .anyMatch(s -> s.contains("noaddress") && s.contains("register it with AWS_INSTANCE_IPV4"))
        .anyMatch(s -> s.contains("twin") && s.contains("of instance good"))
        .anyMatch(s -> s.contains("word") && s.contains("is no IP address"));
  }

  @Test
  void unknownNamesAreNamedWithTheRegion() {
    cloudMap.createService("prod", "other");
    watch("orders");
    assertThat(errors.get(0).kind()).isEqualTo(ResolutionError.Kind.UNKNOWN_SERVICE);
    assertThat(errors.get(0).message())
        .contains("service \"orders\" in namespace \"prod\", Region eu-west-1");
    cloudMap.register("prod", "orders", "late", "10.0.0.9", 80);
    clock.advance(Duration.ofSeconds(2));
    assertThat(latest()).as("found as soon as it is there").hasSize(1);
  }

  @Test
  void unknownNamespace() {
    watch("orders");
    assertThat(errors.get(0).message()).contains("no such namespace");
  }

  @Test
  void everyFaultIsAnErrorAndTheNextAnswerIsGood() {
    cloudMap.register("prod", "orders", "task-1", "10.0.0.1", 80);
    watch("orders");
    List<CloudMapFault> faults =
        List.of(
            CloudMapFault.throttle(),
            CloudMapFault.serverError(),
            CloudMapFault.garbage(),
            CloudMapFault.cutOff(),
            CloudMapFault.reset());
    for (CloudMapFault fault : faults) {
      errors.clear();
      cloudMap.fault(fault);
      clock.advance(POLL);
      assertThat(errors).isNotEmpty();
      cloudMap.heal();
      clock.advance(Duration.ofMinutes(3));
      assertThat(latest()).hasSize(1);
    }
  }

  @Test
  void aRegistryThatIsDownIsAskedMoreAndMoreSeldom() {
    cloudMap.register("prod", "orders", "task-1", "10.0.0.1", 80);
    watch("orders");
    cloudMap.fault(CloudMapFault.throttle());
    int before = cloudMap.calls("DiscoverInstancesRevision") + cloudMap.calls("DiscoverInstances");
    clock.advance(Duration.ofMinutes(10));
    int asked =
        cloudMap.calls("DiscoverInstancesRevision") + cloudMap.calls("DiscoverInstances") - before;
    assertThat(asked).isBetween(8, 40); // 120 polls in calm
    assertThat(errors).allMatch(e -> e.kind() == ResolutionError.Kind.THROTTLED);
  }

  @Test
  void aRefreshComesWithinASecond_andNotAgainAtOnce() {
    cloudMap.register("prod", "orders", "task-1", "10.0.0.1", 80);
    Resolver.Watch watch = watch("orders");
    cloudMap.register("prod", "orders", "task-2", "10.0.0.2", 80);
    watch.refresh();
    clock.advance(Duration.ofSeconds(1));
    assertThat(latest()).hasSize(2);
    int before = cloudMap.calls("DiscoverInstancesRevision");
    for (int i = 0; i < 100; i++) {
      watch.refresh();
    }
    clock.advance(Duration.ofMillis(900));
    assertThat(cloudMap.calls("DiscoverInstancesRevision") - before).isLessThanOrEqualTo(1);
  }

  @Test
  void closedMeansSilent() {
    cloudMap.register("prod", "orders", "task-1", "10.0.0.1", 80);
    Resolver.Watch watch = watch("orders");
    watch.close();
    assertThat(clock.pending()).isZero();
    watch.refresh();
    clock.advance(Duration.ofMinutes(1));
    assertThat(answers).hasSize(1);
  }

  @Test
  void claimsItsNamespace() {
    assertThat(resolver.serviceFor("orders")).contains(new Service("prod", "orders"));
    assertThat(resolver.serviceFor("orders.prod")).contains(new Service("prod", "orders"));
    assertThat(resolver.serviceFor("localhost")).isEmpty();
    assertThat(resolver.serviceFor("orders.test")).isEmpty();
    assertThat(resolver.serviceFor(".prod")).isEmpty();
  }

  private static final String ARN =
      "arn:aws:servicediscovery:eu-central-1:123456789012:namespace/ns-abcdef1234567890";

  @Test
  void aSharedNamespaceIsAskedForByItsArnAndOwner() {
    List<String> asked = new ArrayList<>();
    ServiceDiscoveryClient client =
        new CountingClient(clock) {
          @Override
          public DiscoverInstancesResponse discoverInstances(DiscoverInstancesRequest request) {
            asked.add(request.namespaceName() + " " + request.ownerAccount());
            return super.discoverInstances(request);
          }

          @Override
          public DiscoverInstancesRevisionResponse discoverInstancesRevision(
              DiscoverInstancesRevisionRequest request) {
            asked.add(request.namespaceName() + " " + request.ownerAccount());
            return super.discoverInstancesRevision(request);
          }
        };
    try (CloudMapResolver shared = CloudMapResolver.builder(ARN).client(client).build()) {
      watch(shared, "orders");
      clock.advance(POLL);
    }
    assertThat(asked).hasSize(2).containsOnly(ARN + " 123456789012");
    asked.clear();
    try (CloudMapResolver foreign =
        CloudMapResolver.builder("prod").ownerAccount("210987654321").client(client).build()) {
      watch(foreign, "orders");
    }
    assertThat(asked).containsExactly("prod 210987654321");
  }

  @Test
  void aSharedNamespaceClaimsItsHostsOnceItsNameIsKnown() {
    try (CloudMapResolver shared = CloudMapResolver.builder(ARN).region("eu-west-1").build()) {
      Service orders = new Service("ns-abcdef1234567890", "orders");
      assertThat(shared.serviceFor("orders")).contains(orders);
      assertThat(shared.serviceFor("orders.prod")).isEmpty();
      assertThat(shared.serviceFor("orders." + ARN)).isEmpty();
      assertThat(orders).hasToString("ns-abcdef1234567890/orders");
    }
    try (CloudMapResolver named = CloudMapResolver.builder(ARN).namespaceName("prod").build()) {
      assertThat(named.serviceFor("orders.prod")).contains(new Service("prod", "orders"));
    }
  }

  @Test
  void theRegionOfTheArnIsAsked_unlessAnotherIsNamed() {
    assertThat(CloudMapResolver.builder(ARN).regionToAsk()).isEqualTo(Region.EU_CENTRAL_1);
    assertThat(CloudMapResolver.builder(ARN).region("eu-west-1").regionToAsk())
        .isEqualTo(Region.EU_WEST_1);
    assertThat(CloudMapResolver.builder("prod").regionToAsk()).isNull();
  }

  @Test
  void badNamesSayWhatToWrite() {
    assertThatThrownBy(() -> CloudMapResolver.builder("prod\n"))
        .hasMessageStartingWith("\"prod\\u000a\" is no name of a Cloud Map namespace");
    assertThatThrownBy(() -> CloudMapResolver.builder("arn:aws:ecs:eu-west-1:1:cluster/x"))
        .hasMessageContaining("is no ARN of a Cloud Map namespace; write one such as arn:aws:");
    CloudMapResolver.Builder shared = CloudMapResolver.builder(ARN);
    assertThatThrownBy(() -> shared.ownerAccount("12345678901"))
        .hasMessageContaining("write its 12 digits");
    assertThatThrownBy(() -> shared.ownerAccount("210987654321"))
        .hasMessageContaining("belongs to account 123456789012, not to 210987654321");
    assertThatThrownBy(() -> shared.namespaceName("")).hasMessageContaining("is no name");
    assertThatThrownBy(() -> CloudMapResolver.builder("prod").namespaceName("test"))
        .hasMessage("the namespace is called \"prod\"; \"test\" is another");
    assertThatThrownBy(() -> shared.onlyWith("", "x")).hasMessageContaining("ECS_CLUSTER_NAME");
  }

  @Test
  void badSettingsSayWhatToWrite() {
    assertThatThrownBy(() -> CloudMapResolver.builder(" "))
        .hasMessageContaining("such as \"prod\"");
    CloudMapPolicy policy = CloudMapPolicy.defaults();
    assertThatThrownBy(() -> policy.withPollInterval(Duration.ofMillis(10)))
        .hasMessageContaining("pollInterval must be between 1s and 5m");
    assertThatThrownBy(() -> policy.withRefreshInterval(Duration.ZERO))
        .hasMessageContaining("refreshInterval must be between 1s and 1d");
    assertThatThrownBy(() -> policy.withRequestTimeout(Duration.ZERO))
        .hasMessageContaining("requestTimeout");
    assertThatThrownBy(() -> policy.withIdleAfter(Duration.ofMinutes(15).plusNanos(1)))
        .hasMessage("idleStop must be between PT15M0.000000001S and 1d, but is 15m");
    assertThatThrownBy(() -> policy.withIdleAfter(Duration.ZERO)).hasMessageContaining("idleAfter");
    assertThatThrownBy(() -> policy.withRequestsPerSecond(0))
        .hasMessage("requestsPerSecond must be between 1 and 1000, but is 0");
    assertThatThrownBy(() -> policy.withRequestsPerSecond(1001)).hasMessageContaining("1001");
    policy
        .withIdleAfter(Duration.ofMinutes(15))
        .withRequestsPerSecond(1)
        .withRequestsPerSecond(1000);
  }
}
