package dev.switchboard.benchmarks.picks;

import com.linecorp.armeria.client.ClientRequestContext;
import com.linecorp.armeria.client.endpoint.EndpointSelectionStrategy;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import dev.switchboard.balance.Balancer;
import dev.switchboard.balance.Pick;
import dev.switchboard.upstream.Tried;
import io.grpc.LoadBalancer;
import io.smallrye.stork.api.ServiceInstance;
import io.smallrye.stork.impl.RoundRobinLoadBalancer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.springframework.cloud.client.loadbalancer.Response;

/** One endpoint after the other. */
public class InTurn {

  /** Switchboard's balancer without zones. */
  @State(Scope.Benchmark)
  public static class RoundRobin extends OurAlias {
    /** As its name says. */
    public RoundRobin() {
      super(Balancer.roundRobin());
    }
  }

  /** Switchboard's default, where a third of the endpoints is in the own zone. */
  @State(Scope.Benchmark)
  public static class SameZoneFirst extends OurAlias {
    /** As its name says. */
    public SameZoneFirst() {
      super(Balancer.sameZoneFirst(Balancer.roundRobin()));
    }
  }

  /** Armeria's default is weighted; this is the one without weights. */
  @State(Scope.Benchmark)
  public static class Armeria extends ArmeriaGroup {

    final ClientRequestContext call =
        ClientRequestContext.of(HttpRequest.of(HttpMethod.GET, "/orders"));

    /** As its name says. */
    public Armeria() {
      super(EndpointSelectionStrategy.roundRobin());
    }
  }

  /** Stork's default. */
  @State(Scope.Benchmark)
  public static class Stork extends StorkInstances {
    /** As its name says. */
    public Stork() {
      super(new RoundRobinLoadBalancer());
    }
  }

  /** A call that has tried nothing yet. */
  @State(Scope.Thread)
  public static class FirstTry {
    final Tried tried = new Tried();
    long now;
  }

  /** An alias's pick: of the balancer's picker, and whether anything is to be probed. */
  @Benchmark
  public @Nullable Pick switchboard(RoundRobin ours, FirstTry call) {
    return ours.upstream.pick(call.tried, true, call.now++);
  }

  /** The same of the default. */
  @Benchmark
  public @Nullable Pick switchboardSameZoneFirst(SameZoneFirst ours, FirstTry call) {
    return ours.upstream.pick(call.tried, true, call.now++);
  }

  /** gRPC's {@code round_robin}. */
  @Benchmark
  public LoadBalancer.PickResult grpc(GrpcRoundRobin theirs) {
    return theirs.pick();
  }

  /** Armeria's {@code roundRobin()}. */
  @Benchmark
  public Object armeria(Armeria theirs) {
    return theirs.pick(theirs.call);
  }

  /** Stork's {@code round-robin}. */
  @Benchmark
  public ServiceInstance stork(Stork theirs) {
    return theirs.pick();
  }

  /** Spring Cloud LoadBalancer's {@code RoundRobinLoadBalancer}. */
  @Benchmark
  public Response<?> spring(SpringRoundRobin theirs) {
    return theirs.pick();
  }
}
