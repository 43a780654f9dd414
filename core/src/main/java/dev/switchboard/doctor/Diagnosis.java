package dev.switchboard.doctor;

import dev.switchboard.doctor.Finding.Level;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Everything that was found.
 *
 * @param findings in the order it was looked at
 */
public record Diagnosis(List<Finding> findings) {

  /** Copies the list. */
  public Diagnosis {
    findings = List.copyOf(findings);
  }

  /** Whether calls work, as far as can be seen from here. */
  public boolean isHealthy() {
    return count(Level.ERROR) == 0;
  }

  private long count(Level level) {
    return findings.stream().filter(finding -> finding.level() == level).count();
  }

  /** One line for each finding, and one for all of them. */
  @Override
  public String toString() {
    return findings.stream().map(finding -> finding + "\n").collect(Collectors.joining())
        + counted(Level.ERROR, "error")
        + ", "
        + counted(Level.WARNING, "warning");
  }

  private String counted(Level level, String word) {
    long count = count(level);
    return count + " " + word + (count == 1 ? "" : "s");
  }
}
