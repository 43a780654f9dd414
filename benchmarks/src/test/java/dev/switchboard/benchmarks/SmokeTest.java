package dev.switchboard.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That each benchmark still runs and has figures to show; not what they are. */
class SmokeTest {

  /** It measures nothing, so somebody else may measure meanwhile. */
  @BeforeAll
  static void whoeverMeasures() {
    System.setProperty("jmh.ignoreLock", "true");
  }

  @ParameterizedTest
  @MethodSource("names")
  void benchmark_runsAndHasFigures(String name) throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();

    Benchmarks.named(name).run(Effort.SMOKE, new PrintStream(printed, true, UTF_8));

    String text = printed.toString(UTF_8);
    List<String> rows = lines(text, "|");
    List<String> skipped = lines(text, "SKIPPED");
    skipped.forEach(System.out::println);
    Assumptions.assumeFalse(rows.isEmpty() && !skipped.isEmpty(), text);
    assertThat(rows).as("the titles, the line below, a row").hasSizeGreaterThan(2);
    assertThat(rows.subList(2, rows.size()))
        .noneMatch(row -> row.contains("NaN") || row.contains("Infinity"))
        .anyMatch(row -> row.matches(".*[1-9].*"));
  }

  private static List<String> lines(String text, String beginning) {
    return Arrays.stream(text.split("\n")).filter(line -> line.startsWith(beginning)).toList();
  }

  static Set<String> names() {
    return Benchmarks.names();
  }
}
