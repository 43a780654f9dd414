package dev.switchboard.upstream;

import static dev.switchboard.upstream.Rig.A;
import static dev.switchboard.upstream.Rig.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.endpoint.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AttemptTest {

  private final Rig rig = new Rig(A);
  private final Attempt attempt = new Attempt(rig.upstream, rig.pick(), 2, 7);

  @Test
  void beginsWhenMade() {
    assertThat(rig.snapshot(A).inFlight()).isOne();
    assertThat(attempt.number()).isEqualTo(2);
    assertThat(attempt.startNanos()).isEqualTo(7);
    assertThat(attempt.endpoint()).isEqualTo(A);
  }

  @Test
  void showsOnceAndEndsOnce() {
    attempt.showed(REFUSED, 8);
    attempt.showed(REFUSED, 9);
    attempt.finished();
    attempt.finished();
    assertThat(rig.snapshot(A).failures()).isOne();
    assertThat(rig.snapshot(A).inFlight()).isZero();
  }

  @Test
  void aBodyThatBreaksOffCountsAgainstTheEndpoint_once() {
    attempt.showed(Outcome.SUCCESS, 8);
    assertThat(rig.snapshot(A).inFlight()).as("the body is on its way").isOne();
    attempt.bodyFailed(Outcome.failure(Outcome.Resend.NEVER, "reset"), 9);
    attempt.bodyFailed(Outcome.failure(Outcome.Resend.NEVER, "reset"), 9);
    attempt.finished();
    assertThat(rig.snapshot(A).failures()).isOne();
    assertThat(rig.snapshot(A).inFlight()).isZero();
  }

  @Test
  void aConnectionThatFailsInUseCountsAgainstTheEndpoint_evenWhenItIsClosed() {
    attempt.showed(Outcome.SUCCESS, 8);
    attempt.finished();
    attempt.failedInUse(Outcome.failure(Outcome.Resend.ALWAYS, "broke"), 1_000_000_000_000L);
    assertThat(rig.snapshot(A).failures()).isOne();
    assertThat(rig.pick().stats().expectedWaitNanos(1_000_000_000_000L))
        .as("hours of use are no latency")
        .isLessThan(1_000_000);
  }

  @Test
  void aProbeThatIsAbandonedLeavesItsTurnToTheNext() {
    Rig two = new Rig(A, Rig.B);
    two.eject(A);
    two.clock.advance(Duration.ofSeconds(30));
    Attempt probe = new Attempt(two.upstream, two.pick(), 1, two.clock.nanos());
    assertThat(two.pick().isProbe()).as("one at a time").isFalse();
    probe.finished();
    assertThat(two.pick().isProbe()).isTrue();
    assertThat(two.snapshot(A).failures()).as("a cancelled one is nobody's fault").isEqualTo(5);
  }

  @Test
  void aBodyThatWasReadToItsEndCannotFailAnyMore() {
    attempt.showed(Outcome.SUCCESS, 8);
    attempt.finished();
    attempt.bodyFailed(Outcome.failure(Outcome.Resend.NEVER, "reset"), 9);
    assertThat(rig.snapshot(A).failures()).isZero();
    assertThat(rig.snapshot(A).inFlight()).isZero();
  }
}
