package dev.switchboard.upstream;

import static dev.switchboard.upstream.Rig.A;
import static dev.switchboard.upstream.Rig.B;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.balance.Balancer;
import dev.switchboard.balance.SplitRoute;
import dev.switchboard.endpoint.Absence;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.Outcome;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The smallest and the largest pools, for every balancer. */
class PoolSizeTest {

  static List<Balancer> balancers() {
    return List.of(
        Balancer.roundRobin(),
        Balancer.random(),
        Balancer.leastRequest(),
        Balancer.peakEwma(),
        Balancer.consistentHash("user"),
        Balancer.slowStart(Duration.ofSeconds(10), Balancer.consistentHash("user")),
        Balancer.sameZoneFirst(Balancer.roundRobin()),
        Balancer.slowStart(Duration.ofSeconds(10), Balancer.roundRobin()),
        Balancer.split(
            List.of(SplitRoute.toRest(), SplitRoute.to("a", "b")), Balancer.roundRobin()),
        Balancer.subset(12, Balancer.peakEwma()));
  }

  private static Map<Endpoint, Integer> picks(Rig rig, int times) {
    Map<Endpoint, Integer> picks = new HashMap<>();
    for (int i = 0; i < times; i++) {
      picks.merge(rig.pick().endpoint(), 1, Integer::sum);
    }
    return picks;
  }

  @ParameterizedTest
  @MethodSource("balancers")
  void none(Balancer balancer) {
    Rig rig = new Rig(balancer);
    rig.resolver.set("orders");
    assertThat(rig.upstream.pick(new Tried(), true, 0)).isNull();
    assertThat(rig.upstream.absence().orElseThrow().reason()).isEqualTo(Absence.Reason.EMPTY);
  }

  @ParameterizedTest
  @MethodSource("balancers")
  void one_whateverBecomesOfIt(Balancer balancer) {
    Rig rig = new Rig(balancer, A);
    assertThat(picks(rig, 10)).containsOnlyKeys(A);
    rig.eject(A);
    assertThat(picks(rig, 10)).containsOnlyKeys(A);
  }

  @ParameterizedTest
  @MethodSource("balancers")
  void theOnlyOneInUseIsRemoved_andTheRestIsOut(Balancer balancer) {
    Rig rig = new Rig(balancer, A, B);
    rig.eject(A);
    rig.resolver.set("orders", A);
    assertThat(picks(rig, 10)).as("a doubtful one is better than none").containsOnlyKeys(A);
  }

  @ParameterizedTest
  @MethodSource("balancers")
  void weightsOfZero(Balancer balancer) {
    Rig rig = new Rig(balancer, A.withWeight(0), B.withWeight(0));
    assertThat(picks(rig, 1000).values()).allMatch(n -> n > 400);
    rig.resolver.set("orders", A.withWeight(0), B.withWeight(1));
    assertThat(picks(rig, 1000)).containsOnlyKeys(B.withWeight(1));
  }

  @ParameterizedTest
  @MethodSource("balancers")
  void tenThousand(Balancer balancer) {
    Rig rig = new Rig(balancer, Rig.pool(10_000));
    Map<Endpoint, Integer> picks = picks(rig, 30_000);
    assertThat(picks.size()).matches(n -> n == 12 || n > 5000, "the subset, or most of all");
    rig.attempt(rig.pick(), Outcome.SUCCESS);
    rig.clock.advance(Duration.ofMinutes(1));
    rig.attempt(rig.pick(), Outcome.SUCCESS);
    rig.resolver.set("orders", Rig.pool(9_999));
    assertThat(rig.upstream.endpoints().size()).isEqualTo(9_999);
    assertThat(picks(rig, 10)).isNotEmpty();
  }
}
