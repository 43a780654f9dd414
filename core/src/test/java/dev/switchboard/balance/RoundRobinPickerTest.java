package dev.switchboard.balance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.health.EndpointStats;
import dev.switchboard.health.OutlierPolicy;
import dev.switchboard.time.Randomness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundRobinPickerTest {

  private static List<Pick> picks(int n) {
    List<Pick> picks = new ArrayList<>();
    for (int i = 1; i <= n; i++) {
      picks.add(
          new Pick(
              Endpoint.of("10.0.0." + i, 80), new EndpointStats(OutlierPolicy.defaults()), false));
    }
    return picks;
  }

  private static Map<Pick, Integer> count(Picker picker, int times) {
    Map<Pick, Integer> counts = new HashMap<>();
    for (int i = 0; i < times; i++) {
      counts.merge(picker.pick(), 1, Integer::sum);
    }
    return counts;
  }

  @Test
  void oneThreadGoesRound() {
    Picker picker = Balancer.roundRobin().picker(picks(3), Randomness.seeded(1));
    assertThat(count(picker, 300).values()).containsOnly(100);
    Pick first = picker.pick();
    assertThat(picker.pick()).isNotEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MAX_VALUE - 5, -5, Integer.MIN_VALUE})
  void countersWrapSafely(int start) {
    Picker picker = RoundRobinPicker.startingAt(start, picks(3));
    assertThat(count(picker, 12).values()).allMatch(n -> n >= 3 && n <= 5);
  }

  @Test
  void manyThreadsAreFairTogether() throws InterruptedException {
    Picker picker = Balancer.roundRobin().picker(picks(4), Randomness.seeded(7));
    Map<Pick, Integer> total = new HashMap<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      Thread thread =
          new Thread(
              () -> {
                Map<Pick, Integer> counts = count(picker, 4000);
                synchronized (total) {
                  counts.forEach((pick, n) -> total.merge(pick, n, Integer::sum));
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(total.values()).containsOnly(8000);
  }
}
