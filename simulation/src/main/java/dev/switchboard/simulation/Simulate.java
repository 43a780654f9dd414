package dev.switchboard.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Runs every scenario and writes {@code report.md} and its plots. */
public final class Simulate {

  private Simulate() {}

  /**
   * Writes the report, or plays a scenario of the user's own numbers and prints what came of it.
   *
   * @param args the folder to write to, and the own numbers, if any, as {@link OwnNumbers} reads
   *     them
   */
  public static void main(String[] args) throws IOException {
    if (args.length == 0 || args.length > 2) {
      System.err.println("give the folder to write report.md and plots to, or numbers of your own");
      System.exit(2);
    }
    if (args.length == 1 || args[1].isBlank()) {
      writeTo(Path.of(args[0]));
      return;
    }
    try {
      System.out.println(play(args[1]));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  static String play(String ownNumbers) {
    Scenario scenario = OwnNumbers.parse(ownNumbers);
    Report report = new Report();
    report.add(scenario, scenario.run());
    return report.toString();
  }

  static void writeTo(Path folder) throws IOException {
    Path plots = Files.createDirectories(folder.resolve("plots"));
    Report report = new Report();
    for (Scenario scenario : scenarios()) {
      System.out.println(scenario.name());
      List<Result> results = scenario.run();
      report.add(scenario, results);
      report.plot(scenario);
      Files.writeString(plots.resolve(scenario.name() + ".svg"), Plot.of(results));
    }
    Files.writeString(folder.resolve("report.md"), report.toString());
  }

  static List<Scenario> scenarios() {
    return Stream.of(
            BalancingScenarios.all(),
            OutlierScenarios.all(),
            UnequalScenarios.all(),
            TroubleScenarios.all(),
            TierScenarios.all())
        .flatMap(List::stream)
        .toList();
  }
}
