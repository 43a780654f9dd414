package dev.switchboard.cloudmap;

import dev.switchboard.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.servicediscovery.ServiceDiscoveryClient;
import software.amazon.awssdk.services.servicediscovery.model.DiscoverInstancesRequest;
import software.amazon.awssdk.services.servicediscovery.model.DiscoverInstancesResponse;
import software.amazon.awssdk.services.servicediscovery.model.DiscoverInstancesRevisionRequest;
import software.amazon.awssdk.services.servicediscovery.model.DiscoverInstancesRevisionResponse;
import software.amazon.awssdk.services.servicediscovery.model.RequestLimitExceededException;

/** Cloud Map as all processes of one account see it: two quotas, each a token bucket. */
final class Account implements ServiceDiscoveryClient {

  /** What is asked in each second, answered or not, and how much of it was refused. */
  static final class Operation {

    private final Clock clock;
    private final int capacity;
    private final List<int[]> seconds = new ArrayList<>();

    /** Made once: there are too many of them to write down where each came from. */
    private final RuntimeException throttled =
        RequestLimitExceededException.builder().message("slow down").build();

    private int perSecond;
    private double tokens;
    private long filledAtNanos;
    private int refused;

    Operation(Clock clock, int perSecond, int capacity) {
      this.clock = clock;
      this.perSecond = perSecond;
      this.capacity = capacity;
      this.tokens = capacity;
    }

    private void count() {
      int second = second();
      while (seconds.size() <= second) {
        seconds.add(new int[1]);
      }
      seconds.get(second)[0]++;
    }

    private int second() {
      return (int) Duration.ofNanos(clock.nanos()).toSeconds();
    }

    private void take() {
      fill();
      if (tokens < 1) {
        refused++;
        throw throttled;
      }
      tokens--;
    }

    private void fill() {
      double elapsed = (clock.nanos() - filledAtNanos) / 1e9;
      tokens = Math.min(capacity, tokens + elapsed * perSecond);
      filledAtNanos = clock.nanos();
    }

    /** What is left of the quota from now on. */
    void limit(int newPerSecond) {
      fill();
      perSecond = newPerSecond;
      tokens = Math.min(tokens, newPerSecond);
    }

    int refused() {
      return refused;
    }

    private int[] counts(int fromSecond, int toSecond) {
      int[] counts = new int[toSecond - fromSecond];
      for (int i = 0; i < counts.length && fromSecond + i < seconds.size(); i++) {
        counts[i] = seconds.get(fromSecond + i)[0];
      }
      return counts;
    }

    int max(int fromSecond, int toSecond) {
      int max = 0;
      for (int count : counts(fromSecond, toSecond)) {
        max = Math.max(max, count);
      }
      return max;
    }

    double mean(int fromSecond, int toSecond) {
      long sum = 0;
      for (int count : counts(fromSecond, toSecond)) {
        sum += count;
      }
      return (double) sum / (toSecond - fromSecond);
    }
  }

  final Operation instances;
  final Operation revisions;
  private final RuntimeException refusal = SdkClientException.create("connection refused");
  private boolean down;
  private long revision = 7;

  Account(Clock clock) {
    instances = new Operation(clock, 1000, 2000);
    revisions = new Operation(clock, 3000, 3000);
  }

  void down(boolean isDown) {
    down = isDown;
  }

  /** Instances of every service come and go. */
  void deploy() {
    revision++;
  }

  private void ask(Operation operation) {
    operation.count();
    if (down) {
      throw refusal;
    }
    operation.take();
  }

  @Override
  public DiscoverInstancesResponse discoverInstances(DiscoverInstancesRequest request) {
    ask(instances);
    return DiscoverInstancesResponse.builder().instancesRevision(revision).build();
  }

  @Override
  public DiscoverInstancesRevisionResponse discoverInstancesRevision(
      DiscoverInstancesRevisionRequest request) {
    ask(revisions);
    return DiscoverInstancesRevisionResponse.builder().instancesRevision(revision).build();
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {}
}
