package dev.switchboard.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Makes the meters of {@link Metric} in one registry, and knows which ones are its own. */
final class Meters {

  private static final double[] PERCENTILES = {0.5, 0.9, 0.99};

  private final MeterRegistry registry;
  private final Set<Meter> mine = ConcurrentHashMap.newKeySet();

  Meters(MeterRegistry registry) {
    this.registry = registry;
  }

  Timer timer(Metric metric, String... values) {
    return kept(
        Timer.builder(metric.id)
            .description(metric.description)
            .tags(tags(metric, values))
            .publishPercentiles(PERCENTILES)
            .register(registry));
  }

  Counter counter(Metric metric, String... values) {
    return kept(
        Counter.builder(metric.id)
            .description(metric.description)
            .tags(tags(metric, values))
            .register(registry));
  }

  /** A counter of what is counted elsewhere; somebody else must hold on to {@code counted}. */
  <T> void counter(Metric metric, T counted, ToDoubleFunction<T> count, String... values) {
    kept(
        FunctionCounter.builder(metric.id, counted, count)
            .description(metric.description)
            .tags(tags(metric, values))
            .register(registry));
  }

  void gauge(Metric metric, Supplier<Number> value, String... values) {
    kept(
        Gauge.builder(metric.id, value)
            .description(metric.description)
            .tags(tags(metric, values))
            .strongReference(true)
            .register(registry));
  }

  private static Tags tags(Metric metric, String... values) {
    if (values.length != metric.tags.size()) {
      throw new IllegalArgumentException(metric + " has the tags " + metric.tags);
    }
    Tags tags = Tags.empty();
    for (int i = 0; i < values.length; i++) {
      tags = tags.and(metric.tags.get(i).key, values[i]);
    }
    return tags;
  }

  private <M extends Meter> M kept(M meter) {
    mine.add(meter);
    return meter;
  }

  void remove(Meter meter) {
    mine.remove(meter);
    registry.remove(meter);
  }

  void removeAll() {
    mine.forEach(registry::remove);
    mine.clear();
  }
}
