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
import dev.switchboard.health.Verdict;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Ejections one after the other, and outcomes that come late. */
class EjectionTest {

  private static final Endpoint SUCCESSOR = A.withId("successor");
  private static final Duration HALF_MINUTE = Duration.ofSeconds(30);
  private static final Duration NANO = Duration.ofNanos(1);

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
                Verdict.Cause.CONSECUTIVE_FAILURES,
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
    rig.succeedElsewhere(A);
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
    Pick before = rig.pickOf(A);
    rig.eject(A);
    rig.attempt(before, Outcome.SUCCESS);
    rig.clock.advance(HALF_MINUTE);
    rig.attempt(before, Outcome.SUCCESS);
    assertThat(rig.snapshot(A).state()).isEqualTo(State.PROBING);
  }

  @Test
  void aLateFailureOfARemovedOneDoesNotTouchItsSuccessor() {
    Rig rig = new Rig(A, B);
    Pick old = rig.pickOf(A);
    rig.resolver.set("orders", B, C).set("orders", SUCCESSOR, B);
    for (int i = 0; i < 10; i++) {
      rig.attempt(old, REFUSED);
    }
    assertThat(rig.snapshot(SUCCESSOR).state()).isEqualTo(State.HEALTHY);
    assertThat(rig.snapshot(SUCCESSOR).failures()).isZero();
  }

  @Test
  void aLateProbeOfARemovedOneDoesNotTouchItsSuccessor() {
    Rig rig = new Rig(A, B);
    rig.eject(A);
    rig.clock.advance(HALF_MINUTE);
    Pick probe = rig.pick();
    assertThat(probe.isProbe()).isTrue();
    rig.resolver.set("orders", B, C).set("orders", SUCCESSOR, B);
    rig.attempt(probe, REFUSED);
    assertThat(rig.snapshot(SUCCESSOR).state()).isEqualTo(State.HEALTHY);
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
    tried.add(rig.pickOf(B));
    rig.eject(A);
    rig.clock.advance(HALF_MINUTE);
    Pick retry = Objects.requireNonNull(rig.upstream.pick(tried, true, rig.clock.nanos()));
    assertThat(retry.endpoint()).isEqualTo(C);
    assertThat(rig.pick().isProbe()).isTrue();
  }

  @Test
  void closingWhileOneIsOutCancelsItsTimer_andNothingComesAfter() {
    Rig rig = new Rig(A, B);
    Pick pick = rig.pickOf(B);
    rig.eject(A);
    rig.tracker.close();
    rig.listener.clear();
    rig.attempt(pick, REFUSED);
    rig.clock.advance(Duration.ofHours(1));
    assertThat(rig.listener.events()).isEmpty();
  }

  @Test
  void aNewTaskAtTheAddressOfADeadOneStartsFresh() {
    Rig rig = new Rig(A.withId("task-1"), B);
    rig.eject(A.withId("task-1"));
    assertThat(rig.snapshot(A.withId("task-1")).state()).isEqualTo(State.EJECTED);
    rig.resolver.set("orders", A.withId("task-2"), B);
    assertThat(rig.snapshot(A.withId("task-2")).state()).isEqualTo(State.HEALTHY);
  }

  @Test
  void aBodyThatBreaksOffLateDoesNotSpeakForTheNextProbe() {
    Rig rig = new Rig(A, B);
    rig.eject(A);
    rig.clock.advance(Duration.ofSeconds(30));
    Attempt first = new Attempt(rig.upstream, rig.pick(), 1, rig.clock.nanos());
    first.showed(Outcome.SUCCESS, rig.clock.nanos()); // readmitted; the body goes on
    rig.eject(A);
    rig.clock.advance(Duration.ofSeconds(60));
    Pick second = rig.pick();
    assertThat(second.isProbe()).isTrue();
    first.bodyFailed(REFUSED, rig.clock.nanos());
    assertThat(rig.snapshot(A).state())
        .as("the second probe is under way")
        .isEqualTo(State.PROBING);
    assertThat(rig.pick().isProbe()).as("it is a single one").isFalse();
  }

  /** A rolling restart of two: A is down and out, comes back; then B goes down. */
  @Test
  void whereTheLastOneFailsTheEjectedOneIsTriedAgain() {
    Rig rig = new Rig(A, B);
    rig.eject(A);
    rig.clock.advance(Duration.ofSeconds(10)); // A is up again, and out for 20 s more
    Set<Endpoint> triedLater = new HashSet<>();
    for (int call = 0; call < 100; call++) {
      Tried tried = new Tried();
      for (int attempt = 0; attempt < 3; attempt++) {
        Pick pick = Objects.requireNonNull(rig.upstream.pick(tried, true, rig.clock.nanos()));
        triedLater.add(pick.endpoint());
        tried.add(pick);
        rig.attempt(pick, pick.endpoint().equals(A) ? Outcome.SUCCESS : REFUSED);
        if (pick.endpoint().equals(A)) {
          break;
        }
      }
      rig.clock.advance(Duration.ofMillis(100));
    }
    assertThat(triedLater).as("100 calls of three tries each, over 10 s").contains(A);
  }

  @Test
  void anEarlyProbeThatFailsCostsNothing() {
    Rig rig = new Rig(A, B);
    rig.eject(A);
    rig.clock.advance(Duration.ofSeconds(10));
    for (int i = 0; i < 5; i++) {
      rig.attempt(B, REFUSED);
    }
    Pick early = rig.pick();
    assertThat(early.isProbe()).isTrue();
    rig.attempt(early, REFUSED);
    assertThat(rig.snapshot(A).ejectedFor()).as("as before").isEqualTo(Duration.ofSeconds(20));
    rig.attempt(B, REFUSED);
    assertThat(rig.pick().isProbe()).as("once a second").isFalse();
    rig.clock.advance(Duration.ofSeconds(1));
    rig.attempt(B, REFUSED);
    assertThat(rig.pick().isProbe()).isTrue();
  }

  private static final Outcome BUSY = Outcome.overload(Outcome.Resend.ALWAYS, "429");

  /** Two of three were restarted, and the third cannot do the work of all. */
  @Test
  void whereFewAreLeftAndTooBusyTheEjectedOnesAreTriedAgain() {
    Rig rig = new Rig(A, B, C);
    rig.eject(A);
    rig.eject(B);
    rig.clock.advance(Duration.ofSeconds(5));
    rig.attempt(C, BUSY);
    assertThat(rig.pick().isProbe()).isTrue();
    assertThat(rig.pick().isProbe()).as("both").isTrue();
    assertThat(rig.pick().isProbe()).isFalse();
  }

  @Test
  void whereHalfAreLeftTheirWorkIsTheirOwn() {
    Rig rig = new Rig(A, B);
    rig.eject(A);
    rig.clock.advance(Duration.ofSeconds(5));
    rig.attempt(B, BUSY);
    assertThat(rig.pick().isProbe()).isFalse();
  }
}
