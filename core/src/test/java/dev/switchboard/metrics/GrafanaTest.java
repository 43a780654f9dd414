package dev.switchboard.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.config.Document;
import dev.switchboard.config.Value;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every query of docs/dashboards/grafana.json is about something that Prometheus is told. */
class GrafanaTest {

  private static final Pattern SAMPLE =
      Pattern.compile("^(switchboard_[a-z_]+)\\{([^}]*)}", Pattern.MULTILINE);
  private static final Pattern ASKED = Pattern.compile("(switchboard_[a-z_]+)(?:\\{([^}]*)})?");
  private static final Pattern LABEL = Pattern.compile("([a-zA-Z]+)=");

  private static List<String> queries() throws IOException {
    byte[] json = Files.readAllBytes(Path.of("../docs/dashboards/grafana.json"));
    List<String> all = new ArrayList<>();
    for (Value panel : Document.of("grafana.json", json).root().list("panels")) {
      for (Value target : panel.section().list("targets")) {
        all.add(target.section().required("expr").string());
      }
    }
    return all;
  }

  private static Set<String> labels(String text) {
    return LABEL
        .matcher(text)
        .results()
        .map((MatchResult m) -> m.group(1))
        .collect(Collectors.toSet());
  }

  @Test
  void everyQueryNamesAMeter_andLabelsItHas() throws IOException {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    EveryMeter.in(registry);
    List<MatchResult> told = SAMPLE.matcher(registry.scrape()).results().toList();
    assertThat(told).hasSizeGreaterThan(20);
    List<String> queries = queries();
    assertThat(queries).hasSizeGreaterThan(12);
    for (String query : queries) {
      List<MatchResult> asked = ASKED.matcher(query).results().toList();
      assertThat(asked).as(query).isNotEmpty();
      for (MatchResult part : asked) {
        Set<String> wanted = labels(part.group(2) == null ? "" : part.group(2));
        assertThat(told)
            .as(query)
            .anyMatch(
                s -> s.group(1).equals(part.group(1)) && labels(s.group(2)).containsAll(wanted));
      }
    }
  }
}
