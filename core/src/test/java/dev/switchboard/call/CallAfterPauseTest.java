package dev.switchboard.call;

import static dev.switchboard.upstream.Rig.A;
import static dev.switchboard.upstream.Rig.B;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.resolve.ResolutionError;
import dev.switchboard.upstream.Rig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The first call after the process was frozen waits for the registry, and not for long. */
class CallAfterPauseTest {

  private static final long SECOND = 1_000_000_000;

  private final Rig rig = new Rig(A);

  private Call call() {
    return call(CallPolicy.defaults());
  }

  private Call call(CallPolicy policy) {
    return new Dialer(rig.upstream, policy, rig.clock, rig.randomness, rig.events).call(true);
  }

  private static Endpoint endpoint(Step step) {
    assertThat(step).isInstanceOf(Step.Try.class);
    return ((Step.Try) step).attempt().endpoint();
  }

  @Test
  void whileTheAnswerIsInTimeNobodyWaits() {
    assertThat(endpoint(call().start(0))).isEqualTo(A);
  }

  @Test
  void aChangeIsSeenBeforeTheFirstPick() {
    rig.resolver.overdue();
    Call call = call();
    assertThat(call.start(0)).isEqualTo(new Step.AwaitUntil(SECOND));
    rig.resolver.set("orders", B);
    assertThat(endpoint(call.wake(1))).isEqualTo(B);
  }

  @Test
  void aConfirmationIsNewsAsWell() {
    rig.resolver.overdue();
    Call call = call();
    call.start(0);
    rig.resolver.confirm("orders");
    assertThat(endpoint(call.wake(1))).isEqualTo(A);
  }

  @Test
  void soIsAnError() {
    rig.resolver.overdue();
    Call call = call();
    call.start(0);
    rig.resolver.fail(
        "orders", new ResolutionError(ResolutionError.Kind.UNAVAILABLE, "unreachable"));
    assertThat(endpoint(call.wake(1))).isEqualTo(A);
  }

  @Test
  void withoutNewsItGoesOnAfterASecond() {
    rig.resolver.overdue();
    Call call = call();
    call.start(0);
    assertThat(call.wake(SECOND - 1)).isEqualTo(new Step.AwaitUntil(SECOND));
    assertThat(endpoint(call.wake(SECOND))).isEqualTo(A);
  }

  @Test
  void aShortDeadlineIsHalvedForIt() {
    rig.resolver.overdue();
    Call call = call(CallPolicy.defaults().withDeadline(Duration.ofMillis(400)));
    assertThat(call.start(0)).isEqualTo(new Step.AwaitUntil(SECOND * 2 / 10));
    assertThat(endpoint(call.wake(SECOND * 2 / 10))).isEqualTo(A);
  }

  @Test
  void aBlockingCallIsWokenByTheNews() throws InterruptedException {
    rig.resolver.overdue();
    BlockingCall call =
        new Dialer(rig.upstream, CallPolicy.defaults(), rig.clock, rig.randomness, rig.events)
            .blockingCall(true);
    Thread registry =
        new Thread(
            () -> {
              while (rig.clock.pending() == 0) {
                Thread.onSpinWait(); // until the caller sleeps
              }
              rig.resolver.confirm("orders");
            });
    registry.start();
    assertThat(endpoint(call.start())).isEqualTo(A);
    registry.join();
  }

  @Test
  void aDeadlineShorterThanTheWaitLeavesTimeForTheCall() {
    rig.resolver.overdue();
    Call call = call(CallPolicy.defaults().withDeadline(Duration.ofMillis(800)));
    Step step = call.start(0);
    while (step instanceof Step.AwaitUntil wait) {
      step = call.wake(wait.nanos());
    }
    assertThat(step).isInstanceOf(Step.Try.class);
  }
}
