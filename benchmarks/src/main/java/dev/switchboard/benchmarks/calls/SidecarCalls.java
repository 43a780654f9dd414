package dev.switchboard.benchmarks.calls;

import dev.switchboard.Switchboard;
import dev.switchboard.benchmarks.Benchmark;
import dev.switchboard.benchmarks.ByTurns;
import dev.switchboard.benchmarks.Effort;
import dev.switchboard.benchmarks.Table;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import okhttp3.Protocol;

/**
 * Calls of a few bytes by OkHttp through Switchboard to three servers, beside the same by two
 * proxies, as Service Connect has it: one beside the client, and one in front of each server. The
 * proxies are HAProxy's, which is leaner than the Envoy that Service Connect runs.
 */
public final class SidecarCalls implements Benchmark {

  private static final int ROUNDS = 20;

  /** Long enough for processor time, which other processes' is known by 10 ms. */
  private static final Duration TURN = Duration.ofSeconds(1);

  private static final Duration WARM_UP = Duration.ofSeconds(4);
  private static final List<Integer> CALLERS = List.of(1, 8, 64);
  private static final String OURS = "Switchboard";
  private static final String THEIRS = "two proxies";

  /** What a turn showed, and the processor time of all processes for a call. */
  private record Turn(Sample calls, double cpuNanosPerCall) {}

  /** As its name says. */
  public SidecarCalls() {}

  @Override
  public void run(Effort effort, PrintStream out) throws Exception {
    if (!HaProxy.isInstalled()) {
      out.println("SKIPPED: sidecar, for want of " + HaProxy.MISSING);
      return;
    }
    try (OtherProcess servers = OtherProcess.start(HttpServers.class);
        Sidecars sidecars = Sidecars.before(servers.endpoints());
        Switchboard switchboard = servers.switchboard()) {
      List<ProcessHandle> processes =
          Stream.concat(
                  Stream.of(ProcessHandle.current(), servers.process()),
                  sidecars.processes().stream())
              .toList();
      OkHttpClients clients = new OkHttpClients(servers.endpoints(), Protocol.HTTP_1_1);
      Callers.Call ours = clients.through(switchboard);
      Callers.Call theirs = clients.to(sidecars.endpoint());
      compare(ours, theirs, processes, effort, out);
      out.println(
          new Table("memory held by the proxies", "MiB")
              .row("beside the client", mebibytes(sidecars.besideClientKibibytes()))
              .row("in front of each server, on average", mebibytes(sidecars.taskKibibytes())));
    }
  }

  private static void compare(
      Callers.Call ours,
      Callers.Call theirs,
      List<ProcessHandle> processes,
      Effort effort,
      PrintStream out)
      throws Exception {
    Table ratios =
        new Table(
            OURS + ", of the " + THEIRS + "'",
            "calls per second",
            "median time",
            "99th percentile",
            "processor time per call");
    Table figures =
        new Table(
            "",
            "calls per second",
            "median µs",
            "99th percentile µs",
            "processor seconds per 1,000 calls");
    for (int number : effort.cases(CALLERS)) {
      try (Callers callers = new Callers(number)) {
        callers.play(effort.time(WARM_UP), ours);
        callers.play(effort.time(WARM_UP), theirs);
        ByTurns<Turn> turns =
            new ByTurns<Turn>()
                .rival(OURS, () -> play(callers, ours, processes, effort))
                .rival(THEIRS, () -> play(callers, theirs, processes, effort))
                .play(effort.rounds(ROUNDS));
        String name = number + (number == 1 ? " caller" : " callers");
        ratios.row(
            name,
            turns.ratio(OURS, THEIRS, turn -> turn.calls().callsPerSecond()).toString(),
            turns.ratio(OURS, THEIRS, turn -> turn.calls().medianNanos()).toString(),
            turns.ratio(OURS, THEIRS, turn -> turn.calls().p99Nanos()).toString(),
            turns.ratio(OURS, THEIRS, Turn::cpuNanosPerCall).toString());
        turns.names().forEach(rival -> figures(name, rival, turns, figures));
      }
    }
    out.println(ratios);
    out.println(figures);
  }

  private static Turn play(
      Callers callers, Callers.Call call, List<ProcessHandle> processes, Effort effort)
      throws Exception {
    long before = cpuNanos(processes);
    Sample sample = callers.play(effort.time(TURN), call);
    return new Turn(sample, (cpuNanos(processes) - before) / sample.calls());
  }

  private static long cpuNanos(List<ProcessHandle> processes) {
    return processes.stream()
        .mapToLong(process -> process.info().totalCpuDuration().orElseThrow().toNanos())
        .sum();
  }

  private static void figures(String name, String rival, ByTurns<Turn> turns, Table table) {
    table.row(
        name + ", " + rival,
        number("%,.0f", turns.median(rival, turn -> turn.calls().callsPerSecond())),
        number("%,.0f", turns.median(rival, turn -> turn.calls().medianNanos()) / 1000),
        number("%,.0f", turns.median(rival, turn -> turn.calls().p99Nanos()) / 1000),
        number("%.3f", turns.median(rival, Turn::cpuNanosPerCall) / 1e6));
  }

  private static String mebibytes(double kibibytes) {
    return number("%.1f", kibibytes / 1024);
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
