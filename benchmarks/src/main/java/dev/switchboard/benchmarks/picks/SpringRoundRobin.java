package dev.switchboard.benchmarks.picks;

import java.util.List;
import java.util.Objects;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.DefaultRequest;
import org.springframework.cloud.client.loadbalancer.Request;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.loadbalancer.core.RoundRobinLoadBalancer;
import org.springframework.cloud.loadbalancer.core.ServiceInstanceListSupplier;
import org.springframework.cloud.loadbalancer.support.SimpleObjectProvider;
import reactor.core.publisher.Flux;

/** Spring Cloud LoadBalancer's default, asked as its blocking client asks it. */
@State(Scope.Benchmark)
public class SpringRoundRobin {

  private final Request<?> call = new DefaultRequest<>();
  private RoundRobinLoadBalancer balancer;

  /** Gives it a list that is at hand: no cache to look into, no lifecycle to tell. */
  @Setup
  public void open(Pool pool) {
    List<ServiceInstance> instances =
        pool.all().stream()
            .<ServiceInstance>map(
                e ->
                    new DefaultServiceInstance(
                        e.authority(), "orders", e.address().getHostAddress(), e.port(), false))
            .toList();
    balancer =
        new RoundRobinLoadBalancer(new SimpleObjectProvider<>(new Listed(instances)), "orders");
  }

  Response<ServiceInstance> pick() {
    return Objects.requireNonNull(balancer.choose(call).block());
  }

  private record Listed(Flux<List<ServiceInstance>> get) implements ServiceInstanceListSupplier {

    Listed(List<ServiceInstance> instances) {
      this(Flux.just(instances));
    }

    @Override
    public String getServiceId() {
      return "orders";
    }
  }
}
