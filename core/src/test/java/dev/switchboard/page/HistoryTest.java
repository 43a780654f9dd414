package dev.switchboard.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.endpoint.Alias;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.endpoint.Outcome.Resend;
import dev.switchboard.event.SwitchboardEvent.AttemptEnded;
import dev.switchboard.event.SwitchboardEvent.CallEnded;
import dev.switchboard.event.SwitchboardEvent.EndpointEjected;
import dev.switchboard.health.Verdict;
import dev.switchboard.resolve.Service;
import dev.switchboard.testing.ManualClock;
import dev.switchboard.upstream.UpstreamSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HistoryTest {

  private static final Alias ORDERS = new Alias("orders", 8080);
  private static final Endpoint A = Endpoint.of("10.0.0.1", 80);
  private static final Endpoint B = Endpoint.of("10.0.0.2", 80);
  private static final Outcome ERROR = Outcome.failure(Resend.NEVER, "500");
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ManualClock clock = new ManualClock();
  private final History history = new History(clock::nanos);

  private void call(int attempts, boolean answered, Outcome outcome) {
    history.onEvent(new CallEnded(ORDERS, attempts, answered, outcome, Duration.ofMillis(3)));
  }

  private int[] second(int back) {
    return history.calls(ORDERS).counts(back, clock.nanos());
  }

  @Test
  void callsCountInTheirSecond() {
    call(1, true, Outcome.SUCCESS);
    call(2, true, Outcome.SUCCESS);
    clock.advance(SECOND);
    call(1, true, ERROR);
    assertThat(second(1)[History.GOOD]).isEqualTo(2);
    assertThat(second(1)[History.RETRIED]).isOne();
    assertThat(second(0)[History.GOOD]).isZero();
    assertThat(second(0)[History.FAILED]).as("an answer that is a failure").isOne();
    clock.advance(Duration.ofSeconds(179));
    assertThat(second(179)[History.FAILED]).isOne();
    clock.advance(SECOND);
    call(1, true, Outcome.SUCCESS);
    assertThat(second(0)[History.FAILED]).as("the slot of three minutes ago").isZero();
  }

  @Test
  void whatTheApplicationGaveUpIsNotCounted() {
    call(1, false, Outcome.CANCELLED);
    call(1, false, Outcome.callerFailure("client failed"));
    call(0, false, Outcome.overload(Resend.NEVER, "not let in"));
    assertThat(second(0)[History.GOOD]).isZero();
    assertThat(second(0)[History.FAILED]).isOne();
  }

  @Test
  void endpointsAreRememberedForAMinute() {
    attempt(A);
    assertThat(history.attempts(ORDERS, B).sum(clock.nanos())[History.FAILED]).isZero();
    clock.advance(Duration.ofSeconds(59));
    assertThat(history.attempts(ORDERS, A).sum(clock.nanos())[History.FAILED]).isOne();
    clock.advance(SECOND);
    assertThat(history.attempts(ORDERS, A).sum(clock.nanos())[History.FAILED]).isZero();
  }

  private void attempt(Endpoint endpoint) {
    history.onEvent(new AttemptEnded(ORDERS, endpoint, 1, 3, ERROR, Duration.ofMillis(3)));
  }

  private int failures(Endpoint endpoint) {
    return history.attempts(ORDERS, endpoint).sum(clock.nanos())[History.FAILED];
  }

  /** Deployments of days, and nobody looked: their endpoints are not in the way of today's. */
  @Test
  void endpointsThatAreGoneAreForgotten_thoughNobodyLooks() {
    for (int i = 0; i < 1000; i++) {
      attempt(Endpoint.of("10.0." + i / 250 + "." + i % 250, 80));
    }
    Endpoint late = Endpoint.of("10.1.0.1", 80);
    attempt(late);
    assertThat(failures(late)).as("all of the others were busy just now").isZero();
    clock.advance(Duration.ofSeconds(59));
    attempt(late);
    assertThat(failures(late)).isZero();
    clock.advance(SECOND);
    attempt(A);
    attempt(late);
    assertThat(failures(late)).isOne();
  }

  @Test
  void oneAliasTooManyIsShownWithoutRates() {
    for (int port = 1; port <= History.MOST_ALIASES; port++) {
      Alias alias = new Alias("orders", port);
      history.onEvent(new CallEnded(alias, 1, true, Outcome.SUCCESS, SECOND));
    }
    call(1, true, Outcome.SUCCESS);
    assertThat(second(0)[History.GOOD]).isZero();
    UpstreamSnapshot snapshot =
        new UpstreamSnapshot(
            ORDERS, new Service("prod", "orders"), List.of(), List.of(), Optional.empty(), "");
    assertThat(LiveJson.of(List.of(snapshot), history, clock.nanos()))
        .contains("\"alias\":\"orders:8080\"")
        .contains("\"p50Millis\":null");
  }

  @Test
  void aDryRunEjectsNobody() {
    Service service = new Service("prod", "orders");
    for (boolean dryRun : new boolean[] {true, false}) {
      history.onEvent(
          new EndpointEjected(
              service, A, Verdict.Cause.CONSECUTIVE_FAILURES, "why", SECOND, dryRun));
    }
    assertThat(history.ejections(service).sum(clock.nanos())[0]).isOne();
  }
}
