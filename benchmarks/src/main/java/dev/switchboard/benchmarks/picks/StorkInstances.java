package dev.switchboard.benchmarks.picks;

import io.smallrye.stork.api.LoadBalancer;
import io.smallrye.stork.api.ServiceInstance;
import io.smallrye.stork.impl.DefaultServiceInstance;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Setup;

/** A balancer of Stork's, given the list that its discovery would give it for each call. */
public abstract class StorkInstances {

  private final LoadBalancer balancer;
  private List<ServiceInstance> instances;

  StorkInstances(LoadBalancer balancer) {
    this.balancer = balancer;
  }

  /** Makes the list. */
  @Setup
  public void open(Pool pool) {
    instances = new ArrayList<>();
    pool.all()
        .forEach(
            e ->
                instances.add(
                    new DefaultServiceInstance(
                        instances.size(), e.address().getHostAddress(), e.port(), false)));
  }

  ServiceInstance pick() {
    return balancer.selectServiceInstance(instances);
  }
}
