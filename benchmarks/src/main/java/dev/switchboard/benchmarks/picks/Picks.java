package dev.switchboard.benchmarks.picks;

import dev.switchboard.benchmarks.Benchmark;
import dev.switchboard.benchmarks.ByTurns;
import dev.switchboard.benchmarks.Effort;
import dev.switchboard.benchmarks.Table;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Methods of a JMH class beside each other. JMH would run all forks of one before it begins the
 * next; here each turn is one fork of one method, at one size, with so many threads, so that those
 * which are compared run within seconds of each other, in processes that have run nothing else.
 */
public final class Picks implements Benchmark {

  private static final List<Integer> THREADS = List.of(1, 2);
  private static final int ROUNDS = 3;
  private static final int WARM_UPS = 8;
  private static final int ITERATIONS = 3;
  private static final Duration ITERATION = Duration.ofMillis(100);

  /**
   * As in a process that has run for long: all of the heap was used before, as the system takes its
   * time to hand out a page, up to ten times that of a pick; and what is to be compiled is.
   */
  private static final String[] OF_OLD_PROCESSES = {
    "-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch", "-XX:-BackgroundCompilation"
  };

  /** What a fork showed. */
  private record Cost(double nanos, double bytes) {}

  private final Class<?> methods;
  private final List<Integer> sizes;
  private final String ours;
  private final Map<String, String> names = new LinkedHashMap<>();

  private Picks(Class<?> methods, List<Integer> sizes, String ours) {
    this.methods = methods;
    this.sizes = sizes;
    this.ours = ours;
    with("switchboard", ours);
  }

  private Picks with(String method, String name) {
    names.put(name, method);
    return this;
  }

  /** One after the other. */
  public static Picks inTurn() {
    return new Picks(InTurn.class, List.of(3, 10, 100, 1000), "Switchboard `roundRobin`")
        .with("switchboardSameZoneFirst", "Switchboard `sameZoneFirst`, its default")
        .with("grpc", "gRPC `round_robin`")
        .with("armeria", "Armeria `roundRobin`")
        .with("stork", "Stork `round-robin`")
        .with("spring", "Spring Cloud LoadBalancer `RoundRobinLoadBalancer`");
  }

  /** By load and latency. */
  public static Picks byLatency() {
    return new Picks(
            ByLatency.class, List.of(3, 12, 100, 1000), "Switchboard `peakEwma`, an attempt")
        .with("switchboardNoClock", "the same, clock and `Attempt` apart")
        .with("switchboardTwoChoices", "the same of two choices")
        .with("switchboardLeastRequest", "the same of `leastRequest`")
        .with("serviceTalk", "ServiceTalk `p2c` and EWMA")
        .with("stork", "Stork `least-response-time`");
  }

  /** By a key. */
  public static Picks byKey() {
    return new Picks(ByKey.class, List.of(3, 10, 100, 1000), "Switchboard `consistentHash`")
        .with("armeria", "Armeria `sticky`");
  }

  @Override
  public void run(Effort effort, PrintStream out) throws Exception {
    for (int threads : effort.cases(THREADS)) {
      List<Integer> shown = effort.cases(sizes);
      Map<String, List<String>> rows = new LinkedHashMap<>();
      names.keySet().forEach(name -> rows.put(name, new ArrayList<>(List.of(name))));
      for (int endpoints : shown) {
        ByTurns<Cost> turns = new ByTurns<>();
        names.forEach(
            (name, method) -> turns.rival(name, () -> fork(method, endpoints, threads, effort)));
        turns.play(effort.rounds(ROUNDS));
        rows.forEach((name, row) -> row.add(cell(turns, name)));
      }
      List<String> titles =
          new ArrayList<>(List.of(threads + (threads == 1 ? " thread" : " threads")));
      shown.forEach(endpoints -> titles.add(endpoints + " endpoints"));
      Table table = new Table(titles);
      rows.values().forEach(table::row);
      out.println(table);
    }
  }

  private Cost fork(String method, int endpoints, int threads, Effort effort)
      throws RunnerException {
    TimeValue time = TimeValue.milliseconds(effort.time(ITERATION).toMillis());
    RunResult result =
        new Runner(
                new OptionsBuilder()
                    .include("^" + methods.getName().replace(".", "\\.") + "\\." + method + "$")
                    .param("endpoints", String.valueOf(endpoints))
                    .threads(threads)
                    .jvmArgsAppend(OF_OLD_PROCESSES)
                    .forks(effort == Effort.SMOKE ? 0 : 1)
                    .mode(Mode.AverageTime)
                    .timeUnit(TimeUnit.NANOSECONDS)
                    .warmupIterations(effort == Effort.SMOKE ? 0 : WARM_UPS)
                    .warmupTime(time)
                    .measurementIterations(effort.rounds(ITERATIONS))
                    .measurementTime(time)
                    .addProfiler(GCProfiler.class)
                    .verbosity(VerboseMode.SILENT)
                    .shouldFailOnError(true)
                    .build())
            .runSingle();
    return new Cost(
        result.getPrimaryResult().getScore(),
        Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm")).getScore());
  }

  /**
   * Time and allocation; and how many times ours the former is, the median of the rounds and its
   * bounds.
   */
  private String cell(ByTurns<Cost> turns, String name) {
    String cost =
        String.format(
            Locale.ROOT,
            "%.0f ns, %.0f B",
            turns.median(name, Cost::nanos),
            turns.median(name, Cost::bytes));
    if (name.equals(ours)) {
      return cost;
    }
    return cost + ": " + turns.ratio(name, ours, Cost::nanos).times();
  }
}
