package dev.switchboard.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.switchboard.endpoint.Locality;
import dev.switchboard.time.Randomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which endpoint a key has, while none has too much to do. */
class ConsistentHashTest {

  static final Balancer BALANCER = Balancer.consistentHash("user");
  private static final int KEYS = 10_000;

  static CallKeys user(int number) {
    return CallKeys.of("user", "user-" + number);
  }

  /** Over these, of a pool of those, in a process of its own. */
  private static Picker picker(List<Pick> eligible, List<Pick> pool, int process) {
    return BALANCER.picker(eligible, Pool.context(process).withPool(pool));
  }

  private static Picker picker(List<Pick> pool) {
    return picker(pool, pool, 1);
  }

  /** The endpoint of each key. */
  private static List<Pick> homes(Picker picker) {
    List<Pick> homes = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      homes.add(Pool.pick(picker, user(i), 0));
    }
    return homes;
  }

  private static int moved(List<Pick> before, List<Pick> after) {
    int moved = 0;
    for (int i = 0; i < KEYS; i++) {
      moved += before.get(i).sameAddress(after.get(i)) ? 0 : 1;
    }
    return moved;
  }

  private static <T> List<T> without(List<T> all, int gone) {
    List<T> rest = new ArrayList<>(all);
    rest.remove(gone);
    return rest;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 10, 100})
  void oneOfNMoreOrLessMovesTwoNthsOfTheKeysAtMost(int size) {
    List<Pick> pool = Pool.equal(size);
    List<Pick> before = homes(picker(pool));
    for (int gone = 0; gone < size; gone += Math.max(1, size / 10)) {
      List<Pick> after = homes(picker(without(pool, gone)));
      assertThat(moved(before, after)).isBetween(KEYS / size / 2, 2 * KEYS / size);
    }
  }

  @Test
  void everyProcessAgrees() {
    List<Pick> pool = Pool.equal(10);
    assertThat(homes(picker(pool, pool, 1))).isEqualTo(homes(picker(pool, pool, 2)));
    assertThat(new HashSet<>(homes(picker(pool)))).hasSize(10);
  }

  @Test
  void whoIsOutIsPassedOver_andNobodyElsesKeysMove() {
    List<Pick> pool = Pool.equal(10);
    List<Pick> before = homes(picker(pool));
    List<Pick> after = homes(picker(without(pool, 3), pool, 1));
    Map<Pick, Integer> heirs = new HashMap<>();
    for (int i = 0; i < KEYS; i++) {
      if (before.get(i).equals(pool.get(3))) {
        heirs.merge(after.get(i), 1, Integer::sum);
      } else {
        assertThat(after.get(i)).isEqualTo(before.get(i));
      }
    }
    assertThat(heirs).as("its keys are spread").hasSize(9);
    assertThat(heirs.values()).allMatch(n -> n > 70 && n < 160, "111, give or take");
  }

  /** The one next to very many that are out must not get all that is theirs. */
  @Test
  void whereFewAreLeftTheyShareAlike() {
    List<Pick> pool = Pool.equal(100);
    Map<Pick, Integer> keys = new HashMap<>();
    homes(picker(pool.subList(0, 4), pool, 1)).forEach(home -> keys.merge(home, 1, Integer::sum));
    assertThat(keys.values()).hasSize(4).allSatisfy(n -> assertThat(n).isBetween(2300, 2700));
    List<Pick> heavyOut = Pool.of(1_000_000, 1, 1);
    List<Pick> left = homes(picker(heavyOut.subList(1, 3), heavyOut, 1));
    assertThat(new HashSet<>(left)).hasSize(2);
  }

  @Test
  void aRetryGoesToTheSameOther() {
    List<Pick> pool = Pool.equal(10);
    Set<Pick> others = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      Pick first = Pool.pick(picker(pool), user(i), 0);
      Pick second = picker(pool).another(user(i), first::equals, 0);
      Set<Pick> tried = new HashSet<>(List.of(first));
      assertThat(tried.add(second)).isTrue();
      assertThat(picker(pool, pool, 2).another(user(i), first::equals, 0)).isEqualTo(second);
      Pick third = picker(pool).another(user(i), tried::contains, 0);
      assertThat(tried.add(third)).isTrue();
      if (first.equals(pool.get(0))) {
        others.add(second);
      }
    }
    assertThat(others).as("those of one endpoint go to many").hasSizeGreaterThan(3);
    assertThat(picker(pool).another(user(1), pick -> true, 0)).isNull();
  }

  @Test
  void aCallWithoutTheKeyGoesAnywhere() {
    List<Pick> pool = Pool.equal(4);
    assertThat(Pool.counts(pool, picker(pool), 40_000))
        .allSatisfy(n -> assertThat(n).isCloseTo(10_000, within(400)));
    CallKeys other = CallKeys.of("tenant", "user-1");
    Set<Pick> picked = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      picked.add(picker(pool, pool, i).pick(other, 0));
    }
    assertThat(picked).hasSize(4);
  }

  /** In a zone that keeps 62.5 % of its callers' calls. */
  @Test
  void aKeyHasOneZone() {
    List<Pick> pool = SameZoneFirstTest.pool(4, 8, 4);
    Locality here = new Locality("a", Map.of("a", 40, "b", 40, "c", 20));
    Balancer zones = Balancer.sameZoneFirst(BALANCER);
    List<Pick> homes = new ArrayList<>(homes(zones.picker(pool, Pool.context(1, here))));
    long stay = homes.stream().filter(home -> home.endpoint().zone().equals("a")).count();
    assertThat(stay).as("62.5 %, give or take 4 deviations").isBetween(6050L, 6450L);
    assertThat(homes(zones.picker(pool, Pool.context(2, here)))).isEqualTo(homes);
    Set<Pick> used = new HashSet<>(homes);
    assertThat(used).as("all of each zone, for keys of its own").hasSize(16);
    List<Pick> eligible = without(pool, 0);
    List<Pick> after = homes(zones.picker(eligible, Pool.context(1, here).withPool(pool)));
    for (int i = 0; i < KEYS; i++) {
      if (homes.get(i).endpoint().zone().equals("a") && !homes.get(i).equals(pool.get(0))) {
        boolean stays = after.get(i).equals(homes.get(i));
        assertThat(stays || !after.get(i).endpoint().zone().equals("a")).isTrue();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"''", "' '"})
  void noKey(String key) {
    assertThatThrownBy(() -> Balancer.consistentHash(key))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("key is empty; name");
  }

  @Test
  @SuppressWarnings("NullAway")
  void noKeyAtAll() {
    assertThatThrownBy(() -> Balancer.consistentHash(null)).hasMessage("key");
  }

  /** While all are new their weights are a tenth of those of the pool. */
  @Test
  void whoIsOutDuringASlowStartKeepsItsSlots() {
    List<Pick> pool = Pool.equal(10);
    Balancer slow = Balancer.slowStart(Duration.ofSeconds(10), BALANCER);
    Balancer.Context context = Pool.context(1).withPool(pool);
    List<Pick> before = homes(slow.picker(pool, context));
    List<Pick> after = homes(slow.picker(without(pool, 3), context));
    int moved = 0;
    for (int i = 0; i < KEYS; i++) {
      boolean hadOther = !before.get(i).sameAddress(pool.get(3));
      moved += hadOther && !before.get(i).sameAddress(after.get(i)) ? 1 : 0;
    }
    assertThat(moved).isZero();
  }

  /** Values that differ little must not end up close to each other. */
  @Test
  void valuesThatDifferLittleAreSpread() {
    Randomness dice = Randomness.seeded(1);
    int[] buckets = new int[16];
    for (int i = 0; i < 16_000; i++) {
      String value = Integer.toString(dice.below(1000)) + "/" + i;
      buckets[Hash.below(16, Hash.of(value))]++;
    }
    assertThat(buckets)
        .satisfies(
            all -> {
              for (int n : all) {
                assertThat(n).isBetween(850, 1150);
              }
            });
  }
}
