package dev.switchboard.upstream;

import static dev.switchboard.upstream.Rig.A;
import static dev.switchboard.upstream.Rig.B;
import static dev.switchboard.upstream.Rig.C;
import static dev.switchboard.upstream.Rig.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.event.SwitchboardEvent;
import dev.switchboard.event.SwitchboardEvent.EndpointEjected;
import dev.switchboard.event.SwitchboardEvent.EndpointReadmitted;
import dev.switchboard.health.Standing.State;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Where A is called much, B and C hardly ever, and A begins to fail. */
class SuspicionTest {

  private static final Duration HALF_MINUTE = Duration.ofSeconds(30);

  private final Rig rig = new Rig(A, B, C);

  private void fails(Endpoint endpoint, int times) {
    for (int i = 0; i < times; i++) {
      rig.clock.advance(Duration.ofMillis(1));
      rig.attempt(endpoint, REFUSED);
    }
  }

  private State stateOf(Endpoint endpoint) {
    return rig.snapshot(endpoint).state();
  }

  @Test
  void fiveInARowAreEnough_ifAnotherIsWell() {
    fails(A, 4);
    rig.attempt(B, Outcome.SUCCESS);
    fails(A, 1);
    assertThat(stateOf(A)).isEqualTo(State.EJECTED);
  }

  @Test
  void thatAnotherWasWellBeforeShowsNothing() {
    Attempt before = new Attempt(rig.upstream, rig.pickOf(B), 1, rig.clock.nanos());
    fails(A, 4);
    before.showed(Outcome.SUCCESS, rig.clock.nanos());
    before.finished();
    fails(A, 15);
    assertThat(stateOf(A)).isEqualTo(State.HEALTHY);
  }

  @Test
  void whereNobodyIsWellNobodyIsEjected_howeverUnequalTheirTraffic() {
    fails(B, 1);
    fails(C, 1);
    fails(A, 4);
    fails(B, 1);
    fails(C, 1);
    fails(A, 1000);
    assertThat(rig.listener.events(EndpointEjected.class)).isEmpty();
  }

  @Test
  void whereNobodyElseIsCalledTwentyInARowAreASuspicion() {
    fails(A, 19);
    assertThat(stateOf(A)).isEqualTo(State.HEALTHY);
    fails(A, 1);
    assertThat(stateOf(A)).isEqualTo(State.EJECTED);
  }

  @Test
  void itIsProvenByASuccessOfThoseWhoTakeOver() {
    fails(A, 20);
    rig.attempt(B, Outcome.SUCCESS);
    fails(C, 5);
    assertThat(stateOf(A)).isEqualTo(State.EJECTED);
  }

  @Test
  void itIsTakenBackIfThoseWhoTakeOverFailToo() {
    fails(A, 20);
    rig.listener.clear();
    fails(C, 1);
    fails(B, 4);
    assertThat(stateOf(A)).isEqualTo(State.EJECTED);
    fails(B, 1);
    assertThat(stateOf(A)).isEqualTo(State.HEALTHY);
    assertThat(rig.listener.events(SwitchboardEvent.OfService.class))
        .containsExactly(new EndpointReadmitted(rig.upstream.service(), A));
  }

  @Test
  void anEjectionTakenBackIsForgotten() {
    fails(A, 20);
    fails(C, 1);
    fails(B, 5);
    rig.attempt(A, Outcome.SUCCESS);
    for (int i = 0; i < 200; i++) {
      rig.attempt(B, Outcome.SUCCESS); // all is well for long, in no time
    }
    rig.eject(A);
    assertThat(rig.snapshot(A).ejectedFor()).as("the first").isEqualTo(HALF_MINUTE);
    rig.clock.advance(HALF_MINUTE);
    assertThat(rig.listener.events(SwitchboardEvent.EndpointProbing.class)).hasSize(1);
  }

  @Test
  void severalAreSuspectedTogether_beforeThoseWhoAreLeftAreHeard() {
    for (int i = 0; i < 20; i++) {
      fails(A, 1);
      fails(B, 1);
    }
    assertThat(stateOf(A)).isEqualTo(State.EJECTED);
    assertThat(stateOf(B)).isEqualTo(State.EJECTED);
    fails(C, 5);
    assertThat(rig.listener.events(EndpointReadmitted.class)).hasSize(2);
  }

  @Test
  void forAWhileNobodyIsSuspectedAgain() {
    fails(A, 20);
    fails(C, 1);
    fails(B, 5);
    rig.clock.advance(HALF_MINUTE.minusMillis(21));
    rig.attempt(A, Outcome.SUCCESS);
    fails(A, 19);
    fails(A, 1);
    assertThat(stateOf(A)).isEqualTo(State.HEALTHY);
    fails(A, 1);
    assertThat(stateOf(A)).isEqualTo(State.EJECTED);
  }

  @Test
  void anEjectionThatWasProvenIsNotTakenBack_thoughAllFailLater() {
    rig.eject(A);
    rig.clock.advance(Duration.ofMillis(1));
    fails(B, 5);
    fails(C, 5);
    assertThat(stateOf(A)).isNotEqualTo(State.HEALTHY);
  }
}
