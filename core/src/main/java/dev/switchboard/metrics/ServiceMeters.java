package dev.switchboard.metrics;

import dev.switchboard.event.SwitchboardEvent.EndpointEjected;
import dev.switchboard.resolve.ResolutionError;
import io.micrometer.core.instrument.Counter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The meters of one service: what all its aliases share. */
final class ServiceMeters {

  private final Meters meters;
  private final String service;
  private final Counter changes;
  private final Counter readmissions;
  private final Map<ResolutionError.Kind, Counter> errors = new ConcurrentHashMap<>();
  private final Map<String, Counter> ejections = new ConcurrentHashMap<>();

  ServiceMeters(Meters meters, String service) {
    this.meters = meters;
    this.service = service;
    this.changes = meters.counter(Metric.RESOLUTION_CHANGES, service);
    this.readmissions = meters.counter(Metric.READMISSIONS, service);
  }

  void resolutionChanged() {
    changes.increment();
  }

  void resolutionFailed(ResolutionError.Kind kind) {
    errors
        .computeIfAbsent(
            kind, k -> meters.counter(Metric.RESOLUTION_ERRORS, service, AliasMeters.value(k)))
        .increment();
  }

  void ejected(EndpointEjected event) {
    String cause = AliasMeters.value(event.cause());
    String dryRun = Boolean.toString(event.dryRun());
    ejections
        .computeIfAbsent(
            cause + dryRun, k -> meters.counter(Metric.EJECTIONS, service, cause, dryRun))
        .increment();
  }

  void readmitted() {
    readmissions.increment();
  }
}
