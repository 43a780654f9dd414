package dev.switchboard.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.NamingConvention;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives Switchboard's meters Service Connect's names, so that dashboards and alarms can move over:
 * {@code RequestCount}, {@code TargetResponseTime}, {@code HTTPCode_Target_5XX_Count} and so on, by
 * {@code TargetDiscoveryName}. For Micrometer's CloudWatch registry, whose suffixes it knows. What
 * Service Connect has no name for, and what others count, stays as it is. {@code docs/metrics.md}
 * says where the figures differ.
 *
 * <pre>{@code
 * CloudWatchMeterRegistry registry = new CloudWatchMeterRegistry(config, Clock.SYSTEM, client);
 * ServiceConnectNames.apply(registry);
 * SwitchboardMetrics.of(switchboard).bindTo(registry);
 * }</pre>
 */
public final class ServiceConnectNames {

  /** What each is told apart by here and not there: these share one meter. */
  private static final Map<String, Set<String>> FOLDED =
      Map.of(
          Metric.CALLS.id, Set.of("alias", "answered"),
          Metric.ATTEMPTS.id, Set.of("alias", "outcome"),
          Metric.RESPONSES.id, Set.of("alias", "protocol", "status"));

  /** By the names that the registry asks for. */
  private static final Map<String, String> NAMES =
      Map.of(
          Metric.CALLS.id + ".count", "RequestCount",
          Metric.ATTEMPTS.id + ".avg", "TargetResponseTime",
          Metric.ATTEMPTS.id + ".max", "TargetResponseTime.max",
          Metric.CONNECTIONS.id + ".count", "NewConnectionCount",
          Metric.CONNECTIONS_ACTIVE.id + ".value", "ActiveConnectionCount",
          Metric.BYTES.id + ".count", "TargetProcessedBytes",
          Metric.TLS_FAILED.id + ".count", "TargetTLSNegotiationErrorCount");

  private ServiceConnectNames() {}

  /**
   * Names what is bound to {@code registry} from now on.
   *
   * @throws IllegalStateException if meters of Switchboard are bound already: they would keep their
   *     tags
   */
  @SuppressWarnings("exports") // who has no Micrometer does not come here
  public static void apply(MeterRegistry registry) {
    if (registry.getMeters().stream()
        .anyMatch(m -> m.getId().getName().startsWith("switchboard."))) {
      throw new IllegalStateException(
          "meters of Switchboard are bound to this registry already; apply ServiceConnectNames"
              + " before SwitchboardMetrics.bindTo");
    }
    registry.config().meterFilter(new Folding());
    registry.config().namingConvention(new Convention(registry.config().namingConvention()));
  }

  private static final class Folding implements MeterFilter {

    @Override
    public Meter.Id map(Meter.Id id) {
      Set<String> folded = FOLDED.get(id.getName());
      if (folded == null) {
        return id;
      }
      List<Tag> kept = id.getTags().stream().filter(t -> !folded.contains(t.getKey())).toList();
      return id.withName(name(id)).replaceTags(kept);
    }

    private static String name(Meter.Id id) {
      if (!id.getName().equals(Metric.RESPONSES.id)) {
        return id.getName();
      } else if ("grpc".equals(id.getTag("protocol"))) {
        return "GrpcRequestCount";
      }
      String status = String.valueOf(id.getTag("status")).toUpperCase(Locale.ROOT);
      return "HTTPCode_Target_" + status + "_Count";
    }
  }

  private static final class Convention implements NamingConvention {

    private final NamingConvention otherwise;

    Convention(NamingConvention otherwise) {
      this.otherwise = otherwise;
    }

    @Override
    public String name(String name, Meter.Type type, @Nullable String baseUnit) {
      String known = NAMES.get(name);
      if (known != null) {
        return known;
      } else if (name.startsWith("HTTPCode_Target_") || name.startsWith("GrpcRequestCount")) {
        return name.substring(0, name.length() - ".count".length());
      }
      return otherwise.name(name, type, baseUnit);
    }

    @Override
    public String tagKey(String key) {
      return otherwise.tagKey(key);
    }

    @Override
    public String tagValue(String value) {
      return otherwise.tagValue(value);
    }
  }
}
