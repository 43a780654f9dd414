package dev.switchboard.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/metrics.md is what the code says. */
class MetricsPageTest {

  private static final String START = "<!-- from here on it is made of the code -->\n";

  private static String table() {
    StringBuilder page =
        new StringBuilder(
            "\n| meter | type | tags | what it counts | in Service Connect |\n|---|---|---|---|---|\n");
    for (Metric metric : Metric.values()) {
      page.append(
          String.format(
              "| `%s` | %s | %s | %s | %s |%n",
              metric.id,
              metric.type.name().toLowerCase(Locale.ROOT),
              metric.tags.stream().map(t -> "`" + t.key + "`").collect(Collectors.joining(", ")),
              metric.description,
              metric.serviceConnect));
    }
    page.append("\n| tag | values |\n|---|---|\n");
    Arrays.stream(Metric.Tag.values())
        .collect(
            Collectors.groupingBy(
                t -> t.key,
                LinkedHashMap::new,
                Collectors.mapping(t -> t.meaning, Collectors.joining("; "))))
        .forEach((key, meaning) -> page.append(String.format("| `%s` | %s |%n", key, meaning)));
    return page.toString();
  }

  @Test
  void thePageIsUpToDate() throws IOException {
    Path page = Path.of("../docs/metrics.md");
    String text = Files.readString(page);
    String expected = text.substring(0, text.indexOf(START) + START.length()) + table();
    Path written = Path.of("target/metrics.md");
    Files.writeString(written, expected);
    assertThat(text)
        .as("if the code is right: cp core/%s docs/metrics.md", written)
        .isEqualTo(expected);
  }
}
