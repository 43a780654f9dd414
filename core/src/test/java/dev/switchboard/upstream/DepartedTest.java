package dev.switchboard.upstream;

import static dev.switchboard.upstream.Rig.A;
import static dev.switchboard.upstream.Rig.B;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.health.Standing;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A registry that flaps. */
class DepartedTest {

  private static final Duration NANO = Duration.ofNanos(1);

  private final Rig rig = new Rig(A, B);

  private void leaveFor(Duration time) {
    rig.resolver.set("orders", B);
    rig.clock.advance(time);
    rig.resolver.set("orders", A, B);
  }

  private Standing.State state() {
    return rig.snapshot(A).state();
  }

  @Test
  void whoWasEjectedIsSoWhenItIsBack_andAsLongAsItWouldHaveBeen() {
    rig.eject(A);
    leaveFor(Duration.ofSeconds(10));
    assertThat(state()).isEqualTo(Standing.State.EJECTED);
    assertThat(rig.snapshot(A).ejectedFor()).isEqualTo(Duration.ofSeconds(20));
    rig.clock.advance(Duration.ofSeconds(20).minus(NANO));
    assertThat(state()).isEqualTo(Standing.State.EJECTED);
    rig.clock.advance(NANO);
    assertThat(state()).isEqualTo(Standing.State.PROBING);
  }

  @Test
  void anEjectionThatEndedMeanwhileIsOver() {
    rig.eject(A);
    leaveFor(Duration.ofSeconds(40));
    rig.clock.advance(Duration.ZERO);
    assertThat(state()).isEqualTo(Standing.State.PROBING);
    rig.attempt(rig.pick(), Outcome.SUCCESS);
    assertThat(state()).isEqualTo(Standing.State.HEALTHY);
  }

  @Test
  void countsAreKeptForFiveMinutes() {
    rig.attempt(A, Outcome.SUCCESS);
    leaveFor(Departed.KEPT.minus(NANO));
    assertThat(rig.snapshot(A).attempts()).isEqualTo(1);
    leaveFor(Departed.KEPT);
    assertThat(rig.snapshot(A).attempts()).isZero();
  }

  @Test
  void anotherTaskAtTheSameAddressIsFresh() {
    rig.eject(A);
    rig.resolver.set("orders", B);
    Endpoint other = A.withId("another");
    rig.resolver.set("orders", other, B);
    assertThat(rig.snapshot(other).state()).isEqualTo(Standing.State.HEALTHY);
    assertThat(rig.snapshot(other).attempts()).isZero();
  }

  @Test
  void aProbeThatWasUnderWayDoesNotHinderTheNext() {
    rig.eject(A);
    rig.clock.advance(Duration.ofSeconds(30));
    assertThat(rig.pick().isProbe()).isTrue();
    leaveFor(Duration.ofSeconds(1));
    assertThat(state()).isEqualTo(Standing.State.PROBING);
    assertThat(rig.pick().isProbe()).isTrue();
  }

  @Test
  void whileItIsGoneNothingComesOfIt() {
    rig.eject(A);
    rig.resolver.set("orders", B);
    rig.listener.clear();
    rig.clock.advance(Duration.ofMinutes(1));
    assertThat(rig.listener.events()).isEmpty();
    assertThat(rig.pick().endpoint()).isEqualTo(B);
  }

  @Test
  void ofVeryManyTheLatestAreKept() {
    Endpoint[] many = Rig.pool(Departed.MAX + 1);
    Rig large = new Rig(many);
    for (int i = 0; i < many.length; i++) { // one round
      large.attempt(large.pick(), Outcome.SUCCESS);
    }
    large.resolver.set("orders", B);
    large.resolver.set("orders", many);
    long kept =
        large.upstream.snapshot(0).endpoints().stream().filter(e -> e.attempts() == 1).count();
    assertThat(kept).isEqualTo(Departed.MAX);
  }
}
