package dev.switchboard.cloudmap;

import dev.switchboard.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.servicediscovery.ServiceDiscoveryClient;
import software.amazon.awssdk.services.servicediscovery.model.DiscoverInstancesRequest;
import software.amazon.awssdk.services.servicediscovery.model.DiscoverInstancesResponse;
import software.amazon.awssdk.services.servicediscovery.model.DiscoverInstancesRevisionRequest;
import software.amazon.awssdk.services.servicediscovery.model.DiscoverInstancesRevisionResponse;

/** Always the same answer, or the same failure; remembers when it was asked for what. */
class CountingClient implements ServiceDiscoveryClient {

  private final Clock clock;
  private final List<Long> questions = new ArrayList<>();
  private int instances;
  @Nullable RuntimeException failure;
  Runnable meanwhile = () -> {};

  CountingClient(Clock clock) {
    this.clock = clock;
  }

  private void ask() {
    questions.add(Duration.ofNanos(clock.nanos()).toMillis());
    meanwhile.run();
    if (failure != null) {
      throw failure;
    }
  }

  int total() {
    return questions.size();
  }

  int instances() {
    return instances;
  }

  List<Integer> secondsOfQuestions() {
    return questions.stream().map(millis -> (int) Math.round(millis / 1000.0)).toList();
  }

  List<Integer> perSecond() {
    List<Integer> counts = new ArrayList<>();
    for (long millis : questions) {
      int second = (int) (millis / 1000);
      while (counts.size() <= second) {
        counts.add(0);
      }
      counts.set(second, counts.get(second) + 1);
    }
    return counts;
  }

  @Override
  public DiscoverInstancesResponse discoverInstances(DiscoverInstancesRequest request) {
    ask();
    instances++;
    return DiscoverInstancesResponse.builder().instancesRevision(7L).build();
  }

  @Override
  public DiscoverInstancesRevisionResponse discoverInstancesRevision(
      DiscoverInstancesRevisionRequest request) {
    ask();
    return DiscoverInstancesRevisionResponse.builder().instancesRevision(7L).build();
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {}
}
