package dev.switchboard.balance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.endpoint.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InTurnTest {

  private static void begin(Pick pick, int attempts) {
    for (int i = 0; i < attempts; i++) {
      pick.stats().started();
    }
  }

  private static List<Integer> counts(List<Pick> pool, int picks) {
    return Pool.counts(pool, Balancer.roundRobin().picker(pool, Pool.context(1)), picks);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 10})
  void oneThatHangs_getsEightAttempts_andTheOthersShareTheRestEvenly(int size) {
    List<Pick> pool = Pool.equal(size);
    Picker picker = Balancer.roundRobin().picker(pool, Pool.context(1));
    int others = 0;
    for (int i = 0; i < 1000; i++) {
      Pick pick = Pool.pick(picker, CallKeys.none(), 0);
      if (pick.equals(pool.get(0))) {
        begin(pick, 1);
      } else {
        others++;
      }
    }
    assertThat(pool.get(0).stats().inFlight()).isEqualTo(8);
    assertThat(others).isEqualTo(992);
    begin(pool.get(0), 100);
    List<Integer> counts = counts(pool, 900 * (size - 1));
    assertThat(counts.get(0)).isZero();
    assertThat(counts.subList(1, size)).allMatch(n -> n >= 899 && n <= 901);
  }

  @ParameterizedTest
  @CsvSource({"7, 0, false", "8, 0, true", "8, 2, true", "8, 3, false", "40, 10, true"})
  void onlyFromEightOn_andWithFourTimesAsMany(int here, int elsewhere, boolean passedOver) {
    List<Pick> pool = Pool.equal(3);
    begin(pool.get(0), here);
    begin(pool.get(1), elsewhere);
    begin(pool.get(2), elsewhere);
    assertThat(counts(pool, 300).get(0)).isEqualTo(passedOver ? 0 : 100);
  }

  @Test
  void oneThatFailsAtOnce_isNoBetter() {
    List<Pick> pool = Pool.equal(2);
    begin(pool.get(0), 8);
    pool.get(1).stats().record(Outcome.connectFailure("refused"), 1, 1);
    assertThat(counts(pool, 100)).containsExactly(50, 50);

    pool.get(1).stats().record(Outcome.SUCCESS, 1, 2);
    assertThat(counts(pool, 100)).containsExactly(0, 100);
  }

  @Test
  void severalThatHang_leaveTheCallsToTheOthers() {
    List<Pick> pool = Pool.equal(5);
    pool.subList(0, 3).forEach(pick -> begin(pick, 100));
    assertThat(counts(pool, 1000).subList(0, 3)).containsOnly(0);
  }

  @Test
  void weightsBearMoreInFlight() {
    List<Pick> pool = Pool.of(4, 1);
    begin(pool.get(0), 12);
    begin(pool.get(1), 3);
    assertThat(counts(pool, 500).get(0)).isBetween(399, 401);

    begin(pool.get(1), 45);
    assertThat(counts(pool, 500).get(1)).isZero();
  }
}
