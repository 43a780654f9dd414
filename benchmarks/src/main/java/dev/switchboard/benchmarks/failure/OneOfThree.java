package dev.switchboard.benchmarks.failure;

import dev.switchboard.benchmarks.Benchmark;
import dev.switchboard.benchmarks.Effort;
import dev.switchboard.benchmarks.Ratio;
import dev.switchboard.benchmarks.Table;
import dev.switchboard.benchmarks.calls.HaProxy;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * One of three tasks fails while each way makes 100 calls a second: how long and how often calls
 * are sent there, and what becomes of them. The registry goes on to name all three, so it is what
 * the callers notice by themselves. All ways call the same tasks at the same time. About ten
 * minutes.
 */
public final class OneOfThree implements Benchmark {

  private static final int ROUNDS = 3;
  private static final Duration WARM_UP = Duration.ofSeconds(6);
  private static final Duration BEFORE = Duration.ofSeconds(3);
  private static final Duration AFTER = Duration.ofSeconds(40);

  /** More than any call may take. */
  private static final Duration REST = Duration.ofSeconds(20);

  /** As its name says. */
  public OneOfThree() {}

  @Override
  public void run(Effort effort, PrintStream out) throws Exception {
    Map<String, Way.Maker> ways = new LinkedHashMap<>();
    ways.put("Switchboard over OkHttp", HttpWay::throughSwitchboard);
    ways.put("OkHttp by DNS", HttpWay::byDns);
    if (HaProxy.isInstalled()) {
      ways.put("OkHttp through a pair of HAProxy", ProxyPair::throughBoth);
    } else {
      out.println(
          "SKIPPED: OkHttp through a pair of HAProxy, for want of " + HaProxy.MISSING + "\n");
    }
    ways.put("Switchboard over gRPC", GrpcWay::throughSwitchboard);
    ways.put("gRPC `round_robin`", GrpcWay::roundRobin);
    Map<Failure, Map<String, List<Toll>>> tolls = new EnumMap<>(Failure.class);
    for (int round = 0; round < effort.rounds(ROUNDS); round++) {
      for (Failure failure : Failure.values()) {
        play(failure, ways, effort)
            .forEach(
                (way, toll) ->
                    tolls
                        .computeIfAbsent(failure, f -> new LinkedHashMap<>())
                        .computeIfAbsent(way, w -> new ArrayList<>())
                        .add(toll));
      }
    }
    tolls.forEach((failure, byWay) -> out.println(table(failure, byWay)));
  }

  private static Map<String, Toll> play(
      Failure failure, Map<String, Way.Maker> makers, Effort effort) throws Exception {
    Map<String, Journal> journals = new LinkedHashMap<>();
    List<Way> ways = new ArrayList<>();
    List<Runnable> calls = new ArrayList<>();
    try (Tasks tasks = Tasks.start();
        OpenLoad load = new OpenLoad()) {
      for (Map.Entry<String, Way.Maker> maker : makers.entrySet()) {
        Journal journal = new Journal(tasks.victim().at(tasks.httpPort()));
        Way way = maker.getValue().make(tasks, journal::sent);
        journals.put(maker.getKey(), journal);
        ways.add(way);
        calls.add(() -> journal.call(way));
      }
      load.warmUp(calls, effort.time(WARM_UP));
      calls.forEach(load::add);
      Thread.sleep(effort.time(BEFORE).toMillis());
      long failed = System.nanoTime();
      failure.befall(tasks.victim());
      Thread.sleep(effort.time(AFTER).toMillis());
      load.end(effort.time(REST));
      Map<String, Toll> tolls = new LinkedHashMap<>();
      journals.forEach((way, journal) -> tolls.put(way, journal.since(failed)));
      return tolls;
    } finally {
      for (Way way : ways) {
        way.close();
      }
    }
  }

  private static Table table(Failure failure, Map<String, List<Toll>> byWay) {
    Table table =
        new Table(
            failure.toString(),
            "calls sent there",
            "the last after, s",
            "later",
            "calls failed",
            "calls over 1 s",
            "slowest, s");
    byWay.forEach(
        (way, tolls) ->
            table.row(
                way,
                spread("%.0f", tolls, Toll::sent),
                spread("%.2f", tolls, Toll::lastSeconds),
                spread("%.0f", tolls, Toll::later),
                spread("%.0f", tolls, Toll::failed),
                spread("%.0f", tolls, Toll::slow),
                spread("%.2f", tolls, Toll::slowestSeconds)));
    return table;
  }

  /** The median, and the least and the most if they differ. */
  private static String spread(String format, List<Toll> tolls, ToDoubleFunction<Toll> figure) {
    double[] values = tolls.stream().mapToDouble(figure).sorted().toArray();
    String median = String.format(Locale.ROOT, format, Ratio.medianOf(values));
    String least = String.format(Locale.ROOT, format, values[0]);
    String most = String.format(Locale.ROOT, format, values[values.length - 1]);
    return least.equals(most) ? median : median + " (" + least + " to " + most + ")";
  }
}
