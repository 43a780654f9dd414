package dev.switchboard.benchmarks;

import dev.switchboard.benchmarks.calls.GrpcCalls;
import dev.switchboard.benchmarks.calls.JdbcQueries;
import dev.switchboard.benchmarks.calls.OkHttpCalls;
import dev.switchboard.benchmarks.calls.SidecarCalls;
import dev.switchboard.benchmarks.failure.OneOfThree;
import dev.switchboard.benchmarks.growth.CallsDuringChanges;
import dev.switchboard.benchmarks.growth.Changes;
import dev.switchboard.benchmarks.growth.FirstCall;
import dev.switchboard.benchmarks.growth.Footprint;
import dev.switchboard.benchmarks.picks.Picks;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Runs one benchmark by its name, and prints what {@code docs/performance.md} shows of it. */
public final class Benchmarks {

  private static final Map<String, Benchmark> ALL =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("calls-during-changes", new CallsDuringChanges()),
              Map.entry("changes", new Changes()),
              Map.entry("failure", new OneOfThree()),
              Map.entry("first-call", new FirstCall()),
              Map.entry("footprint", new Footprint()),
              Map.entry("grpc", new GrpcCalls()),
              Map.entry("jdbc", new JdbcQueries()),
              Map.entry("okhttp", new OkHttpCalls()),
              Map.entry("picks-by-key", Picks.byKey()),
              Map.entry("picks-by-latency", Picks.byLatency()),
              Map.entry("picks-in-turn", Picks.inTurn()),
              Map.entry("sidecar", new SidecarCalls())));

  private Benchmarks() {}

  /**
   * Runs it; ten minutes at most.
   *
   * @param args the name
   */
  public static void main(String[] args) throws Exception {
    try {
      Benchmark benchmark = named(args.length == 0 ? "" : args[0]);
      System.out.println(Conditions.now() + "\n");
      benchmark.run(Effort.FULL, System.out);
      System.exit(0); // whatever threads a rival has left
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  /** What they are called. */
  static Set<String> names() {
    return ALL.keySet();
  }

  /**
   * The one of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Benchmark named(String name) {
    Benchmark benchmark = ALL.get(name);
    if (benchmark == null) {
      throw new IllegalArgumentException(
          "there is no benchmark \"" + name + "\"; give one of " + names() + " as -Dbenchmark=…");
    }
    return benchmark;
  }
}
