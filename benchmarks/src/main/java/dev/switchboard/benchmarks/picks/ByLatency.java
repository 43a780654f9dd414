package dev.switchboard.benchmarks.picks;

import dev.switchboard.balance.Balancer;
import dev.switchboard.balance.Pick;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.health.EndpointStats;
import dev.switchboard.upstream.Attempt;
import dev.switchboard.upstream.Tried;
import io.servicetalk.client.api.RequestTracker;
import io.smallrye.stork.api.ServiceInstance;
import io.smallrye.stork.loadbalancer.leastresponsetime.LeastResponseTimeConfiguration;
import io.smallrye.stork.loadbalancer.leastresponsetime.LeastResponseTimeLoadBalancer;
import java.util.Objects;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** By load and latency: the pick, the start of an attempt, what it showed, and its end. */
public class ByLatency {

  /** Looks at all of up to 16, at two of more. */
  @State(Scope.Benchmark)
  public static class PeakEwma extends OurAlias {
    /** As its name says. */
    public PeakEwma() {
      super(Balancer.peakEwma());
    }
  }

  /** Looks at two of any number. */
  @State(Scope.Benchmark)
  public static class TwoChoices extends OurAlias {
    /** As its name says. */
    public TwoChoices() {
      super(Balancer.peakEwma(0));
    }
  }

  /** Looks at all of up to 16, at two of more. */
  @State(Scope.Benchmark)
  public static class LeastRequest extends OurAlias {
    /** As its name says. */
    public LeastRequest() {
      super(Balancer.leastRequest());
    }
  }

  /** Stork's {@code least-response-time}. */
  @State(Scope.Benchmark)
  public static class Stork extends StorkInstances {
    /** As its name says. */
    public Stork() {
      super(new LeastResponseTimeLoadBalancer(new LeastResponseTimeConfiguration()));
    }
  }

  /**
   * A caller who reads no clock: 20,000 of its calls a second, of which each takes about a
   * millisecond.
   */
  @State(Scope.Thread)
  public static class Caller {

    private static final long GAP_NANOS = 50_000;

    final Tried tried = new Tried();
    private long now;
    private long dice = 1;

    long now() {
      now += GAP_NANOS;
      return now;
    }

    /** Between 0.5 and 1.5 ms. */
    long latencyNanos() {
      dice = dice * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
      return 500_000 + (dice >>> 44);
    }
  }

  /** What an adapter does for a call, clock and all. */
  @Benchmark
  public void switchboard(PeakEwma ours, Caller caller) {
    long start = System.nanoTime();
    Pick pick = Objects.requireNonNull(ours.upstream.pick(caller.tried, true, start));
    Attempt attempt = new Attempt(ours.upstream, pick, 1, start);
    attempt.showed(Outcome.SUCCESS, System.nanoTime());
    attempt.finished();
  }

  /** The balancer's part of it, without the clock. */
  @Benchmark
  public void switchboardNoClock(PeakEwma ours, Caller caller) {
    measured(ours, caller);
  }

  /** The same of two choices. */
  @Benchmark
  public void switchboardTwoChoices(TwoChoices ours, Caller caller) {
    measured(ours, caller);
  }

  /** The same by the attempts in flight. */
  @Benchmark
  public void switchboardLeastRequest(LeastRequest ours, Caller caller) {
    measured(ours, caller);
  }

  private static void measured(OurAlias ours, Caller caller) {
    long now = caller.now();
    EndpointStats stats =
        Objects.requireNonNull(ours.upstream.pick(caller.tried, true, now)).stats();
    stats.started();
    stats.record(Outcome.SUCCESS, caller.latencyNanos(), now);
    stats.finished();
  }

  /** ServiceTalk's, which picks a connection of the host as well, and reads the clock twice. */
  @Benchmark
  public void serviceTalk(ServiceTalkHosts theirs) {
    RequestTracker tracker = theirs.pick();
    tracker.onRequestSuccess(tracker.beforeRequestStart());
  }

  /** Stork's, which reads the clock twice; without the semaphore that guards its picks. */
  @Benchmark
  public void stork(Stork theirs) {
    ServiceInstance instance = theirs.pick();
    instance.recordStart(true);
    instance.recordReply();
    instance.recordEnd(null);
  }
}
