package dev.switchboard.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.Switchboard;
import dev.switchboard.call.Dialer;
import dev.switchboard.endpoint.Absence;
import dev.switchboard.endpoint.Alias;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.EndpointSet;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.endpoint.Outcome.Resend;
import dev.switchboard.event.SwitchboardEvent;
import dev.switchboard.event.SwitchboardEvent.ResponseReceived;
import dev.switchboard.health.Verdict;
import dev.switchboard.resolve.Resolution;
import dev.switchboard.resolve.ResolutionError;
import dev.switchboard.testing.ManualClock;
import dev.switchboard.testing.SettableResolver;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SwitchboardMetricsTest {

  private static final Endpoint A = Endpoint.of("10.0.0.1", 80);
  private static final Endpoint B = Endpoint.of("10.0.0.2", 80);
  private static final Outcome BUSY = Outcome.failure(Resend.IF_REPEATABLE, "503");

  private final ManualClock clock = new ManualClock();
  private final SettableResolver resolver = new SettableResolver();
  private final Switchboard switchboard =
      Switchboard.builder()
          .clock(clock)
          .randomness(() -> 0)
          .resolver(resolver)
          .alias("orders:8080", a -> a.withCall(c -> c.withEndpointTimeout(Duration.ZERO)))
          .build();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Dialer orders = switchboard.dialer("orders", 8080).orElseThrow();

  @AfterEach
  void close() {
    switchboard.close();
  }

  private Recorder bind(int endpoints) {
    return bind(endpoints, 0);
  }

  private Recorder bind(int endpoints, int methods) {
    Recorder recorder = new Recorder(switchboard, registry, endpoints, methods);
    switchboard.addListener(recorder);
    recorder.start();
    return recorder;
  }

  private void call(Outcome... outcomes) {
    var call = orders.call(true);
    call.start(clock.nanos());
    for (Outcome outcome : outcomes) {
      clock.advance(Duration.ofMillis(10));
      call.attemptEnded(outcome, null, clock.nanos());
    }
  }

  private double value(String name, String... tags) {
    return registry.get(name).tags(tags).meter().measure().iterator().next().getValue();
  }

  @Test
  void callsAndTries() {
    bind(0);
    resolver.set("orders", A, B);
    call(Outcome.SUCCESS);
    call(BUSY, Outcome.SUCCESS);
    call(BUSY, BUSY, BUSY);
    assertThat(value("switchboard.calls", "alias", "orders:8080", "answered", "true")).isEqualTo(3);
    assertThat(
            registry
                .get("switchboard.calls")
                .tags("TargetDiscoveryName", "orders", "answered", "true")
                .timer()
                .totalTime(TimeUnit.MILLISECONDS))
        .isEqualTo(60);
    assertThat(value("switchboard.attempts", "outcome", "success")).isEqualTo(2);
    assertThat(value("switchboard.attempts", "outcome", "failure")).isEqualTo(4);
    assertThat(value("switchboard.retries")).isEqualTo(3);
    assertThat(value("switchboard.retries.refused", "reason", "attempts_exhausted")).isOne();
  }

  @Test
  void callsUnderWay() {
    bind(0);
    resolver.set("orders", A);
    var call = orders.call(true);
    call.start(0);
    assertThat(value("switchboard.calls.active")).isOne();
    call.attemptEnded(Outcome.SUCCESS, null, 0);
    assertThat(value("switchboard.calls.active")).isZero();
  }

  @Test
  void aCallThatBeganBeforeIsNotCountedBelowZero() {
    resolver.set("orders", A);
    var call = orders.call(true);
    call.start(0);
    bind(0);
    call.attemptEnded(Outcome.SUCCESS, null, 0);
    assertThat(value("switchboard.calls.active")).isZero();
  }

  @Test
  void refusedCallsAndTheCircuit() {
    Recorder recorder = bind(0);
    resolver.set("orders", A);
    orders.follow(orders.policy().withAdmission(a -> a.withConcurrencyLimit(1)));
    orders.call(true).start(0);
    orders.call(true).start(0);
    assertThat(value("switchboard.calls.refused", "reason", "concurrency_limit")).isOne();
    Alias alias = orders.upstream().alias();
    assertThat(registry.find("switchboard.circuit").meter()).isNull();
    recorder.onEvent(new SwitchboardEvent.CircuitOpened(alias, Duration.ofSeconds(5), "why"));
    assertThat(value("switchboard.circuit", "state", "open")).isOne();
    assertThat(value("switchboard.circuit", "state", "closed")).isZero();
    recorder.onEvent(new SwitchboardEvent.CircuitHalfOpened(alias));
    assertThat(value("switchboard.circuit", "state", "half_open")).isOne();
    recorder.onEvent(new SwitchboardEvent.CircuitClosed(alias));
    assertThat(value("switchboard.circuit", "state", "open")).isZero();
    assertThat(value("switchboard.circuit", "state", "closed")).isOne();
    recorder.close();
    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void noEndpoint() {
    bind(0);
    call();
    assertThat(value("switchboard.calls", "answered", "false")).isOne();
    assertThat(value("switchboard.endpoint.missing", "reason", "not_yet_resolved")).isOne();
  }

  @Test
  void whatIsKnownOfTheEndpoints() {
    bind(0);
    assertThat(value("switchboard.resolution.age")).isNaN();
    resolver.set(
        "orders",
        new Resolution(EndpointSet.of(A, B), List.of(new Resolution.Skipped("c", "no address"))));
    clock.advance(Duration.ofSeconds(7));
    assertThat(value("switchboard.resolution.age")).isEqualTo(7);
    assertThat(value("switchboard.instances.skipped")).isOne();
    assertThat(value("switchboard.endpoints", "state", "total")).isEqualTo(2);
    assertThat(value("switchboard.endpoints", "state", "ejected")).isZero();
    for (int i = 0; i < 12; i++) {
      var call = orders.call(false);
      var step = (dev.switchboard.call.Step.Try) call.start(clock.nanos());
      boolean bad = step.attempt().endpoint().equals(A);
      call.attemptEnded(
          bad ? Outcome.failure(Resend.NEVER, "500") : Outcome.SUCCESS, null, clock.nanos());
    }
    assertThat(value("switchboard.endpoints", "state", "ejected")).isOne();
    assertThat(value("switchboard.endpoints", "state", "used")).isOne();
    clock.advance(Duration.ofSeconds(31));
    assertThat(value("switchboard.endpoints", "state", "probing")).isOne();
  }

  private void tellOfService(Recorder recorder) {
    var service = resolver.service("orders");
    recorder.onEvent(
        new SwitchboardEvent.EndpointEjected(
            service, A, Verdict.Cause.LATENCY, "slow", Duration.ZERO, true));
    recorder.onEvent(new SwitchboardEvent.EndpointReadmitted(service, A));
    recorder.onEvent(new SwitchboardEvent.ResolutionChanged(service, List.of(A), List.of(), 1));
    recorder.onEvent(
        new SwitchboardEvent.ResolutionFailed(
            service, new ResolutionError(ResolutionError.Kind.THROTTLED, "slowly")));
  }

  @Test
  void whatHappensToAService() {
    tellOfService(bind(0));
    assertThat(value("switchboard.ejections", "cause", "latency", "dryRun", "true")).isOne();
    assertThat(value("switchboard.readmissions")).isOne();
    assertThat(value("switchboard.resolution.changes")).isOne();
    assertThat(value("switchboard.resolution.errors", "kind", "throttled")).isOne();
  }

  @Test
  void answersByTheirStatus() {
    Recorder recorder = bind(0);
    for (int status : new int[] {200, 204, 302, 404, 503}) {
      recorder.onEvent(new ResponseReceived(orders.upstream().alias(), A, status));
    }
    recorder.onEvent(answer("shop.Orders/Get", 14));
    assertThat(value("switchboard.responses", "protocol", "http", "status", "2xx")).isEqualTo(2);
    assertThat(value("switchboard.responses", "protocol", "http", "status", "5xx")).isOne();
    assertThat(value("switchboard.responses", "protocol", "grpc", "status", "14")).isOne();
  }

  private ResponseReceived answer(String method, int status) {
    return new ResponseReceived(
        orders.upstream().alias(), A, ResponseReceived.Protocol.GRPC, status, method);
  }

  @Test
  void methodsHaveMetersIfAskedFor_asManyAsAllowed() {
    Recorder recorder = bind(0, 2);
    for (String method : new String[] {"s/A", "s/B", "s/C", "s/A", "s/D"}) {
      recorder.onEvent(answer(method, 0));
    }
    recorder.onEvent(answer("s/A", 14));
    recorder.onEvent(new ResponseReceived(orders.upstream().alias(), A, 200));
    String name = "switchboard.method.responses";
    assertThat(value(name, "method", "s/A", "status", "0")).isEqualTo(2);
    assertThat(value(name, "method", "s/A", "status", "14")).isOne();
    assertThat(value(name, "method", "s/B", "status", "0")).isOne();
    assertThat(value(name, "method", "other", "status", "0")).isEqualTo(2);
    assertThat(registry.find(name).meters()).hasSize(4);
    assertThat(value("switchboard.responses", "protocol", "grpc", "status", "0")).isEqualTo(5);
  }

  private Set<String> measuredEndpoints() {
    Set<String> names = new TreeSet<>();
    registry
        .find("switchboard.endpoint.attempts")
        .meters()
        .forEach(m -> names.add(m.getId().getTag("endpoint")));
    return names;
  }

  @Test
  void endpointsHaveMetersIfAskedFor_asManyAsAllowed_untilTheyGo() {
    Recorder recorder = bind(2);
    Endpoint c = Endpoint.of("10.0.0.3", 80);
    resolver.set("orders", A, B, c);
    for (int i = 0; i < 6; i++) {
      call(Outcome.SUCCESS);
    }
    assertThat(measuredEndpoints()).hasSize(3).contains("other");
    resolver.set("orders", c);
    recorder.onEvent(
        new SwitchboardEvent.ResolutionChanged(
            resolver.service("orders"), List.of(), List.of(A, B), 1));
    assertThat(measuredEndpoints()).isSubsetOf("10.0.0.3:80", "other");
    call(Outcome.SUCCESS);
    assertThat(measuredEndpoints()).contains("10.0.0.3:80");
    recorder.onEvent(
        new SwitchboardEvent.AttemptEnded(
            orders.upstream().alias(), A, 1, 3, Outcome.SUCCESS, Duration.ZERO));
    assertThat(measuredEndpoints())
        .as("one that is gone does not come back")
        .doesNotContain("10.0.0.1:80");
  }

  @Test
  void withoutBeingAskedForThereAreNone() {
    bind(0).onEvent(answer("s/A", 0));
    resolver.set("orders", A);
    call(Outcome.SUCCESS);
    assertThat(measuredEndpoints()).isEmpty();
    assertThat(registry.find("switchboard.method.responses").meters()).isEmpty();
    assertThatThrownBy(() -> SwitchboardMetrics.of(switchboard).withMethods(1001))
        .hasMessage("perAlias must be between 1 and 1000, but is 1001");
    assertThatThrownBy(() -> SwitchboardMetrics.of(switchboard).withEndpoints(0))
        .hasMessage("perAlias must be between 1 and 1000, but is 0");
    assertThatThrownBy(() -> SwitchboardMetrics.of(switchboard).withEndpoints(1001))
        .hasMessage("perAlias must be between 1 and 1000, but is 1001");
  }

  @Test
  void closingTakesEverythingAway_andNothingElse() {
    registry.counter("mine").increment();
    try (SwitchboardMetrics metrics = SwitchboardMetrics.of(switchboard)) {
      metrics.bindTo(registry);
      resolver.set("orders", A);
      call(Outcome.SUCCESS);
      assertThat(registry.getMeters()).hasSizeGreaterThan(10);
    }
    call(Outcome.SUCCESS);
    assertThat(registry.getMeters()).extracting(m -> m.getId().getName()).containsExactly("mine");
  }

  @Test
  void anAliasNobodyDeclaredIsCountedFromItsFirstCall() {
    bind(0);
    resolver.set("users", A);
    switchboard.dialer("users", 80).orElseThrow().call(true).start(0);
    assertThat(value("switchboard.calls.active", "alias", "users:80")).isOne();
  }

  @Test
  void everyMeterThatIsDeclaredComesAbout_withItsTags_andNoOther() {
    Recorder recorder = bind(1, 1);
    resolver.set("orders", A, B);
    call(BUSY, BUSY, BUSY);
    var alias = orders.upstream().alias();
    recorder.onEvent(new SwitchboardEvent.BodyFailed(alias, A, BUSY));
    recorder.onEvent(new SwitchboardEvent.EndpointMissing(alias, Absence.Reason.EMPTY));
    recorder.onEvent(answer("shop.Orders/Get", 0));
    recorder.onEvent(
        new SwitchboardEvent.CallRefused(alias, SwitchboardEvent.CallRefused.Reason.CIRCUIT_OPEN));
    recorder.onEvent(new SwitchboardEvent.CircuitClosed(alias));
    tellOfService(recorder);
    Set<String> declared = new TreeSet<>();
    for (Metric metric : Metric.values()) {
      declared.add(metric.id + metric.tags.stream().map(t -> t.key).sorted().toList());
    }
    Set<String> found = new TreeSet<>();
    for (Meter meter : registry.getMeters()) {
      if (!meter.getId().getName().endsWith(".percentile")) {
        found.add(
            meter.getId().getName()
                + meter.getId().getTags().stream().map(t -> t.getKey()).sorted().toList());
      }
    }
    assertThat(found).isEqualTo(declared);
  }
}
