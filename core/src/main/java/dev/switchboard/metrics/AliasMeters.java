package dev.switchboard.metrics;

import dev.switchboard.endpoint.Absence;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.event.SwitchboardEvent.AttemptEnded;
import dev.switchboard.event.SwitchboardEvent.CallEnded;
import dev.switchboard.event.SwitchboardEvent.CallRefused;
import dev.switchboard.event.SwitchboardEvent.ResponseReceived;
import dev.switchboard.event.SwitchboardEvent.RetryRefused;
import dev.switchboard.health.Standing;
import dev.switchboard.upstream.Traffic;
import dev.switchboard.upstream.Upstream;
import dev.switchboard.upstream.UpstreamSnapshot;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** The meters of one alias. Counters come to be when there is something to count. */
final class AliasMeters {

  private final Meters meters;
  private final Upstream upstream;
  private final LongSupplier nanos;
  private final String alias;
  private final String service;
  private final EndpointMeters endpoints;
  private final MethodMeters methods;
  private final AtomicInteger active = new AtomicInteger();
  private final Timer answered;
  private final Timer failed;
  private final Counter retries;
  private final Counter bodiesFailed;
  private final Map<Outcome.Kind, Timer> attempts = new ConcurrentHashMap<>();
  private final Map<String, Counter> responses = new ConcurrentHashMap<>();
  private final Map<CallRefused.Reason, Counter> callsRefused = new ConcurrentHashMap<>();
  private final Map<RetryRefused.Reason, Counter> refusals = new ConcurrentHashMap<>();
  private final Map<Absence.Reason, Counter> absences = new ConcurrentHashMap<>();
  private volatile String circuit = "";

  AliasMeters(
      Meters meters,
      Upstream upstream,
      LongSupplier nanos,
      EndpointMeters endpoints,
      MethodMeters methods) {
    this.meters = meters;
    this.upstream = upstream;
    this.nanos = nanos;
    this.alias = upstream.alias().toString();
    this.service = upstream.service().name();
    this.endpoints = endpoints;
    this.methods = methods;
    this.answered = meters.timer(Metric.CALLS, alias, service, "true");
    this.failed = meters.timer(Metric.CALLS, alias, service, "false");
    this.retries = meters.counter(Metric.RETRIES, alias, service);
    this.bodiesFailed = meters.counter(Metric.BODIES_FAILED, alias, service);
    gauges();
    traffic(upstream.traffic());
  }

  private void traffic(Traffic traffic) {
    meters.counter(Metric.CONNECTIONS, traffic, Traffic::connections, alias, service);
    meters.counter(Metric.TLS_FAILED, traffic, Traffic::tlsFailures, alias, service);
    meters.gauge(Metric.CONNECTIONS_ACTIVE, traffic::activeConnections, alias, service);
    meters.counter(Metric.BYTES, traffic, Traffic::bytesSent, alias, service, "sent");
    meters.counter(Metric.BYTES, traffic, Traffic::bytesReceived, alias, service, "received");
  }

  private void gauges() {
    meters.gauge(Metric.CALLS_ACTIVE, active::get, alias, service);
    meters.gauge(Metric.INSTANCES_SKIPPED, () -> snapshot().skipped().size(), alias, service);
    meters.gauge(
        Metric.RESOLUTION_AGE,
        () -> snapshot().age().map(AliasMeters::seconds).orElse(Double.NaN),
        alias,
        service);
    endpoints("total", e -> true);
    endpoints("used", UpstreamSnapshot.EndpointSnapshot::used);
    endpoints("ejected", e -> e.state() == Standing.State.EJECTED);
    endpoints("probing", e -> e.state() == Standing.State.PROBING);
  }

  private void endpoints(String state, Predicate<UpstreamSnapshot.EndpointSnapshot> is) {
    meters.gauge(
        Metric.ENDPOINTS,
        () -> snapshot().endpoints().stream().filter(is).count(),
        alias,
        service,
        state);
  }

  private UpstreamSnapshot snapshot() {
    return upstream.snapshot(nanos.getAsLong());
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1e3;
  }

  void callStarted() {
    active.incrementAndGet();
  }

  void callRefused(CallRefused.Reason reason) {
    callsRefused
        .computeIfAbsent(
            reason, r -> meters.counter(Metric.CALLS_REFUSED, alias, service, value(r)))
        .increment();
  }

  /** On one thread. */
  void circuit(String state) {
    boolean first = circuit.isEmpty();
    circuit = state;
    if (first) {
      for (String each : List.of("closed", "open", "half_open")) {
        meters.gauge(Metric.CIRCUIT, () -> circuit.equals(each) ? 1 : 0, alias, service, each);
      }
    }
  }

  void callEnded(CallEnded event) {
    active.updateAndGet(n -> Math.max(0, n - 1)); // one may have begun before we listened
    (event.answered() ? answered : failed).record(event.time());
  }

  void attemptEnded(AttemptEnded event) {
    if (event.number() > 1) {
      retries.increment();
    }
    Outcome.Kind outcome = event.outcome().kind();
    attempts
        .computeIfAbsent(
            outcome, kind -> meters.timer(Metric.ATTEMPTS, alias, service, value(kind)))
        .record(event.time());
    endpoints.attemptEnded(event.endpoint(), outcome, event.time());
  }

  void responseReceived(ResponseReceived event) {
    String status =
        event.protocol() == ResponseReceived.Protocol.HTTP
            ? event.status() / 100 + "xx"
            : Integer.toString(event.status());
    String protocol = value(event.protocol());
    responses
        .computeIfAbsent(status, s -> meters.counter(Metric.RESPONSES, alias, service, protocol, s))
        .increment();
    methods.responseReceived(event);
  }

  void retryRefused(RetryRefused.Reason reason) {
    refusals
        .computeIfAbsent(
            reason, r -> meters.counter(Metric.RETRIES_REFUSED, alias, service, value(r)))
        .increment();
  }

  void bodyFailed() {
    bodiesFailed.increment();
  }

  void endpointMissing(Absence.Reason reason) {
    absences
        .computeIfAbsent(
            reason, r -> meters.counter(Metric.ENDPOINT_MISSING, alias, service, value(r)))
        .increment();
  }

  void resolutionChanged() {
    endpoints.retain();
  }

  static String value(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
