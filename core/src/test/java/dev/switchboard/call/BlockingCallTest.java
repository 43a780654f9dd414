package dev.switchboard.call;

import static dev.switchboard.upstream.Rig.A;
import static dev.switchboard.upstream.Rig.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.event.SwitchboardEvent;
import dev.switchboard.time.Randomness;
import dev.switchboard.upstream.Rig;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class BlockingCallTest {

  private static final Randomness HIGHEST = () -> -1L;

  private final Rig rig = new Rig();
  private final Dialer dialer =
      new Dialer(rig.upstream, CallPolicy.defaults(), rig.clock, HIGHEST, rig.events);
  private final BlockingCall call = dialer.blockingCall(true);

  private record Waiting(Thread thread, FutureTask<Step> step) {
    Step join() throws Exception {
      return step.get(10, TimeUnit.SECONDS);
    }
  }

  /** Runs it on a thread of its own, and returns when it waits there. */
  private Waiting inBackground(Supplier<Step> what) {
    FutureTask<Step> step = new FutureTask<>(what::get);
    Thread thread = new Thread(step, "caller");
    thread.setDaemon(true);
    thread.start();
    while (rig.clock.pending() == 0 || thread.getState() != Thread.State.WAITING) {
      assertThat(step.isDone()).as("it waits").isFalse();
      Thread.onSpinWait();
    }
    return new Waiting(thread, step);
  }

  private static SwitchboardException failure(Step step) {
    assertThat(step).isInstanceOf(Step.Finish.class);
    return Objects.requireNonNull(((Step.Finish) step).failure());
  }

  @Test
  void withAnEndpointItNeverWaits() {
    rig.resolver.set("orders", A);
    assertThat(call.start()).isInstanceOf(Step.Try.class);
    assertThat(rig.clock.pending()).isZero();
  }

  @Test
  void aResolutionFromAnotherThreadWakesIt() throws Exception {
    Waiting waiting = inBackground(call::start);
    rig.resolver.set("orders", A);
    assertThat(waiting.join())
        .isInstanceOfSatisfying(
            Step.Try.class, t -> assertThat(t.attempt().endpoint()).isEqualTo(A));
    assertThat(rig.clock.pending()).as("its timer is cancelled").isZero();
  }

  @Test
  void timeWakesIt_atTheEndOfTheWait() throws Exception {
    Waiting waiting = inBackground(call::start);
    rig.clock.advance(Duration.ofSeconds(10).minusNanos(1));
    assertThat(waiting.step().isDone()).isFalse();
    assertThat(rig.clock.pending()).isOne();
    rig.clock.advance(Duration.ofNanos(1));
    assertThat(failure(waiting.join()))
        .isInstanceOf(NoEndpointException.class)
        .hasMessageContaining("after waiting 10000 ms");
  }

  @Test
  void aChangeThatDoesNotHelpLetsItWaitOn() throws Exception {
    Waiting waiting = inBackground(call::start);
    rig.resolver.set("orders");
    while (rig.clock.pending() == 0 || waiting.thread().getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    rig.resolver.set("orders", A);
    assertThat(waiting.join()).isInstanceOf(Step.Try.class);
  }

  @Test
  void waitsBeforeARetry() throws Exception {
    rig.resolver.set("orders", A);
    call.start();
    Waiting waiting = inBackground(() -> call.attemptEnded(REFUSED, new IOException("x")));
    rig.clock.advance(Duration.ofMillis(24));
    assertThat(waiting.join()).isInstanceOf(Step.Try.class);
  }

  @Test
  void cancelEndsTheWait_andTheCall() throws Exception {
    Waiting waiting = inBackground(call::start);
    call.cancel();
    assertThat(failure(waiting.join()))
        .isInstanceOf(CallFailedException.class)
        .hasMessage("orders:8080: the call was cancelled while it waited for its next try");
    assertThat(rig.clock.pending()).isZero();
    assertThat(rig.listener.events(SwitchboardEvent.CallEnded.class)).hasSize(1);
  }

  @Test
  void cancelBetweenTwoTriesKeepsWhatTheFirstThrew() throws Exception {
    rig.resolver.set("orders", A);
    call.start();
    IOException first = new IOException("first");
    Waiting waiting = inBackground(() -> call.attemptEnded(REFUSED, first));
    call.cancel();
    assertThat(failure(waiting.join())).hasSuppressedException(first);
  }

  @Test
  void whoIsCancelledBeforehandDoesNotWait() {
    call.cancel();
    assertThat(failure(call.start())).hasMessageContaining("was cancelled");
    assertThat(rig.clock.pending()).isZero();
  }

  @Test
  void anInterruptEndsTheWait_andIsNotSwallowed() throws Exception {
    boolean[] flag = new boolean[1];
    Waiting waiting =
        inBackground(
            () -> {
              Step step = call.start();
              flag[0] = Thread.currentThread().isInterrupted();
              return step;
            });
    waiting.thread().interrupt();
    assertThat(failure(waiting.join()))
        .hasMessageContaining("was interrupted")
        .hasCauseInstanceOf(InterruptedException.class);
    assertThat(flag[0]).isTrue();
    assertThat(rig.clock.pending()).isZero();
    assertThat(rig.listener.events(SwitchboardEvent.CallEnded.class)).hasSize(1);
  }

  @Test
  void closingEndsTheWaitForARetryToo() throws Exception {
    rig.resolver.set("orders", A);
    call.start();
    Waiting waiting = inBackground(() -> call.attemptEnded(REFUSED, new IOException("x")));
    rig.tracker.close();
    assertThat(failure(waiting.join())).hasMessageContaining("this Switchboard was closed");
  }

  @Test
  void closingEndsTheWait() throws Exception {
    Waiting waiting = inBackground(call::start);
    rig.tracker.close();
    assertThat(failure(waiting.join())).hasMessageContaining("this Switchboard was closed");
  }
}
