package dev.switchboard.simulation;

import java.util.List;
import java.util.Locale;

/** The report as Markdown. Numbers have three digits, so that it is the same on every machine. */
final class Report {

  private static final double[] QUANTILES = {0.5, 0.9, 0.99, 0.999};

  private final StringBuilder text = new StringBuilder();

  Report() {
    line("# Simulation report");
    line("");
    line(
        "Written by `dev.switchboard.simulation`, which drives the core that users run, in virtual"
            + " time. Each row is five runs with different seeds. Latencies, in ms, are those of"
            + " the calls that succeeded.");
  }

  void add(Scenario scenario, List<Scenario.Result> results) {
    line("");
    line("## " + scenario.name());
    line("");
    line(scenario.question());
    line("");
    line(
        "| | success % | p50 | p90 | p99 | p99.9 | busiest server / mean | tries per call |"
            + " ejections deserved | undeserved |");
    line("|---|---|---|---|---|---|---|---|---|---|");
    for (Scenario.Result result : results) {
      row(result);
    }
    line("");
    line("![latencies](plots/" + scenario.name() + ".svg)");
  }

  private void row(Scenario.Result result) {
    StringBuilder row = new StringBuilder("| " + result.contender().name());
    row.append(" | ").append(String.format(Locale.ROOT, "%.3f", 100 * result.success()));
    for (long latency : result.calls().quantiles(QUANTILES)) {
      row.append(" | ").append(digits(latency / 1e6));
    }
    row.append(" | ").append(digits(result.load().maxOverMean()));
    row.append(" | ").append(digits(result.calls().tries()));
    row.append(" | ").append(digits(result.verdicts().deserved()));
    row.append(" | ").append(digits(result.verdicts().undeserved()));
    line(row.append(" |").toString());
  }

  /** Three digits. */
  static String digits(double value) {
    if (value == 0 || Math.abs(value) >= 100) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    return String.format(Locale.ROOT, value >= 10 ? "%.1f" : value >= 1 ? "%.2f" : "%.3f", value);
  }

  private void line(String content) {
    text.append(content).append('\n');
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
