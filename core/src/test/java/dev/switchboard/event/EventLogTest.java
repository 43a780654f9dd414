package dev.switchboard.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.endpoint.Alias;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.health.Verdict;
import dev.switchboard.resolve.ResolutionError;
import dev.switchboard.resolve.Service;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EventLogTest {

  private static final Service ORDERS = new Service("prod", "orders");
  private static final Endpoint A = Endpoint.of("10.0.0.1", 80);

  @RegisterExtension final LogLines log = new LogLines("dev.switchboard.event");
  private final EventLog eventLog = new EventLog();

  private static SwitchboardEvent failed(String message) {
    return new SwitchboardEvent.ResolutionFailed(
        ORDERS, new ResolutionError(ResolutionError.Kind.UNAVAILABLE, message));
  }

  @Test
  void troubleIsAWarning() {
    for (boolean dryRun : new boolean[] {false, true}) {
      eventLog.onEvent(
          new SwitchboardEvent.EndpointEjected(
              ORDERS,
              A,
              Verdict.Cause.CONSECUTIVE_FAILURES,
              "5 failures in a row, last: 503",
              Duration.ofSeconds(30),
              dryRun));
    }
    eventLog.onEvent(
        new SwitchboardEvent.CircuitOpened(
            new Alias("orders", 8080), Duration.ofSeconds(5), "50 % of the last 20 calls failed"));
    eventLog.onEvent(new SwitchboardEvent.EmptyResolutionIgnored(ORDERS, 3));
    eventLog.onEvent(new SwitchboardEvent.ResolutionStale(ORDERS, Duration.ofSeconds(61)));
    eventLog.onEvent(new SwitchboardEvent.InstanceSkipped(ORDERS, "i-1", "it has no address"));
    assertThat(log.lines())
        .containsExactly(
            "WARNING prod/orders: 10.0.0.1:80 is ejected for 30 s: 5 failures in a row, last: 503",
            "WARNING prod/orders: 10.0.0.1:80 would be ejected for 30 s: 5 failures in a row,"
                + " last: 503",
            "WARNING orders:8080: the circuit opens for 5000 ms: 50 % of the last 20 calls failed",
            "WARNING prod/orders: the registry lists nothing; 3 endpoints stay in use for now",
            "WARNING prod/orders: the registry has not confirmed its endpoints for 61 s; they stay"
                + " in use",
            "WARNING prod/orders: \"i-1\" is skipped: it has no address");
  }

  @Test
  void aRegistryThatKeepsFailingIsToldOnce_untilItSaysSomethingElse() {
    eventLog.onEvent(failed("no route"));
    eventLog.onEvent(failed("no route"));
    eventLog.onEvent(failed("timed out"));
    eventLog.onEvent(new SwitchboardEvent.ResolutionFresh(ORDERS, Duration.ofMinutes(1)));
    eventLog.onEvent(failed("timed out"));
    assertThat(log.lines())
        .containsExactly(
            "WARNING prod/orders: no route",
            "WARNING prod/orders: timed out",
            "WARNING prod/orders: timed out");
  }

  @Test
  void theRestIsForDebugging() {
    eventLog.onEvent(new SwitchboardEvent.EndpointReadmitted(ORDERS, A));
    assertThat(log.lines()).isEmpty();
    log.level(Level.FINE);
    eventLog.onEvent(new SwitchboardEvent.EndpointReadmitted(ORDERS, A));
    assertThat(log.lines()).singleElement().asString().startsWith("FINE EndpointReadmitted[");
  }

  @Test
  void noEventOfACallIsMadeForIt() {
    Events events = new Events(Runnable::run, eventLog);
    events.ofCall(
        () -> {
          throw new AssertionError("made for nobody");
        });
    List<SwitchboardEvent> heard = new ArrayList<>();
    events.add(heard::add);
    events.ofCall(() -> new SwitchboardEvent.CallStarted(new Alias("orders", 80)));
    assertThat(heard).hasSize(1);
  }
}
