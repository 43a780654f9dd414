package dev.switchboard.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SplitTest {

  private static final CallKeys CANARY = CallKeys.of("x-canary", "true");
  private static final SplitRoute TO_CANARY =
      SplitRoute.to("version", "2").withWhen("x-canary", "true");

  /** Version by version, "" for none. */
  private static List<Pick> pool(String... versions) {
    List<Pick> pool = new ArrayList<>();
    for (Pick pick : Pool.equal(versions.length)) {
      String version = versions[pool.size()];
      Map<String, String> attributes =
          version.isEmpty() ? Map.of() : Map.of("version", version, "other", "x");
      pool.add(new Pick(pick.endpoint().withAttributes(attributes), pick.stats(), 1, 0, false));
    }
    return pool;
  }

  private static Picker picker(List<Pick> eligible, List<Pick> pool, SplitRoute... routes) {
    Balancer split = Balancer.split(List.of(routes), Balancer.roundRobin());
    Balancer.Context context = Pool.context(1).withPool(pool);
    return split.picker(split.members(eligible, context), context);
  }

  private static Picker picker(List<Pick> pool, SplitRoute... routes) {
    return picker(pool, pool, routes);
  }

  private static String version(Pick pick) {
    return pick.endpoint().attributes().getOrDefault("version", "");
  }

  /** How many of a thousand calls go to each version. */
  private static Map<String, Integer> calls(Picker picker, CallKeys keys) {
    Map<String, Integer> calls = new HashMap<>();
    for (int i = 0; i < 1000; i++) {
      calls.merge(version(Pool.pick(picker, keys, 0)), 1, Integer::sum);
    }
    return calls;
  }

  private static void assertShare(Map<String, Integer> calls, String version, int percent) {
    assertThat(calls.getOrDefault(version, 0)).isCloseTo(10 * percent, within(5));
  }

  @Test
  void byWeight_whateverTheNumberOfEndpoints() {
    List<Pick> pool = pool("1", "1", "2", "2", "2");
    Map<String, Integer> calls =
        calls(
            picker(
                pool,
                SplitRoute.to("version", "1").withWeight(90),
                SplitRoute.to("version", "2").withWeight(10)),
            CallKeys.none());
    assertShare(calls, "1", 90);
    assertShare(calls, "2", 10);
  }

  @Test
  void withinARouteTheyAreSpreadAsTheBalancerDoes() {
    List<Pick> pool = pool("1", "2", "2");
    Picker picker = picker(pool, SplitRoute.to("version", "2"));
    List<Pick> picks = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      picks.add(Pool.pick(picker, CallKeys.none(), 0));
    }
    assertThat(picks).containsOnly(pool.get(1), pool.get(2));
    assertThat(picks.stream().filter(pool.get(1)::equals)).hasSize(5);
  }

  @Test
  void byAKeysValue_theFirstRouteThatFits() {
    List<Pick> pool = pool("1", "2", "3");
    Picker picker =
        picker(
            pool,
            TO_CANARY,
            SplitRoute.to("version", "3").withWhen("x-canary", "true"),
            SplitRoute.to("version", "1"));
    assertThat(calls(picker, CANARY)).containsOnlyKeys("2");
    assertThat(calls(picker, CallKeys.none())).containsOnlyKeys("1");
    assertThat(calls(picker, CallKeys.of("x-canary", "false"))).containsOnlyKeys("1");
  }

  @Test
  void allConditionsMustHold_andAllAttributes() {
    List<Pick> pool = pool("1", "2");
    Picker picker = picker(pool, TO_CANARY.withWhen("x-user", "7"), SplitRoute.to("version", "1"));
    assertThat(calls(picker, CANARY)).containsOnlyKeys("1");
    CallKeys both = Map.of("x-canary", "true", "x-user", "7")::get;
    assertThat(calls(picker, both)).containsOnlyKeys("2");
    SplitRoute narrow =
        SplitRoute.to(Map.of("version", "2", "other", "X")).withWhen("x-canary", "true");
    SplitRoute otherCase = SplitRoute.to("VERSION", "2").withWhen("x-canary", "true");
    assertThat(calls(picker(pool, otherCase, SplitRoute.to("version", "1")), CANARY))
        .containsOnlyKeys("2");
    assertThat(calls(picker(pool, narrow, SplitRoute.to("version", "1")), CANARY))
        .containsOnlyKeys("1");
  }

  @Test
  void theRestIsWhatNoRouteNames() {
    List<Pick> pool = pool("", "", "2", "3");
    Map<String, Integer> calls =
        calls(
            picker(
                pool,
                SplitRoute.to("version", "3").withWhen("x-canary", "true"),
                SplitRoute.to("version", "2").withWeight(20),
                SplitRoute.toRest().withWeight(80)),
            CallKeys.none());
    assertShare(calls, "", 80);
    assertShare(calls, "2", 20);
  }

  @Test
  void withConditionsAlone_theOthersGoToTheRest_andIfThereIsNoneAnywhere() {
    assertThat(calls(picker(pool("1", "2"), TO_CANARY), CallKeys.none())).containsOnlyKeys("1");
    assertThat(calls(picker(pool("2", "2"), TO_CANARY), CallKeys.none())).containsOnlyKeys("2");
  }

  @Test
  void anEmptyRouteIsPassedOver() {
    SplitRoute[] routes = {
      TO_CANARY,
      SplitRoute.to("version", "1").withWeight(70),
      SplitRoute.to("version", "2").withWeight(10),
      SplitRoute.to("version", "3").withWeight(20)
    };
    List<Pick> pool = pool("1", "2", "3");
    Picker withoutCanary = picker(List.of(pool.get(0), pool.get(2)), pool, routes);
    Map<String, Integer> calls = calls(withoutCanary, CANARY);
    assertShare(calls, "1", 78);
    assertShare(calls, "3", 22);
    assertThat(calls(picker(pool("4"), routes), CallKeys.none()))
        .as("any is better than none")
        .containsOnlyKeys("4");
  }

  @Test
  void aWeightOfZeroGetsNothing_asDoesWhatNoRouteNames() {
    List<Pick> pool = pool("1", "2", "3");
    Picker picker =
        picker(pool, SplitRoute.to("version", "1").withWeight(0), SplitRoute.to("version", "2"));
    assertThat(calls(picker, CallKeys.none())).containsOnlyKeys("2");
    Picker none = picker(pool, SplitRoute.to("version", "1").withWeight(0));
    assertThat(calls(none, CallKeys.none())).containsOnlyKeys("2", "3");
  }

  @Test
  void aStrictRouteGoesNowhereElse() {
    SplitRoute strict = TO_CANARY.withStrict(true);
    List<Pick> pool = pool("1", "2", "2");
    Picker without = picker(pool("1"), strict);
    assertThat(without.pick(CANARY, 0)).isNull();
    assertThat(without.another(CANARY, pick -> false, 0)).isNull();
    assertThat(without.refusal(CANARY))
        .isEqualTo(
            "no endpoint has {version=2}, where the strict route for calls with {x-canary=true}"
                + " leads; start one, or let the route be passed over");
    assertThat(without.refusal(CallKeys.none())).isNull();
    assertThat(calls(without, CallKeys.none())).containsOnlyKeys("1");
    Picker allOut = picker(pool.subList(0, 1), pool, strict);
    assertThat(calls(allOut, CANARY)).as("one that is out is better").containsOnlyKeys("2");
    Picker picker = picker(pool, strict);
    assertThat(version(Objects.requireNonNull(picker.another(CANARY, pick -> true, 0))))
        .as("when all were tried: again")
        .isEqualTo("2");
  }

  @Test
  void aRetryGoesTheSameWay_andElsewhereWhenAllWereTried() {
    List<Pick> pool = pool("1", "2", "2");
    Picker picker = picker(pool, TO_CANARY, SplitRoute.to("version", "1"));
    for (int i = 0; i < 20; i++) {
      assertThat(picker.another(CANARY, pool.get(1)::equals, 0)).isEqualTo(pool.get(2));
    }
    assertThat(picker.another(CANARY, pick -> version(pick).equals("2"), 0)).isNull();
  }

  /** Else one canary of two endpoints would get half of the stable one's failed calls. */
  @Test
  void retriesHeedTheWeights_andTakeNoTurns() {
    List<Pick> pool = pool("1", "1", "2", "2");
    SplitRoute[] routes = {
      SplitRoute.to("version", "1").withWeight(90), SplitRoute.to("version", "2").withWeight(10)
    };
    Picker picker = picker(pool, routes);
    Picker same = picker(pool, routes);
    int canary = 0;
    for (int i = 0; i < 1000; i++) {
      Pick retry = picker.another(CallKeys.none(), pool.get(0)::equals, 0);
      canary += version(Objects.requireNonNull(retry)).equals("2") ? 1 : 0;
    }
    assertThat(canary).isBetween(60, 140);
    for (int i = 0; i < 100; i++) {
      assertThat(version(Pool.pick(picker, CallKeys.none(), 0)))
          .isEqualTo(version(Pool.pick(same, CallKeys.none(), 0)));
    }
  }

  @Test
  void onlyCallsThatMayGoThereProbe() {
    List<Pick> pool = pool("1", "2", "3");
    Picker picker =
        picker(
            pool.subList(0, 1),
            pool,
            TO_CANARY,
            SplitRoute.to("version", "1"),
            SplitRoute.to("version", "3").withWeight(0));
    assertThat(picker.mayProbe(CallKeys.none(), pool.get(0))).isTrue();
    assertThat(picker.mayProbe(CallKeys.none(), pool.get(1))).isFalse();
    assertThat(picker.mayProbe(CANARY, pool.get(1))).as("its own, though all are out").isTrue();
    assertThat(picker.mayProbe(CANARY, pool.get(0))).as("by weight meanwhile").isTrue();
    Picker allIn = picker(pool, TO_CANARY, SplitRoute.to("version", "1"));
    assertThat(allIn.mayProbe(CANARY, pool.get(0))).isFalse();
    Picker byWeight =
        picker(
            pool.subList(0, 1), pool, SplitRoute.to("version", "1"), SplitRoute.to("version", "2"));
    assertThat(byWeight.mayProbe(CallKeys.none(), pool.get(1))).as("all of it out").isTrue();
    assertThat(picker.mayProbe(CallKeys.none(), pool.get(2))).as("weight 0").isFalse();
  }

  @Test
  void ofAConsistentHashAllCallsOfAKeyGoTheSameWay() {
    List<Pick> pool = pool("1", "1", "2", "2");
    Balancer split =
        Balancer.split(
            List.of(
                SplitRoute.to("version", "1").withWeight(90),
                SplitRoute.to("version", "2").withWeight(10)),
            Balancer.consistentHash("user"));
    Picker picker = split.picker(pool, Pool.context(1).withPool(pool));
    Picker other = split.picker(pool, Pool.context(2).withPool(pool));
    int canary = 0;
    for (int i = 0; i < 10_000; i++) {
      Pick pick = Pool.pick(picker, ConsistentHashTest.user(i), 0);
      assertThat(other.pick(ConsistentHashTest.user(i), 0)).isEqualTo(pick);
      canary += version(pick).equals("2") ? 1 : 0;
    }
    assertThat(canary).as("a tenth, give or take 4 deviations").isBetween(880, 1120);
  }

  /** Else its calls would find no endpoint, hear of no reason, and ask again at once. */
  @Test
  void aSlowStartAroundItKeepsItsRefusalsAndProbes() {
    List<Pick> pool = pool("1", "2");
    Balancer split = Balancer.split(List.of(TO_CANARY.withStrict(true)), Balancer.roundRobin());
    Balancer.Context justNow = Pool.context(1).withPool(pool);
    Picker ramp = Balancer.slowStart(Duration.ofSeconds(10), split).picker(pool, justNow);
    assertThat(ramp.mayProbe(CANARY, pool.get(0))).isFalse();
    assertThat(ramp.mayProbe(CANARY, pool.get(1))).isTrue();
    List<Pick> stable = pool("1");
    Picker without =
        Balancer.slowStart(Duration.ofSeconds(10), split)
            .picker(stable, Pool.context(1).withPool(stable));
    assertThat(without.pick(CANARY, 0)).isNull();
    assertThat(without.refusal(CANARY)).contains("no endpoint has {version=2}");
  }

  @Test
  void connectionsAreForCallsWithoutKeys_byTheWeightsOfTheRoutes() {
    List<Pick> pool = pool("1", "1", "2", "3");
    Balancer split =
        Balancer.split(
            List.of(
                SplitRoute.to("version", "3").withWhen("x-canary", "true"),
                SplitRoute.to("version", "1").withWeight(90),
                SplitRoute.to("version", "2").withWeight(10)),
            Balancer.roundRobin());
    Balancer outside = Balancer.slowStart(Duration.ofSeconds(10), split);
    assertThat(outside.connectable(pool, Pool.context(1).withPool(pool)))
        .extracting(Pick::endpoint, Pick::weight)
        .containsExactly(
            tuple(pool.get(0).endpoint(), 45.0),
            tuple(pool.get(1).endpoint(), 45.0),
            tuple(pool.get(2).endpoint(), 10.0));
  }

  @Test
  void aRouteToWhatNobodyHasIsAProblem() {
    Balancer split =
        Balancer.slowStart(
            Duration.ofSeconds(10),
            Balancer.split(
                List.of(SplitRoute.to("version", "2"), SplitRoute.toRest()), Balancer.random()));
    assertThat(split.problem(pool("1", "2"))).isEmpty();
    assertThat(split.problem(pool("2"))).as("no rest is none").isEmpty();
    assertThat(split.problem(List.of())).as("nor is none at all").isEmpty();
    assertThat(split.problem(pool("1")))
        .isEqualTo("no endpoint has {version=2}, where a route of the split leads");
  }

  private static void refused(String message, SplitRoute... routes) {
    assertThatThrownBy(() -> Balancer.split(List.of(routes), Balancer.random()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void whatIsWrongSaysSo() {
    assertThatThrownBy(() -> Balancer.split(List.of(), Balancer.random()))
        .hasMessage("a split needs at least one route");
    assertThatThrownBy(
            () ->
                Balancer.split(
                    List.of(SplitRoute.to("version", "2").withStrict(true)), Balancer.random()))
        .hasMessageStartingWith("the route to {version=2} is strict and has no condition; ");
    refused(
        "the route to {version=2} has a condition, and gets all such calls; leave its weight of 10"
            + " out",
        TO_CANARY.withWeight(10));
    refused(
        "the route to the rest is there twice; leave one out, and add up what they weigh",
        SplitRoute.toRest().withWeight(1),
        SplitRoute.toRest().withWeight(2));
    refused("the route to {version=2} is there twice", TO_CANARY, TO_CANARY.withStrict(true));
    Balancer.split(List.of(TO_CANARY, SplitRoute.to("version", "2")), Balancer.random());
    Balancer split = Balancer.split(List.of(SplitRoute.toRest()), Balancer.random());
    assertThatThrownBy(() -> Balancer.split(List.of(SplitRoute.toRest()), split))
        .hasMessage("a split cannot be within a split; write all routes in one");
    assertThatThrownBy(
            () -> Balancer.sameZoneFirst(Balancer.slowStart(Duration.ofSeconds(1), split)))
        .hasMessageContaining("put it around: split(routes, sameZoneFirst(...))");
    assertThatThrownBy(() -> Balancer.subset(3, split))
        .hasMessageContaining("put it around: split(routes, subset(...))");
    assertThatThrownBy(
            () -> Balancer.subset(3, Balancer.sameZoneFirst(Balancer.consistentHash("user"))))
        .hasMessageContaining("a key would have another endpoint in each; leave the subset out");
    assertThatThrownBy(() -> SplitRoute.toRest().withWeight(-1))
        .hasMessage("the weight of a route must be between 0 and 1000000, but is -1");
    assertThatThrownBy(() -> SplitRoute.toRest().withWeight(1_000_001))
        .hasMessageContaining("1000001");
    assertThat(SplitRoute.toRest().withWeight(1_000_000).weight()).isEqualTo(1_000_000);
  }
}
