package dev.switchboard.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightedRoundRobinPickerTest {

  private static Picker walking(List<Pick> pool, int start) {
    return new WeightedRoundRobinPicker(pool, new Turns(start));
  }

  @Test
  void differingWeightsBringIt_equalOnesDoNot() {
    Balancer.Context context = Pool.context(1);
    assertThat(Balancer.roundRobin().picker(Pool.of(5, 5), context))
        .isInstanceOf(RoundRobinPicker.class);
    assertThat(Balancer.roundRobin().picker(Pool.of(5, 1), context))
        .isInstanceOf(WeightedRoundRobinPicker.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, Integer.MAX_VALUE - 300, -300, Integer.MIN_VALUE})
  void sharesFollowTheWeightsClosely_whereverTheCounterStands(int start) {
    List<Pick> pool = Pool.of(5, 1, 1);
    Picker picker = walking(pool, start);
    List<Integer> counts = Pool.counts(pool, picker, 700);
    assertThat(counts.get(0)).isBetween(498, 502);
    assertThat(counts.get(1)).isBetween(98, 102);
    assertThat(counts.get(2)).isBetween(98, 102);
  }

  @Test
  void turnsAreSpread() {
    List<Pick> pool = Pool.of(5, 1, 1);
    Picker picker = walking(pool, 12345);
    List<Integer> gaps = new ArrayList<>();
    int last = -1;
    for (int turn = 0; turn < 7000; turn++) {
      if (Pool.pick(picker, CallKeys.none(), 0).equals(pool.get(1))) {
        gaps.add(turn - last);
        last = turn;
      }
    }
    gaps.remove(0);
    assertThat(Collections.min(gaps)).as("one in seven is due").isGreaterThanOrEqualTo(5);
    assertThat(Collections.max(gaps)).isLessThanOrEqualTo(13);
  }

  @Test
  void aThousandWeightsAreHeeded() {
    double[] weights = new double[1000];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = 1 + i % 10;
    }
    List<Pick> pool = Pool.of(weights);
    Picker picker = Balancer.roundRobin().picker(pool, Pool.context(3));
    List<Integer> counts = Pool.counts(pool, picker, 550_000);
    for (int i = 0; i < weights.length; i++) {
      assertThat(counts.get(i))
          .isBetween((int) (weights[i] * 100) - 5, (int) (weights[i] * 100) + 5);
    }
  }

  @Test
  void randomHeedsWeightsToo() {
    List<Pick> pool = Pool.of(5, 1, 1);
    Picker picker = Balancer.random().picker(pool, Pool.context(11));
    List<Integer> counts = Pool.counts(pool, picker, 70_000);
    assertThat(counts.get(0)).as("five standard deviations").isBetween(49_400, 50_600);
    assertThat(counts.get(1)).isBetween(9_540, 10_460);
    assertThat(Balancer.random().picker(Pool.equal(1), Pool.context(1)).pick(CallKeys.none(), 0))
        .isNotNull();
  }
}
