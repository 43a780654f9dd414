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
import okhttp3.Protocol;

/**
 * Calls of a few bytes by OkHttp through Switchboard to three servers, beside OkHttp alone: a
 * client for each of the same servers, used in turn, so that there are as many connections.
 */
public final class OkHttpCalls implements Benchmark {

  private static final int ROUNDS = 110;
  private static final Duration TURN = Duration.ofMillis(100);
  private static final Duration WARM_UP = Duration.ofSeconds(3);
  private static final List<Protocol> PROTOCOLS =
      List.of(Protocol.HTTP_1_1, Protocol.HTTP_2, Protocol.H2_PRIOR_KNOWLEDGE);
  private static final List<Integer> CALLERS = List.of(1, 8, 64);
  private static final String OURS = "Switchboard";
  private static final String THEIRS = "OkHttp alone";

  /** As its name says. */
  public OkHttpCalls() {}

  @Override
  public void run(Effort effort, PrintStream out) throws Exception {
    Table ratios =
        new Table(
            "of " + THEIRS + "'s",
            "calls per second",
            "median time",
            "99th percentile",
            "processor time per call",
            "bytes per call, more");
    Table figures =
        new Table(
            THEIRS,
            "calls per second",
            "median µs",
            "99th percentile µs",
            "processor µs per call",
            "bytes per call");
    try (OtherProcess servers = OtherProcess.start(HttpServers.class);
        Switchboard switchboard = servers.switchboard()) {
      for (Protocol protocol : PROTOCOLS) {
        OkHttpClients clients = new OkHttpClients(servers.endpoints(), protocol);
        Callers.Call ours = clients.through(switchboard);
        Callers.Call theirs = clients.inTurn();
        for (int number : effort.cases(CALLERS)) {
          String name = protocol + ", " + number + (number == 1 ? " caller" : " callers");
          ByTurns<Sample> turns = turns(number, ours, theirs, effort);
          ratios(name, turns, ratios);
          figures(name, turns, figures);
        }
      }
    }
    out.println(ratios);
    out.println(figures);
  }

  private static ByTurns<Sample> turns(
      int number, Callers.Call ours, Callers.Call theirs, Effort effort) throws Exception {
    try (Callers callers = new Callers(number)) {
      callers.play(effort.time(WARM_UP), ours);
      callers.play(effort.time(WARM_UP), theirs);
      return new ByTurns<Sample>()
          .rival(OURS, () -> callers.play(effort.time(TURN), ours))
          .rival(THEIRS, () -> callers.play(effort.time(TURN), theirs))
          .play(effort.rounds(ROUNDS));
    }
  }

  private static void ratios(String name, ByTurns<Sample> turns, Table table) {
    table.row(
        name,
        turns.ratio(OURS, THEIRS, Sample::callsPerSecond).toString(),
        turns.ratio(OURS, THEIRS, Sample::medianNanos).toString(),
        turns.ratio(OURS, THEIRS, Sample::p99Nanos).toString(),
        turns.ratio(OURS, THEIRS, Sample::cpuNanosPerCall).toString(),
        number(
            turns.median(OURS, Sample::bytesPerCall) - turns.median(THEIRS, Sample::bytesPerCall)));
  }

  private static void figures(String name, ByTurns<Sample> turns, Table table) {
    table.row(
        name,
        number(turns.median(THEIRS, Sample::callsPerSecond)),
        number(turns.median(THEIRS, Sample::medianNanos) / 1000),
        number(turns.median(THEIRS, Sample::p99Nanos) / 1000),
        number(turns.median(THEIRS, Sample::cpuNanosPerCall) / 1000),
        number(turns.median(THEIRS, Sample::bytesPerCall)));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }
}
