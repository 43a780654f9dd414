package dev.switchboard.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundRobinPickerTest {

  @Test
  void oneThreadGoesRound() {
    List<Pick> pool = Pool.equal(3);
    Picker picker = Balancer.roundRobin().picker(pool, Pool.context(1));
    assertThat(Pool.counts(pool, picker, 300)).containsOnly(100);
    Pick first = picker.pick(CallKeys.none(), 0);
    assertThat(picker.pick(CallKeys.none(), 0)).isNotEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MAX_VALUE - 5, -5, Integer.MIN_VALUE})
  void countersWrapSafely(int start) {
    List<Pick> pool = Pool.equal(3);
    Picker picker = new RoundRobinPicker(pool, new Turns(start));
    assertThat(Pool.counts(pool, picker, 12)).allMatch(n -> n >= 3 && n <= 5);
  }

  @Test
  void manyThreadsAreFairTogether() throws InterruptedException {
    List<Pick> pool = Pool.equal(4);
    Picker picker = Balancer.roundRobin().picker(pool, Pool.context(7));
    ConcurrentLinkedQueue<List<Integer>> counts = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      Thread thread = new Thread(() -> counts.add(countsSlowly(pool, picker, 4001)));
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    for (int i = 0; i < 4; i++) {
      int endpoint = i;
      assertThat(counts.stream().mapToInt(c -> c.get(endpoint)).sum()).isEqualTo(8002);
    }
  }

  /** With a pause after each, so that the threads take turns together. */
  private static List<Integer> countsSlowly(List<Pick> pool, Picker picker, int times) {
    int[] counts = new int[pool.size()];
    for (int i = 0; i < times; i++) {
      counts[pool.indexOf(picker.pick(CallKeys.none(), 10_000L * i))]++;
    }
    return Arrays.stream(counts).boxed().toList();
  }
}
