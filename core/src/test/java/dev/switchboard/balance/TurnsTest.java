package dev.switchboard.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TurnsTest {

  private static final long PAUSE = 10_000;

  private final ExecutorService other = Executors.newFixedThreadPool(4);

  @AfterEach
  void end() {
    other.shutdownNow();
  }

  /** On a thread that has another counter than this one. */
  private static int nextOfAnother(Turns turns, long now) throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    Thread thread;
    do {
      thread = new Thread(() -> next.set(turns.next(now)));
    } while ((thread.getId() - Thread.currentThread().getId()) % 32 == 0);
    thread.start();
    thread.join();
    return next.get();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -3, Integer.MAX_VALUE - 3})
  void aThreadAloneCountsWithoutAGap_inBurstsAndAfterThem(int first) {
    Turns turns = new Turns(first);
    long[] times = {0, 0, 5, PAUSE, PAUSE + 1, PAUSE + 1, 3 * PAUSE, 2 * PAUSE, 4 * PAUSE};
    for (int i = 0; i < times.length; i++) {
      assertThat(turns.next(times[i])).as("%d", i).isEqualTo(first + i);
    }
  }

  @Test
  void threadsHaveEachTurnOnce() throws Exception {
    Turns turns = new Turns(0);
    Callable<List<Integer>> thread =
        () -> IntStream.range(0, 1000).mapToObj(i -> turns.next(i * PAUSE)).toList();
    Stream.Builder<Integer> taken = Stream.builder();
    for (var of : other.invokeAll(List.of(thread, thread, thread, thread))) {
      of.get().forEach(taken);
    }
    assertThat(taken.build().collect(Collectors.toSet()))
        .isEqualTo(IntStream.range(0, 4000).boxed().collect(Collectors.toSet()));
  }

  @Test
  void aBurstIsCountedWhenItPauses() throws Exception {
    Turns turns = new Turns(0);
    assertThat(IntStream.range(0, 6).map(i -> turns.next(i))).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(nextOfAnother(turns, 0))
        .as("of another, who goes on from where they met")
        .isEqualTo(1);
    assertThat(turns.next(PAUSE)).as("past its five and the other's").isEqualTo(7);
    assertThat(turns.next(2 * PAUSE)).isEqualTo(8);
  }

  @Test
  void whatIsSkippedNobodyHas() throws Exception {
    Turns turns = new Turns(0);
    turns.next(0);
    turns.skip(2);
    assertThat(turns.next(1)).as("in the same burst").isEqualTo(3);
    assertThat(nextOfAnother(turns, 0)).isEqualTo(3);
    assertThat(turns.next(PAUSE)).isEqualTo(5);
  }
}
