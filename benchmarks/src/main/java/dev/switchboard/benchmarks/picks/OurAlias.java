package dev.switchboard.benchmarks.picks;

import dev.switchboard.Switchboard;
import dev.switchboard.balance.Balancer;
import dev.switchboard.resolve.StaticResolver;
import dev.switchboard.upstream.Upstream;
import java.util.Map;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** An alias as a program has it, with its defaults but for how it balances. */
public abstract class OurAlias {

  private final Balancer balancer;
  private Switchboard switchboard;
  Upstream upstream;

  OurAlias(Balancer balancer) {
    this.balancer = balancer;
  }

  /** Resolves it. */
  @Setup
  public void open(Pool pool) {
    switchboard =
        Switchboard.builder()
            .resolver(StaticResolver.of(Map.of("orders", pool.all())))
            .alias("orders:80", policy -> policy.withBalancer(balancer))
            .zone("zone-0")
            .build();
    upstream = switchboard.dialer("orders", 80).orElseThrow().upstream();
  }

  /** Ends its threads. */
  @TearDown
  public void close() {
    switchboard.close();
  }
}
