package dev.switchboard.balance;

import static dev.switchboard.balance.ConsistentHashTest.BALANCER;
import static dev.switchboard.balance.ConsistentHashTest.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.time.Randomness;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of keys with too many calls. */
class LoadBoundTest {

  private final Randomness dice = Randomness.seeded(7);

  /**
   * Keeps so many calls in flight, each of which ends at a random time, and returns the largest
   * load of an endpoint over its share at any time since all were.
   */
  private double worst(List<Pick> pool, int inFlight, int calls, IntSupplier key) {
    Picker picker = BALANCER.picker(pool, Pool.context(1));
    double weights = pool.stream().mapToDouble(Pick::weight).sum();
    List<Pick> running = new ArrayList<>();
    double worst = 0;
    for (int i = 0; i < calls; i++) {
      if (running.size() >= inFlight) {
        int ends = dice.below(running.size());
        running.set(ends, running.get(running.size() - 1)).stats().finished();
        running.remove(running.size() - 1);
      }
      Pick pick = Pool.pick(picker, user(key.getAsInt()), 0);
      pick.stats().started();
      running.add(pick);
      if (running.size() == inFlight) {
        double share = inFlight * pick.weight() / weights;
        worst = Math.max(worst, pick.stats().inFlight() / share);
      }
    }
    running.forEach(pick -> pick.stats().finished());
    return worst;
  }

  /** Half of all calls are of one key, and the others' keys are Zipf's: the k-th has 1/k. */
  private int hotKey() {
    return dice.below(2) == 0 ? 0 : (int) Math.exp(dice.fraction() * Math.log(10_000));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 10, 100})
  void withAHotKeyNoEndpointBearsMoreThanItsShareAndAQuarter(int size) {
    double worst = worst(Pool.equal(size), 100 * size, 1000 * size, this::hotKey);
    assertThat(worst).isBetween(1.2, 1.25);
  }

  @Test
  void aShareIsByWeight() {
    double worst = worst(Pool.of(1, 2, 1, 4, 2), 2000, 20_000, () -> 0);
    assertThat(worst).isBetween(1.2, 1.25);
  }

  @Test
  void aHotKeyKeepsToAFewEndpoints() {
    List<Pick> pool = Pool.equal(100);
    Picker picker = BALANCER.picker(pool, Pool.context(1));
    Set<Pick> used = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      Pool.pick(picker, user(i), 0).stats().started();
    }
    for (int i = 0; i < 100; i++) {
      Pick pick = Pool.pick(picker, user(1), 0);
      pick.stats().started();
      used.add(pick);
    }
    assertThat(used).hasSizeBetween(2, 10);
  }

  /** With one call in flight per endpoint, 1.25 times the mean is what one of four is above. */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 1, 10, 60})
  void whatChanceBringsMovesNoKey(double each) {
    List<Pick> pool = Pool.equal(20);
    Picker picker = BALANCER.picker(pool, Pool.context(1));
    Picker idle = BALANCER.picker(Pool.equal(20), Pool.context(1));
    List<Pick> running = new ArrayList<>();
    int moved = 0;
    for (int i = 0; i < 20_000; i++) {
      CallKeys keys = user(dice.below(1_000_000));
      Pick pick = Pool.pick(picker, keys, 0);
      moved += pick.endpoint().equals(Pool.pick(idle, keys, 0).endpoint()) ? 0 : 1;
      pick.stats().started();
      running.add(pick);
      if (running.size() > 20 * each) {
        running.remove(dice.below(running.size())).stats().finished();
      }
    }
    assertThat(moved).as("of 20,000").isLessThan(400);
  }

  @Test
  void theSumFollowsWithoutSummingUp_andTurnsMayWrap() {
    List<Pick> pool = Pool.equal(50);
    LoadBound bound = new LoadBound(pool, new Turns(Integer.MAX_VALUE - 30));
    pool.forEach(pick -> pick.stats().started());
    for (int i = 0; i < 25; i++) {
      assertThat(bound.total(0)).isEqualTo(2L * i + 2);
    }
    pool.forEach(pick -> pick.stats().finished());
    for (int i = 0; i < 50; i++) { // twice around: at the wrap some are left out
      bound.total(0);
    }
    assertThat(bound.total(0)).isZero();
  }
}
