package dev.switchboard.balance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.endpoint.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeastCostPickerTest {

  private static final long MILLI = 1_000_000;

  private static Picker twoChoices(List<Pick> pool) {
    return LeastCostPicker.balancer(Cost.IN_FLIGHT, 0).picker(pool, Pool.context(5));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 16, 17, 1000})
  void idleEndpointsGetEqualShares(int size) {
    List<Pick> pool = Pool.equal(size);
    Picker picker = Balancer.leastRequest().picker(pool, Pool.context(5));
    assertThat(Pool.counts(pool, picker, size * 1000)).allMatch(n -> n > 800 && n < 1200);
  }

  @Test
  void theBusiestOfAllIsNeverPicked_theFreestOfFewAlways() {
    List<Pick> few = Pool.equal(16);
    few.forEach(pick -> pick.stats().started());
    few.get(3).stats().finished();
    Picker scan = Balancer.leastRequest().picker(few, Pool.context(5));
    assertThat(Pool.counts(few, scan, 100).get(3)).isEqualTo(100);
    List<Pick> many = Pool.equal(17);
    many.get(3).stats().started();
    Picker two = Balancer.leastRequest().picker(many, Pool.context(5));
    assertThat(Pool.counts(many, two, 10_000).get(3)).isZero();
  }

  @Test
  void theTwoChoicesAreDistinct() {
    List<Pick> pool = Pool.equal(2);
    pool.get(0).stats().started();
    assertThat(Pool.counts(pool, twoChoices(pool), 1000)).containsExactly(0, 1000);
  }

  @Test
  void twiceTheWeightBearsTwiceTheLoad() {
    List<Pick> pool = Pool.of(2, 1);
    for (int i = 0; i < 2; i++) {
      pool.get(0).stats().started();
      pool.get(1).stats().started();
    }
    assertThat(Pool.counts(pool, twoChoices(pool), 1000)).containsExactly(1000, 0);
  }

  @Test
  void peakEwmaPrefersTheFaster_untilItsQueueEatsItsLead() {
    List<Pick> pool = Pool.equal(2);
    pool.get(0).stats().record(Outcome.SUCCESS, 10 * MILLI, 0);
    pool.get(1).stats().record(Outcome.SUCCESS, 35 * MILLI, 0);
    Picker picker = Balancer.peakEwma().picker(pool, Pool.context(5));
    for (int i = 0; i < 3; i++) {
      assertThat(Pool.pick(picker, CallKeys.none(), 0)).isEqualTo(pool.get(0));
      pool.get(0).stats().started();
    }
    assertThat(Pool.pick(picker, CallKeys.none(), 0))
        .as("4 * 10 ms is more than 35 ms")
        .isEqualTo(pool.get(1));
  }

  @Test
  void peakEwmaTriesANewOne_withOneAttemptAtFirst() {
    List<Pick> pool = Pool.equal(2);
    pool.get(0).stats().record(Outcome.SUCCESS, MILLI, 0);
    Picker picker = Balancer.peakEwma().picker(pool, Pool.context(5));
    assertThat(Pool.pick(picker, CallKeys.none(), 0)).isEqualTo(pool.get(1));
    pool.get(1).stats().started();
    assertThat(Pool.counts(pool, picker, 100)).containsExactly(100, 0);
  }

  @Test
  void failingFastIsNotCheap() {
    List<Pick> pool = Pool.equal(2);
    Picker picker = Balancer.peakEwma().picker(pool, Pool.context(5));
    int onTheBadOne = 0;
    for (int i = 0; i < 1000; i++) {
      long now = 10 * MILLI * i;
      Pick pick = Pool.pick(picker, CallKeys.none(), now);
      pick.stats().started();
      if (pick.equals(pool.get(0))) {
        onTheBadOne++;
        pick.stats().record(Outcome.failure(Outcome.Resend.IF_REPEATABLE, "503"), MILLI, now);
      } else {
        pick.stats().record(Outcome.SUCCESS, 50 * MILLI, now);
      }
      pick.stats().finished();
    }
    assertThat(onTheBadOne).as("it answers fifty times faster").isLessThan(60);
  }
}
