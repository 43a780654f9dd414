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
   * Writes the report.
   *
   * @param args the folder to write to
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 1) {
      System.err.println("give one argument: the folder to write report.md and plots to");
      System.exit(2);
    }
    writeTo(Path.of(args[0]));
  }

  static void writeTo(Path folder) throws IOException {
    Path plots = Files.createDirectories(folder.resolve("plots"));
    Report report = new Report();
    for (Scenario scenario : scenarios()) {
      System.out.println(scenario.name());
      List<Result> results = scenario.run();
      report.add(scenario, results);
      Files.writeString(plots.resolve(scenario.name() + ".svg"), Plot.of(results));
    }
    Files.writeString(folder.resolve("report.md"), report.toString());
  }

  static List<Scenario> scenarios() {
    return Stream.of(BalancingScenarios.all(), OutlierScenarios.all(), TroubleScenarios.all())
        .flatMap(List::stream)
        .toList();
  }
}
