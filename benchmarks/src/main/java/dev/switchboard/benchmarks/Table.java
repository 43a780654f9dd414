package dev.switchboard.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** A table in Markdown. */
public final class Table {

  private final List<String> lines = new ArrayList<>();

  /** With these columns. */
  public Table(String... columns) {
    this(List.of(columns));
  }

  /** With these columns. */
  public Table(List<String> columns) {
    row(columns);
    lines.add("|" + " --- |".repeat(columns.size()));
  }

  /** One more row. */
  public Table row(String... cells) {
    return row(List.of(cells));
  }

  /** One more row. */
  public Table row(List<String> cells) {
    lines.add("| " + String.join(" | ", cells) + " |");
    return this;
  }

  /** The table, with an empty line after it. */
  @Override
  public String toString() {
    return String.join("\n", lines) + "\n";
  }
}
