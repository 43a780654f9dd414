package dev.switchboard.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.endpoint.Locality;
import dev.switchboard.time.Randomness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlowStartTest {

  private static final long SECOND = 1_000_000_000L;
  private static final Duration WINDOW = Duration.ofSeconds(10);
  private static final Balancer BALANCER = Balancer.slowStart(WINDOW, Balancer.roundRobin());

  private static Picker picker(List<Pick> pool, long now) {
    return BALANCER.picker(
        pool, new Balancer.Context(Randomness.seeded(1), 1, Locality.unknown(), now, List.of()));
  }

  /** One that was there before and one that came just now. */
  private static List<Pick> pool(long now) {
    List<Pick> pool = new ArrayList<>();
    for (Pick pick : Pool.equal(2)) {
      long since = pool.isEmpty() ? now - 10 * SECOND : now;
      pool.add(new Pick(pick.endpoint(), pick.stats(), 1, since, false));
    }
    return pool;
  }

  @ParameterizedTest
  @CsvSource({"0, 100", "0.99, 100", "3, 254", "5, 367", "9.5, 536", "10, 550", "3600, 550"})
  void itsShareGrowsWithItsAge(double seconds, int expected) {
    long start = Long.MAX_VALUE - 5 * SECOND;
    List<Pick> pool = pool(start);
    Picker picker = picker(pool, start);
    long now = start + (long) (seconds * SECOND);
    int calls = 0;
    for (int i = 0; i < 1100; i++) {
      calls += Pool.pick(picker, CallKeys.none(), now).sameAddress(pool.get(1)) ? 1 : 0;
    }
    assertThat(calls).isBetween(expected - 5, expected + 5);
  }

  @Test
  void whereAllAreNewOrAllAreOldNothingChanges() {
    List<Pick> pool = Pool.equal(3);
    for (long now : new long[] {0, 10 * SECOND}) {
      Picker picker = picker(pool, now);
      int[] calls = new int[3];
      for (int i = 0; i < 300; i++) {
        Pick pick = Pool.pick(picker, CallKeys.none(), now);
        for (int j = 0; j < 3; j++) {
          calls[j] += pick.sameAddress(pool.get(j)) ? 1 : 0;
        }
      }
      assertThat(calls).containsExactly(100, 100, 100);
    }
  }

  @Test
  void whenItHasGrownNothingIsMadeAnew() {
    AtomicInteger made = new AtomicInteger();
    Balancer counting =
        (eligible, context) -> {
          made.incrementAndGet();
          return Balancer.roundRobin().picker(eligible, context);
        };
    Picker picker = Balancer.slowStart(WINDOW, counting).picker(Pool.equal(2), Pool.context(1));
    for (int second = 0; second < 3600; second++) {
      Pool.pick(picker, CallKeys.none(), second * SECOND);
    }
    assertThat(made.get()).as("one at first, and ten steps").isEqualTo(11);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 9})
  void aWindowTooShortSaysItsBound(long millis) {
    assertThatThrownBy(() -> Balancer.slowStart(Duration.ofMillis(millis), Balancer.random()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 10 ms, but is");
  }
}
