package dev.switchboard.benchmarks.growth;

import dev.switchboard.Switchboard;
import dev.switchboard.balance.Balancer;
import dev.switchboard.benchmarks.Benchmark;
import dev.switchboard.benchmarks.Effort;
import dev.switchboard.benchmarks.Table;
import dev.switchboard.endpoint.EndpointSet;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.resolve.Resolution;
import dev.switchboard.testing.SettableResolver;
import dev.switchboard.upstream.Attempt;
import dev.switchboard.upstream.Tried;
import dev.switchboard.upstream.Upstream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What many aliases hold on to, of the heap and of threads: each was dialed and each of its
 * endpoints called. Endpoints are counted by the difference between few and many per alias.
 */
public final class Footprint implements Benchmark {

  private static final int ALIASES = 1000;
  private static final int FEW = 3;
  private static final int MANY = 33;
  private static final int COLLECTIONS = 4;

  private static final Map<String, Balancer> BALANCERS = new LinkedHashMap<>();

  static {
    BALANCERS.put("the default", Balancer.sameZoneFirst(Balancer.roundRobin()));
    BALANCERS.put("`peakEwma`", Balancer.peakEwma());
    BALANCERS.put("`consistentHash`", Balancer.consistentHash("user"));
  }

  /** What one process came to. */
  private record Held(double bytesPerAlias, double microsPerAlias, int threads) {}

  /** As its name says. */
  public Footprint() {}

  @Override
  public void run(Effort effort, PrintStream out) {
    int aliases = effort == Effort.FULL ? ALIASES : 10;
    Table table =
        new Table(
            "balancer",
            "KiB per alias of " + FEW + " endpoints",
            "bytes per further endpoint",
            "µs to dial an alias first",
            "threads for " + aliases + " aliases");
    BALANCERS.forEach(
        (name, balancer) -> {
          hold(aliases, FEW, balancer); // classes are loaded, and code compiled
          Held few = hold(aliases, FEW, balancer);
          Held many = hold(aliases, MANY, balancer);
          table.row(
              name,
              String.format(Locale.ROOT, "%.1f", few.bytesPerAlias() / 1024),
              String.format(
                  Locale.ROOT, "%.0f", (many.bytesPerAlias() - few.bytesPerAlias()) / (MANY - FEW)),
              String.format(Locale.ROOT, "%.0f", few.microsPerAlias()),
              String.valueOf(few.threads()));
        });
    out.println(table);
  }

  private static Held hold(int aliases, int endpoints, Balancer balancer) {
    int threads = ManagementFactory.getThreadMXBean().getThreadCount();
    long before = usedBytes();
    SettableResolver resolver = new SettableResolver();
    Tasks tasks = new Tasks(endpoints);
    for (int i = 0; i < aliases; i++) {
      for (int j = 0; j < endpoints; j++) {
        tasks.replaceOne(); // each service has tasks of its own
      }
      resolver.set("service-" + i, Resolution.of(EndpointSet.of(tasks.running())));
    }
    try (Switchboard switchboard =
        Switchboard.builder()
            .resolver(resolver)
            .zone("zone-0")
            .defaults(policy -> policy.withBalancer(balancer))
            .build()) {
      List<Upstream> upstreams = new ArrayList<>(aliases);
      long start = System.nanoTime();
      for (int i = 0; i < aliases; i++) {
        upstreams.add(switchboard.dialer("service-" + i, 80).orElseThrow().upstream());
      }
      double nanos = System.nanoTime() - start;
      upstreams.forEach(Footprint::callEach);
      int more = ManagementFactory.getThreadMXBean().getThreadCount() - threads;
      return new Held((double) (usedBytes() - before) / aliases, nanos / 1000 / aliases, more);
    }
  }

  private static void callEach(Upstream upstream) {
    Tried tried = new Tried();
    for (int i = 0; i < upstream.endpoints().size(); i++) {
      long now = System.nanoTime();
      Attempt attempt =
          new Attempt(upstream, Objects.requireNonNull(upstream.pick(tried, true, now)), 1, now);
      attempt.showed(Outcome.SUCCESS, System.nanoTime());
      attempt.finished();
    }
  }

  private static long usedBytes() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
