package dev.switchboard.benchmarks.picks;

import com.linecorp.armeria.client.ClientRequestContext;
import com.linecorp.armeria.client.Endpoint;
import com.linecorp.armeria.client.endpoint.EndpointGroup;
import com.linecorp.armeria.client.endpoint.EndpointSelectionStrategy;
import org.openjdk.jmh.annotations.Setup;

/** A fixed group of Armeria's. */
public abstract class ArmeriaGroup {

  private final EndpointSelectionStrategy strategy;
  private EndpointGroup group;

  ArmeriaGroup(EndpointSelectionStrategy strategy) {
    this.strategy = strategy;
  }

  /** Makes it. */
  @Setup
  public void open(Pool pool) {
    group =
        EndpointGroup.of(
            strategy,
            pool.all().stream()
                .map(e -> Endpoint.of(e.address().getHostAddress(), e.port()))
                .toList());
  }

  Endpoint pick(ClientRequestContext call) {
    return group.selectNow(call);
  }
}
