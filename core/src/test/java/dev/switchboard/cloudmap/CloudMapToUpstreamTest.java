package dev.switchboard.cloudmap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.balance.Balancer;
import dev.switchboard.endpoint.Absence;
import dev.switchboard.endpoint.Alias;
import dev.switchboard.endpoint.Locality;
import dev.switchboard.event.Events;
import dev.switchboard.event.SwitchboardEvent;
import dev.switchboard.health.OutlierPolicy;
import dev.switchboard.resolve.ResolutionPolicy;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.testing.ManualClock;
import dev.switchboard.testing.RecordingListener;
import dev.switchboard.testkit.CloudMapFault;
import dev.switchboard.testkit.CloudMapServer;
import dev.switchboard.time.Randomness;
import dev.switchboard.upstream.ServiceTracker;
import dev.switchboard.upstream.Upstream;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a call sees of a Cloud Map in trouble: what was known before, over a real socket. */
@Timeout(60)
class CloudMapToUpstreamTest {

  private final CloudMapServer cloudMap = CloudMapServer.start();
  private final ManualClock clock = new ManualClock();
  private final RecordingListener listener = new RecordingListener();
  private final CloudMapResolver resolver =
      CloudMapResolver.builder("prod")
          .client(cloudMap.client())
          .policy(
              CloudMapPolicy.defaults() // nobody calls here
                  .withIdleStop(Duration.ofDays(1))
                  .withIdleAfter(Duration.ofDays(1)))
          .build();
  private final ServiceTracker tracker =
      new ServiceTracker(
          resolver.service("orders"),
          OutlierPolicy.defaults(),
          new Resolver.Context(
              clock, Randomness.seeded(1), Runnable::run, ResolutionPolicy.defaults()),
          new Events(Runnable::run, listener));
  private final Upstream upstream =
      tracker.upstream(new Alias("orders", 8080), Balancer.roundRobin(), Locality::unknown);

  @AfterEach
  void close() {
    tracker.close();
    resolver.close();
    cloudMap.close();
  }

  private void start() {
    tracker.start(resolver);
    clock.advance(Duration.ZERO);
  }

  @Test
  void aWebPageInsteadOfAnAnswerKeepsWhatWasKnown() {
    cloudMap.register("prod", "orders", "task-1", "10.0.0.1", 80);
    start();
    cloudMap.fault(CloudMapFault.wrongContentType());
    clock.advance(Duration.ofMinutes(10));
    assertThat(upstream.endpoints().size()).isOne();
    assertThat(listener.events(SwitchboardEvent.ResolutionFailed.class)).isNotEmpty();
  }

  @Test
  void aServerThatIsDownKeepsWhatWasKnown_andItComesBackByItself() {
    cloudMap.register("prod", "orders", "task-1", "10.0.0.1", 80);
    start();
    cloudMap.stop();
    clock.advance(Duration.ofMinutes(10));
    assertThat(upstream.endpoints().size()).isOne();
    cloudMap.register("prod", "orders", "task-2", "10.0.0.2", 80);
    cloudMap.restart();
    clock.advance(Duration.ofSeconds(61));
    assertThat(upstream.endpoints().size()).isEqualTo(2);
  }

  @Test
  void aDownServerFromTheStartIsNamed() {
    cloudMap.stop();
    start();
    assertThat(upstream.absence().orElseThrow())
        .satisfies(
            absence -> {
              assertThat(absence.reason()).isEqualTo(Absence.Reason.REGISTRY_UNAVAILABLE);
              assertThat(absence.message()).contains("service \"orders\" in namespace \"prod\"");
            });
  }

  @Test
  void emptyAnswersAreDoubtedForAMinute() {
    cloudMap.register("prod", "orders", "task-1", "10.0.0.1", 80);
    start();
    cloudMap.fault(CloudMapFault.emptyAnswer());
    clock.advance(Duration.ofSeconds(60));
    assertThat(upstream.endpoints().size()).isOne();
    assertThat(listener.events(SwitchboardEvent.EmptyResolutionIgnored.class)).hasSize(1);
    clock.advance(Duration.ofSeconds(40)); // one poll and one refresh later at most
    assertThat(upstream.absence().orElseThrow().reason()).isEqualTo(Absence.Reason.EMPTY);
  }

  @Test
  void whatCannotBeUsedIsReportedOnce() {
    cloudMap.register("prod", "orders", "good", "10.0.0.1", 80);
    cloudMap.register("prod", "orders", "bad", Map.of("AWS_INSTANCE_IPV4", "orders.example"));
    start();
    clock.advance(Duration.ofMinutes(3));
    assertThat(listener.events(SwitchboardEvent.InstanceSkipped.class))
        .extracting(SwitchboardEvent.InstanceSkipped::instanceId)
        .containsExactly("bad");
    assertThat(upstream.endpoints().size()).isOne();
    assertThat(upstream.snapshot(clock.nanos()).toString())
        .contains("10.0.0.1:80")
        .contains("skipped \"bad\": \"orders.example\" is no IP address.");
  }

  @Test
  void whatWasMendedAndBreaksAgainIsReportedAgain() {
    cloudMap.register("prod", "orders", "task-1", Map.of());
    start();
    cloudMap.register("prod", "orders", "task-1", "10.0.0.1", 80);
    clock.advance(Duration.ofSeconds(6));
    assertThat(upstream.snapshot(clock.nanos()).skipped()).isEmpty();
    cloudMap.register("prod", "orders", "task-1", Map.of());
    clock.advance(Duration.ofSeconds(6));
    assertThat(listener.events(SwitchboardEvent.InstanceSkipped.class)).hasSize(2);
  }

  @Test
  void whereNothingListedCanBeUsedItSaysWhy() {
    cloudMap.register(
        "prod",
        "orders",
        "i1",
        Map.of("AWS_INSTANCE_IPV4", "10.0.0.1", "AWS_INSTANCE_PORT", "abc"));
    cloudMap.register("prod", "orders", "i2", Map.of());
    start();
    assertThat(upstream.absence().orElseThrow().message())
        .startsWith(
            "the registry lists 2 instances for service prod/orders, and none can be called; the"
                + " first, \"i1\", AWS_INSTANCE_PORT is \"abc\"");
  }

  @Test
  void whereOneInstanceIsListedAndCannotBeUsedItSaysWhy() {
    cloudMap.register("prod", "orders", "i2", Map.of());
    start();
    assertThat(upstream.absence().orElseThrow().message())
        .isEqualTo(
            "the registry lists nothing that can be called for service prod/orders: \"i2\" has no"
                + " address; register it with AWS_INSTANCE_IPV4 or AWS_INSTANCE_IPV6");
  }

  @Test
  void theSnapshotTellsOfARegistryInTrouble() {
    cloudMap.register("prod", "orders", "task-1", "10.0.0.1", 80);
    start();
    assertThat(upstream.snapshot(clock.nanos()).problem()).isEmpty();
    cloudMap.fault(CloudMapFault.emptyAnswer());
    clock.advance(Duration.ofSeconds(30));
    assertThat(upstream.snapshot(clock.nanos()).problem())
        .isEqualTo(
            "the registry lists no endpoint for service prod/orders; the last known stay in use for"
                + " now");
    cloudMap.fault(CloudMapFault.throttle());
    clock.advance(Duration.ofSeconds(30));
    assertThat(upstream.snapshot(clock.nanos()).problem()).contains("Cloud Map limits");
    cloudMap.heal();
    clock.advance(Duration.ofMinutes(3));
    assertThat(upstream.snapshot(clock.nanos()).problem()).isEmpty();
    assertThat(upstream.endpoints().size()).isOne();
  }
}
