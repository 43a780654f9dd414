package dev.switchboard.balance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.EndpointSet;
import dev.switchboard.endpoint.Locality;
import dev.switchboard.health.EndpointStats;
import dev.switchboard.health.OutlierPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SameZoneFirstTest {

  private static final Balancer BALANCER = Balancer.sameZoneFirst(Balancer.roundRobin());

  /** So many endpoints in zones a, b, c. */
  static List<Pick> pool(int a, int b, int c) {
    List<Pick> pool = new ArrayList<>();
    int[] sizes = {a, b, c};
    for (int zone = 0; zone < 3; zone++) {
      for (int i = 0; i < sizes[zone]; i++) {
        Endpoint endpoint =
            Endpoint.of("10.0." + zone + "." + i, 80).withZone(String.valueOf((char) ('a' + zone)));
        pool.add(new Pick(endpoint, new EndpointStats(OutlierPolicy.defaults()), 1, 0, false));
      }
    }
    return pool;
  }

  private static Map<String, Integer> calls(List<Pick> pool, Locality locality, int times) {
    Picker picker = BALANCER.picker(pool, Pool.context(1, locality));
    Map<String, Integer> zones = new TreeMap<>();
    for (int i = 0; i < times; i++) {
      zones.merge(Pool.pick(picker, CallKeys.none(), 0).endpoint().zone(), 1, Integer::sum);
    }
    return zones;
  }

  /** Envoy's worked example: 62.5 % stay, the rest goes two to one. */
  @Test
  void callersOf40_40_20_onEndpointsOf25_50_25() {
    Locality here = new Locality("a", Map.of("a", 40, "b", 40, "c", 20));
    Map<String, Integer> calls = calls(pool(4, 8, 4), here, 10_000);
    assertThat(calls.get("a")).isBetween(6240, 6260);
    assertThat(calls.get("b")).isBetween(2490, 2510);
    assertThat(calls.get("c")).isBetween(1240, 1260);
  }

  @Test
  void allCallersTogetherLoadEveryEndpointAlike() {
    Map<String, Integer> callers = Map.of("a", 40, "b", 40, "c", 20);
    Map<String, Integer> total = new TreeMap<>();
    callers.forEach(
        (zone, number) ->
            calls(pool(4, 8, 4), new Locality(zone, callers), number * 1000)
                .forEach((to, calls) -> total.merge(to, calls, Integer::sum)));
    assertThat(total.getOrDefault("a", 0) / 4.0).isBetween(6200.0, 6300.0);
    assertThat(total.getOrDefault("b", 0) / 8.0).isBetween(6200.0, 6300.0);
    assertThat(total.getOrDefault("c", 0) / 4.0).isBetween(6200.0, 6300.0);
  }

  @Test
  void aZoneWithEnoughEndpointsKeepsItsCallers() {
    assertThat(calls(pool(2, 2, 2), new Locality("a", Map.of()), 100)).isEqualTo(Map.of("a", 100));
    Locality alone = Locality.of("b", EndpointSet.of(Endpoint.of("10.1.0.1", 1).withZone("c")));
    assertThat(calls(pool(2, 2, 2), alone, 100)).isEqualTo(Map.of("b", 100));
  }

  @Test
  void withoutKnowledgeOfCallersTheyAreTakenToBeEven() {
    Map<String, Integer> calls = calls(pool(1, 4, 4), new Locality("a", Map.of()), 9000);
    assertThat(calls.get("a")).as("a ninth for a third of the callers").isBetween(2990, 3010);
    assertThat(calls.get("b")).isBetween(2990, 3010);
  }

  /**
   * One zone too few endpoints, zone unknown, an endpoint's zone unknown, zone without endpoints.
   */
  @ParameterizedTest
  @CsvSource({"a, 1, 2, 2", "'', 2, 2, 2", "d, 2, 2, 2", "a, 0, 3, 3"})
  void elseAllAreUsedAlike(String zone, int a, int b, int c) {
    int total = a + b + c;
    Map<String, Integer> calls = calls(pool(a, b, c), new Locality(zone, Map.of()), 100 * total);
    assertThat(calls.get("b")).isEqualTo(100 * b);
    assertThat(calls.get("c")).isEqualTo(100 * c);
  }

  @Test
  void anEndpointWithoutAZoneLeavesAllAlike() {
    List<Pick> pool = new ArrayList<>(pool(2, 2, 2));
    pool.add(Pool.equal(1).get(0));
    assertThat(calls(pool, new Locality("a", Map.of()), 700).get("b")).isEqualTo(200);
  }
}
