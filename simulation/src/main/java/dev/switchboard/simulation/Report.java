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
            + " the calls that succeeded. *Busiest / mean*: calls that reached the busiest server"
            + " over the mean of all. *Bad ones ejected*, *after*: which share of the servers that"
            + " turned bad, and how long after, per client. *Others ejected*: how often servers that"
            + " were not bad were, per run. *Recovered*: how long after the first server turned bad"
            + " the last second was over in which less than 95 % of what succeeded before did. *Own"
            + " zone*: tries that stayed in it.");
  }

  void add(Scenario scenario, List<Result> results) {
    line("");
    line("## " + scenario.name());
    line("");
    line(scenario.question());
    line("");
    line(
        "| | success % | p50 | p90 | p99 | p99.9 | busiest / mean | tries per call |"
            + " bad ones ejected % | after s | others ejected | recovered after s | own zone % |");
    line("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
    results.forEach(this::row);
  }

  /** Shows the plot of a scenario. */
  void plot(Scenario scenario) {
    line("");
    line("![latencies](plots/" + scenario.name() + ".svg)");
  }

  private void row(Result result) {
    StringBuilder row = new StringBuilder("| " + result.name());
    row.append(" | ").append(String.format(Locale.ROOT, "%.3f", 100 * result.success()));
    long[] latencies = result.calls().quantiles(QUANTILES);
    for (int i = 0; i < QUANTILES.length; i++) {
      row.append(" | ").append(latencies.length == 0 ? "" : digits(latencies[i] / 1e6));
    }
    row.append(" | ").append(digits(result.busiestOverMean()));
    row.append(" | ").append(digits(result.calls().tries()));
    row.append(" | ").append(result.badEjected().map(share -> digits(100 * share)).orElse(""));
    row.append(" | ").append(result.secondsToEject().map(Report::digits).orElse(""));
    row.append(" | ").append(digits(result.undeserved()));
    row.append(" | ").append(result.hasTrouble() ? recovered(result) : "");
    row.append(" | ").append(result.inOwnZone().map(share -> digits(100 * share)).orElse(""));
    line(row.append(" |").toString());
  }

  private static String recovered(Result result) {
    return result.secondsToRecover().map(Report::digits).orElse("not");
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
