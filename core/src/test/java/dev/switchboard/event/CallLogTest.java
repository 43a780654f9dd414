package dev.switchboard.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.Switchboard;
import dev.switchboard.call.BlockingCall;
import dev.switchboard.endpoint.Absence;
import dev.switchboard.endpoint.Alias;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.endpoint.Outcome.Resend;
import dev.switchboard.event.SwitchboardEvent.AttemptEnded;
import dev.switchboard.resolve.StaticResolver;
import dev.switchboard.testing.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CallLogTest {

  private static final Alias ORDERS = new Alias("orders", 8080);
  private static final Endpoint A = Endpoint.of("10.0.0.1", 80);
  private static final Outcome BUSY = Outcome.failure(Resend.IF_REPEATABLE, "503");

  @RegisterExtension final LogLines log = new LogLines(CallLog.LOGGER);

  private static AttemptEnded attempt(int number, Outcome outcome) {
    return new AttemptEnded(ORDERS, A, number, 3, outcome, Duration.ofMillis(12));
  }

  @Test
  void atDebugItWritesWhatGoesWrong() {
    log.level(Level.FINE);
    CallLog calls = new CallLog();
    calls.onEvent(new SwitchboardEvent.CallStarted(ORDERS));
    calls.onEvent(attempt(1, BUSY));
    calls.onEvent(attempt(2, Outcome.overload(Resend.ALWAYS, "429")));
    calls.onEvent(attempt(3, Outcome.connectFailure("connect refused")));
    calls.onEvent(
        new SwitchboardEvent.RetryRefused(
            ORDERS, SwitchboardEvent.RetryRefused.Reason.ATTEMPTS_EXHAUSTED));
    calls.onEvent(attempt(1, Outcome.callerFailure("the body cannot be read")));
    calls.onEvent(attempt(1, Outcome.CANCELLED));
    calls.onEvent(attempt(1, Outcome.SUCCESS));
    calls.onEvent(new SwitchboardEvent.BodyFailed(ORDERS, A, BUSY));
    calls.onEvent(
        new SwitchboardEvent.CallRefused(
            ORDERS, SwitchboardEvent.CallRefused.Reason.CONCURRENCY_LIMIT));
    calls.onEvent(new SwitchboardEvent.EndpointMissing(ORDERS, Absence.Reason.EMPTY));
    assertThat(log.lines())
        .containsExactly(
            "FINE orders:8080: attempt 1 of 3 on 10.0.0.1:80 failed after 12 ms: 503",
            "FINE orders:8080: attempt 2 of 3 on 10.0.0.1:80 was turned away after 12 ms: 429",
            "FINE orders:8080: attempt 3 of 3 on 10.0.0.1:80 failed after 12 ms: connect refused",
            "FINE orders:8080: no further attempt: attempts exhausted",
            "FINE orders:8080: attempt 1 of 3 on 10.0.0.1:80 failed after 12 ms: the body cannot"
                + " be read",
            "FINE orders:8080: attempt 1 of 3 on 10.0.0.1:80 was given up after 12 ms: cancelled",
            "FINE orders:8080: the response of 10.0.0.1:80 broke off: 503",
            "FINE orders:8080: the call is refused: concurrency limit",
            "FINE orders:8080: there is no endpoint: empty");
  }

  @Test
  void atTraceAlsoWhatGoesWell() {
    log.level(Level.FINER);
    new CallLog().onEvent(attempt(2, Outcome.SUCCESS));
    assertThat(log.lines())
        .containsExactly(
            "FINER orders:8080: attempt 2 of 3 on 10.0.0.1:80 was answered after 12 ms: ok");
  }

  @Test
  void whereTheLevelIsOffItHearsNoCalls() {
    assertThat(new CallLog().hearsCalls()).isFalse();
    log.level(Level.FINE);
    assertThat(new CallLog().hearsCalls()).isTrue();
  }

  @Test
  void eachSwitchboardHasOne() throws Exception {
    log.level(Level.FINE);
    try (Switchboard switchboard =
        Switchboard.builder()
            .resolver(StaticResolver.of(Map.of("orders", List.of(A))))
            .clock(new ManualClock())
            .alias(
                "orders:8080",
                policy -> policy.withCall(call -> call.withRetry(retry -> retry.withRetries(0))))
            .build()) {
      BlockingCall call = switchboard.dialer("orders", 8080).orElseThrow().blockingCall(true);
      call.start();
      call.attemptEnded(BUSY, null);
    }
    assertThat(log.lines())
        .containsExactly(
            "FINE orders:8080: attempt 1 of 1 on 10.0.0.1:80 failed after 0 ms: 503",
            "FINE orders:8080: no further attempt: attempts exhausted");
  }
}
