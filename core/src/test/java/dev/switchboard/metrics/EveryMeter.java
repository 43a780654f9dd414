package dev.switchboard.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One meter of each kind, made as {@link Meters} makes them, with every value a name may hold. */
final class EveryMeter {

  /** Values that become part of a name somewhere. */
  private static final Map<Metric.Tag, List<String>> VALUES =
      Map.of(
          Metric.Tag.PROTOCOL,
          List.of("http"),
          Metric.Tag.STATUS,
          List.of("2xx", "3xx", "4xx", "5xx"));

  private EveryMeter() {}

  static void in(MeterRegistry registry) {
    Meters meters = new Meters(registry);
    for (Metric metric : Metric.values()) {
      for (int i = 0; i < 4; i++) {
        int n = i;
        String[] values =
            metric.tags.stream()
                .map(tag -> VALUES.getOrDefault(tag, List.of("x")))
                .map(all -> all.get(n % all.size()))
                .toArray(String[]::new);
        switch (metric.type) {
          case COUNTER -> meters.counter(metric, values).increment();
          case TIMER -> meters.timer(metric, values).record(Duration.ofMillis(1));
          case GAUGE -> meters.gauge(metric, () -> 1, values);
        }
      }
    }
  }
}
