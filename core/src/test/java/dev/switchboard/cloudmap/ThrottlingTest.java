package dev.switchboard.cloudmap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.resolve.Resolution;
import dev.switchboard.resolve.ResolutionError;
import dev.switchboard.resolve.ResolutionPolicy;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.testing.ManualClock;
import dev.switchboard.time.Randomness;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.servicediscovery.ServiceDiscoveryClient;
import software.amazon.awssdk.services.servicediscovery.ServiceDiscoveryServiceClientConfiguration;
import software.amazon.awssdk.services.servicediscovery.model.DiscoverInstancesRequest;
import software.amazon.awssdk.services.servicediscovery.model.DiscoverInstancesResponse;
import software.amazon.awssdk.services.servicediscovery.model.DiscoverInstancesRevisionRequest;
import software.amazon.awssdk.services.servicediscovery.model.DiscoverInstancesRevisionResponse;
import software.amazon.awssdk.services.servicediscovery.model.RequestLimitExceededException;

/** How often a registry in trouble is asked. */
class ThrottlingTest {

  private final ManualClock clock = new ManualClock();
  private final Fake client = new Fake();

  private Resolver.Watch watch(CloudMapPolicy policy) {
    CloudMapResolver resolver =
        CloudMapResolver.builder("prod").policy(policy).client(client).build();
    Resolver.Watch watch =
        resolver.watch(
            resolver.service("orders"),
            new Resolver.Observer() {
              @Override
              public void onResolution(Resolution resolution) {}

              @Override
              public void onUnchanged() {}

              @Override
              public void onError(ResolutionError error) {}
            },
            new Resolver.Context(
                clock, Randomness.seeded(1), Runnable::run, ResolutionPolicy.defaults()));
    clock.advance(Duration.ZERO);
    return watch;
  }

  private static RequestLimitExceededException throttled() {
    return RequestLimitExceededException.builder().message("slow down").build();
  }

  /** Connects fail ten times a second (a deploy) while the account is throttled. */
  @Test
  void aRefreshDoesNotAskAThrottlingRegistry() {
    Resolver.Watch watch = watch(CloudMapPolicy.defaults());
    client.failure = throttled();
    int before = client.asked.get();
    for (int i = 0; i < 6000; i++) {
      clock.advance(Duration.ofMillis(100));
      watch.refresh();
    }
    assertThat(client.asked.get() - before).as("questions in 10 min").isLessThan(40);
  }

  @Test
  void throttlingNeverMakesItAskMoreOften() {
    CloudMapPolicy rare =
        CloudMapPolicy.defaults()
            .withIdleStop(Duration.ofDays(1))
            .withIdleAfter(Duration.ofDays(1))
            .withPollInterval(Duration.ofMinutes(5))
            .withRefreshInterval(Duration.ofMinutes(30));
    watch(rare);
    client.failure = throttled();
    int before = client.asked.get();
    clock.advance(Duration.ofHours(10));
    assertThat(client.asked.get() - before)
        .as("questions in 10 h, where a healthy registry gets about 133")
        .isLessThanOrEqualTo(150);
  }

  /** As every decorator that does not override the default method of the SDK's interface. */
  @Test
  void aClientThatDoesNotTellItsRegionDoesNotEndThePolling() {
    client.tellsItsRegion = false;
    client.failure = new IllegalStateException("for a moment");
    try {
      watch(CloudMapPolicy.defaults());
    } catch (UnsupportedOperationException e) {
      // in production the thread of the executor dies of it
    }
    client.failure = null;
    int before = client.asked.get();
    clock.advance(Duration.ofMinutes(10));
    assertThat(client.asked.get() - before).as("questions after the error").isPositive();
  }

  private static final class Fake implements ServiceDiscoveryClient {

    final AtomicInteger asked = new AtomicInteger();
    @Nullable RuntimeException failure;
    boolean tellsItsRegion = true;

    private void ask() {
      asked.incrementAndGet();
      if (failure != null) {
        throw failure;
      }
    }

    @Override
    public DiscoverInstancesResponse discoverInstances(DiscoverInstancesRequest request) {
      ask();
      return DiscoverInstancesResponse.builder().instancesRevision(7L).build();
    }

    @Override
    public DiscoverInstancesRevisionResponse discoverInstancesRevision(
        DiscoverInstancesRevisionRequest request) {
      ask();
      return DiscoverInstancesRevisionResponse.builder().instancesRevision(7L).build();
    }

    @Override
    public ServiceDiscoveryServiceClientConfiguration serviceClientConfiguration() {
      return tellsItsRegion
          ? ServiceDiscoveryServiceClientConfiguration.builder().region(Region.EU_WEST_1).build()
          : ServiceDiscoveryClient.super.serviceClientConfiguration();
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {}
  }
}
