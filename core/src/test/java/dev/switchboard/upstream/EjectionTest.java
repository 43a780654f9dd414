package dev.switchboard.upstream;

import static dev.switchboard.upstream.Rig.A;
import static dev.switchboard.upstream.Rig.B;
import static dev.switchboard.upstream.Rig.C;
import static dev.switchboard.upstream.Rig.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.balance.Pick;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.event.SwitchboardEvent;
import dev.switchboard.health.Standing.State;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Ejections one after the other, and outcomes that come late. */
class EjectionTest {

  private static final Duration HALF_MINUTE = Duration.ofSeconds(30);
  private static final Duration NANO = Duration.ofNanos(1);

  private static Pick pickOf(Rig rig, Endpoint endpoint) {
    Pick pick = rig.pick();
    while (!pick.endpoint().equals(endpoint)) {
      pick = rig.pick();
    }
    return pick;
  }

  private static void ejectAndReadmit(Rig rig) {
    rig.eject(A);
    rig.clock.advance(HALF_MINUTE);
    rig.attempt(rig.pick(), Outcome.SUCCESS);
  }

  @Test
  void theHistoryOfAnEjection() {
    Rig rig = new Rig(A, B);
    rig.listener.clear();
    ejectAndReadmit(rig);
    assertThat(rig.listener.events(SwitchboardEvent.OfService.class))
        .containsExactly(
            new SwitchboardEvent.EndpointEjected(
                rig.upstream.service(),
                A,
                "5 failures in a row, last: connect refused",
                HALF_MINUTE,
                false),
            new SwitchboardEvent.EndpointProbing(rig.upstream.service(), A),
            new SwitchboardEvent.EndpointReadmitted(rig.upstream.service(), A));
  }

  @Test
  void aReadmittedOneHasANewStart() {
    Rig rig = new Rig(A, B);
    ejectAndReadmit(rig);
    for (int i = 0; i < 4; i++) {
      rig.attempt(A, REFUSED);
    }
    assertThat(rig.snapshot(A).state()).isEqualTo(State.HEALTHY);
    rig.attempt(A, REFUSED);
    assertThat(rig.snapshot(A).ejectedFor())
        .as("the second in a row")
        .isEqualTo(HALF_MINUTE.multipliedBy(2));
  }

  @Test
  void halfAMinuteOfHealthForgivesOneEjection() {
    Rig soon = new Rig(A, B);
    ejectAndReadmit(soon);
    soon.clock.advance(HALF_MINUTE.minus(NANO));
    soon.eject(A);
    assertThat(soon.snapshot(A).ejectedFor()).isEqualTo(HALF_MINUTE.multipliedBy(2));
    Rig later = new Rig(A, B);
    ejectAndReadmit(later);
    later.clock.advance(HALF_MINUTE);
    later.eject(A);
    assertThat(later.snapshot(A).ejectedFor()).isEqualTo(HALF_MINUTE);
  }

  @Test
  void whatAnsweredBeforeTheEjectionDoesNotEndIt() {
    Rig rig = new Rig(A, B);
    Pick before = pickOf(rig, A);
    rig.eject(A);
    rig.attempt(before, Outcome.SUCCESS);
    rig.clock.advance(HALF_MINUTE);
    rig.attempt(before, Outcome.SUCCESS);
    assertThat(rig.snapshot(A).state()).isEqualTo(State.PROBING);
  }

  @Test
  void aLateFailureOfARemovedOneDoesNotTouchItsSuccessor() {
    Rig rig = new Rig(A, B);
    Pick old = pickOf(rig, A);
    rig.resolver.set("orders", B, C).set("orders", A, B);
    for (int i = 0; i < 10; i++) {
      rig.attempt(old, REFUSED);
    }
    assertThat(rig.snapshot(A).state()).isEqualTo(State.HEALTHY);
    assertThat(rig.snapshot(A).failures()).isZero();
  }

  @Test
  void aLateProbeOfARemovedOneDoesNotTouchItsSuccessor() {
    Rig rig = new Rig(A, B);
    rig.eject(A);
    rig.clock.advance(HALF_MINUTE);
    Pick probe = rig.pick();
    assertThat(probe.isProbe()).isTrue();
    rig.resolver.set("orders", B, C).set("orders", A, B);
    rig.attempt(probe, REFUSED);
    assertThat(rig.snapshot(A).state()).isEqualTo(State.HEALTHY);
  }

  @Test
  void anOverloadedProbeStaysOut_aWrongRequestSaysNothing() {
    Rig rig = new Rig(A, B);
    rig.eject(A);
    rig.clock.advance(HALF_MINUTE);
    rig.attempt(rig.pick(), Outcome.callerFailure("400"));
    assertThat(rig.snapshot(A).state()).isEqualTo(State.PROBING);
    rig.attempt(rig.pick(), Outcome.overload(Outcome.Resend.ALWAYS, "429"));
    assertThat(rig.snapshot(A).state()).isEqualTo(State.EJECTED);
    assertThat(rig.snapshot(A).reason()).isEqualTo("the probe failed: 429");
  }

  @Test
  void eachOfTwoProbesGoesToOneCall() {
    Rig rig = new Rig(A, B, C);
    rig.eject(A);
    rig.eject(B);
    rig.clock.advance(HALF_MINUTE);
    assertThat(rig.pick().endpoint()).isEqualTo(A);
    assertThat(rig.pick().endpoint()).isEqualTo(B);
    assertThat(rig.pick().isProbe()).isFalse();
  }

  @Test
  void aRetryIsNeverAProbe() {
    Rig rig = new Rig(A, B, C);
    Tried tried = new Tried();
    tried.add(pickOf(rig, B));
    rig.eject(A);
    rig.clock.advance(HALF_MINUTE);
    Pick retry = Objects.requireNonNull(rig.upstream.pick(tried, true, rig.clock.nanos()));
    assertThat(retry.endpoint()).isEqualTo(C);
    assertThat(rig.pick().isProbe()).isTrue();
  }

  @Test
  void closingWhileOneIsOutCancelsItsTimer_andNothingComesAfter() {
    Rig rig = new Rig(A, B);
    Pick pick = pickOf(rig, B);
    rig.eject(A);
    rig.tracker.close();
    rig.listener.clear();
    rig.attempt(pick, REFUSED);
    rig.clock.advance(Duration.ofHours(1));
    assertThat(rig.listener.events()).isEmpty();
  }
}
