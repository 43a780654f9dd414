package dev.switchboard.benchmarks.growth;

import dev.switchboard.Switchboard;
import dev.switchboard.benchmarks.Benchmark;
import dev.switchboard.benchmarks.ByTurns;
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
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Attempts, as many as one thread can make, while one task is replaced every second or none is. */
public final class CallsDuringChanges implements Benchmark {

  private static final List<Integer> SIZES = List.of(10, 100, 1000);
  private static final int ROUNDS = 20;
  private static final Duration TURN = Duration.ofSeconds(1);
  private static final Duration WARM_UP = Duration.ofSeconds(3);
  private static final String CHANGING = "one change a second";
  private static final String QUIET = "none";

  /** As its name says. */
  public CallsDuringChanges() {}

  @Override
  public void run(Effort effort, PrintStream out) throws Exception {
    Table table = new Table("endpoints", "nanoseconds per attempt", CHANGING + ", of " + QUIET);
    for (int size : effort.cases(SIZES)) {
      measure(size, effort, table);
    }
    out.println(table);
  }

  private static void measure(int size, Effort effort, Table table) throws Exception {
    SettableResolver resolver = new SettableResolver();
    Tasks tasks = new Tasks(size);
    resolver.set("orders", Resolution.of(EndpointSet.of(tasks.running())));
    try (Switchboard switchboard =
        Switchboard.builder().resolver(resolver).zone("zone-0").build()) {
      Upstream upstream = switchboard.dialer("orders", 80).orElseThrow().upstream();
      nanosPerAttempt(upstream, effort.time(WARM_UP));
      ByTurns<Double> turns =
          new ByTurns<Double>()
              .rival(
                  CHANGING,
                  () -> {
                    Resolution next = Resolution.of(EndpointSet.of(tasks.replaceOne()));
                    long start = System.nanoTime();
                    resolver.set("orders", next);
                    return nanosPerAttempt(upstream, effort.time(TURN), start);
                  })
              .rival(QUIET, () -> nanosPerAttempt(upstream, effort.time(TURN)))
              .play(effort.rounds(ROUNDS));
      table.row(
          String.valueOf(size),
          String.format(Locale.ROOT, "%.0f", turns.median(QUIET, nanos -> nanos)),
          turns.ratio(CHANGING, QUIET, nanos -> nanos).toString());
    }
  }

  private static double nanosPerAttempt(Upstream upstream, Duration time) {
    return nanosPerAttempt(upstream, time, System.nanoTime());
  }

  private static double nanosPerAttempt(Upstream upstream, Duration time, long start) {
    Tried tried = new Tried();
    int attempts = 0;
    long now = System.nanoTime();
    do {
      Attempt attempt =
          new Attempt(upstream, Objects.requireNonNull(upstream.pick(tried, true, now)), 1, now);
      now = System.nanoTime();
      attempt.showed(Outcome.SUCCESS, now);
      attempt.finished();
      attempts++;
    } while (now - start < time.toNanos());
    return (double) (now - start) / attempts;
  }
}
