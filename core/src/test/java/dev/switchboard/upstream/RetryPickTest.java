package dev.switchboard.upstream;

import static dev.switchboard.upstream.Rig.A;
import static dev.switchboard.upstream.Rig.B;
import static dev.switchboard.upstream.Rig.C;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.switchboard.balance.Balancer;
import dev.switchboard.balance.Pick;
import dev.switchboard.endpoint.Endpoint;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Where a retry goes. */
class RetryPickTest {

  private static Pick retry(Rig rig, Pick failed) {
    Tried tried = new Tried();
    tried.add(failed);
    return Objects.requireNonNull(rig.upstream.pick(tried, true, rig.clock.nanos()));
  }

  @Test
  void aRetryStaysInTheSubset() {
    Rig rig = new Rig(Balancer.subset(3, Balancer.roundRobin()), Rig.pool(100));
    Set<Endpoint> first = new HashSet<>();
    Set<Endpoint> retries = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      Pick pick = rig.pick();
      first.add(pick.endpoint());
      retries.add(retry(rig, pick).endpoint());
    }
    assertThat(first).hasSize(3);
    assertThat(retries).isSubsetOf(first);
  }

  @Test
  void aRetryHeedsWeights() {
    Rig rig = new Rig(A.withWeight(100), B.withWeight(100), C.withWeight(1));
    int onC = 0;
    for (int i = 0; i < 10_000; i++) {
      Pick pick = rig.pick();
      onC += retry(rig, pick).endpoint().address().equals(C.address()) ? 1 : 0;
    }
    assertThat(onC).as("1 of 101 or so").isLessThan(500);
  }

  @Test
  void retriesOfADeadOneSpreadEvenlyOverTheOthers() {
    Rig rig = new Rig(Rig.pool(4));
    Pick dead = rig.pick();
    Map<Endpoint, Integer> retries = new HashMap<>();
    for (int i = 0; i < 30_000; i++) {
      retries.merge(retry(rig, dead).endpoint(), 1, Integer::sum);
    }
    assertThat(retries.values()).allSatisfy(n -> assertThat(n).isCloseTo(10_000, within(1000)));
  }

  @Test
  void theLastTryOfTheLastOneInUseGoesToOneThatIsOut() {
    Rig rig = new Rig(A, B);
    rig.eject(A);
    Tried tried = new Tried();
    for (Endpoint expected : List.of(B, B, A, B, A)) {
      Pick pick = Objects.requireNonNull(rig.upstream.pick(tried, true, rig.clock.nanos()));
      assertThat(pick.endpoint()).isEqualTo(expected);
      tried.add(pick);
      rig.clock.advance(Duration.ofMillis(1));
      rig.attempt(pick, Rig.REFUSED);
    }
  }
}
