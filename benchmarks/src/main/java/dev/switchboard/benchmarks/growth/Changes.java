package dev.switchboard.benchmarks.growth;

import dev.switchboard.Switchboard;
import dev.switchboard.balance.Balancer;
import dev.switchboard.benchmarks.Benchmark;
import dev.switchboard.benchmarks.ByTurns;
import dev.switchboard.benchmarks.ConnectedChannel;
import dev.switchboard.benchmarks.Effort;
import dev.switchboard.benchmarks.Table;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.EndpointSet;
import dev.switchboard.resolve.Resolution;
import dev.switchboard.testing.SettableResolver;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One task of a service is replaced: from the registry's answer to the new picker, beside what
 * gRPC's {@code round_robin} does with the same list.
 */
public final class Changes implements Benchmark {

  private static final List<Integer> SIZES = List.of(10, 100, 1000);
  private static final int ROUNDS = 60;
  private static final Duration TURN = Duration.ofMillis(50);
  private static final Duration WARM_UP = Duration.ofSeconds(2);
  private static final String RIVAL = "gRPC `round_robin`";

  private static final Map<String, Balancer> BALANCERS = new LinkedHashMap<>();

  static {
    BALANCERS.put("Switchboard's default", Balancer.sameZoneFirst(Balancer.roundRobin()));
    BALANCERS.put("Switchboard `peakEwma`", Balancer.peakEwma());
    BALANCERS.put("Switchboard `subset(12, peakEwma)`", Balancer.subset(12, Balancer.peakEwma()));
    BALANCERS.put("Switchboard `consistentHash`", Balancer.consistentHash("user"));
  }

  /** As its name says. */
  public Changes() {}

  @Override
  public void run(Effort effort, PrintStream out) throws Exception {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    List<String> titles = new ArrayList<>(List.of("milliseconds per change, of gRPC's"));
    for (int size : effort.cases(SIZES)) {
      titles.add(size + " endpoints");
      measure(size, effort, rows);
    }
    Table table = new Table(titles);
    rows.values().forEach(table::row);
    out.println(table);
  }

  private static void measure(int size, Effort effort, Map<String, List<String>> rows)
      throws Exception {
    ByTurns<Double> turns = new ByTurns<>();
    List<Switchboard> opened = new ArrayList<>();
    Map<String, ByTurns.Turn<Double>> all = new LinkedHashMap<>();
    BALANCERS.forEach(
        (name, balancer) -> {
          SettableResolver resolver = new SettableResolver();
          opened.add(alias(resolver, balancer));
          all.put(name, replacing(size, effort, tasks -> set(resolver, tasks)));
        });
    ConnectedChannel channel = new ConnectedChannel();
    all.put(RIVAL, replacing(size, effort, channel::resolved));
    for (ByTurns.Turn<Double> turn : all.values()) {
      warmUp(turn, effort);
    }
    all.forEach(turns::rival);
    turns.play(effort.rounds(ROUNDS));
    for (String name : turns.names()) {
      String millis = String.format(Locale.ROOT, "%.3f", turns.median(name, each -> each));
      rows.computeIfAbsent(name, n -> new ArrayList<>(List.of(n)))
          .add(
              name.equals(RIVAL)
                  ? millis
                  : millis + ": " + turns.ratio(name, RIVAL, each -> each).times());
    }
    opened.forEach(Switchboard::close);
  }

  private static Switchboard alias(SettableResolver resolver, Balancer balancer) {
    return Switchboard.builder()
        .resolver(resolver)
        .zone("zone-0")
        .alias("orders:80", policy -> policy.withBalancer(balancer))
        .build();
  }

  private static void set(SettableResolver resolver, List<Endpoint> tasks) {
    resolver.set("orders", Resolution.of(EndpointSet.of(tasks)));
  }

  /** Milliseconds per change. */
  private static ByTurns.Turn<Double> replacing(
      int size, Effort effort, Consumer<List<Endpoint>> resolved) {
    Tasks tasks = new Tasks(size);
    resolved.accept(tasks.running());
    return () -> {
      long start = System.nanoTime();
      long end = start + effort.time(TURN).toNanos();
      int changes = 0;
      do {
        resolved.accept(tasks.replaceOne());
        changes++;
      } while (System.nanoTime() - end < 0);
      return (System.nanoTime() - start) / 1e6 / changes;
    };
  }

  private static void warmUp(ByTurns.Turn<Double> turn, Effort effort) throws Exception {
    long end = System.nanoTime() + effort.time(WARM_UP).toNanos();
    do {
      turn.play();
    } while (System.nanoTime() - end < 0);
  }
}
