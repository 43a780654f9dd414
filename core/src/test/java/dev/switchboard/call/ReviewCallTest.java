package dev.switchboard.call;

import static dev.switchboard.upstream.Rig.A;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.upstream.Rig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReviewCallTest {

  /** A registry that does not answer must not fail a call whose endpoints are known. */
  @Test
  void aDeadlineShorterThanTheWakeTimeoutLeavesTimeForTheCall() {
    Rig rig = new Rig(A);
    rig.resolver.overdue();
    CallPolicy policy = CallPolicy.defaults().withDeadline(Duration.ofMillis(800));
    Call call = new Dialer(rig.upstream, policy, rig.clock, rig.randomness, rig.events).call(true);
    Step step = call.start(0);
    while (step instanceof Step.AwaitUntil wait) {
      step = call.wake(wait.nanos());
    }
    assertThat(step).isInstanceOf(Step.Try.class);
  }
}
