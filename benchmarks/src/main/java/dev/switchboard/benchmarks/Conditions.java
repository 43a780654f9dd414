package dev.switchboard.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Where and of what figures are. */
final class Conditions {

  private Conditions() {}

  /** One line: the commit, the JDK, the machine, and how busy it is before anything is measured. */
  static String now() {
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    return String.format(
        Locale.ROOT,
        "Commit %s; OpenJDK %s; %d cores (%s), load average %.1f at the start.",
        commit(),
        System.getProperty("java.version"),
        system.getAvailableProcessors(),
        processor(),
        system.getSystemLoadAverage());
  }

  private static String commit() {
    try {
      Process git = new ProcessBuilder("git", "describe", "--always", "--dirty").start();
      return new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "unknown, as there is no git";
    }
  }

  private static String processor() {
    Path known = Path.of("/proc/cpuinfo");
    if (!Files.exists(known)) {
      return System.getProperty("os.arch");
    }
    try (var lines = Files.lines(known)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
