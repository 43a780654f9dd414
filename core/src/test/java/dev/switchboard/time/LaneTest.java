package dev.switchboard.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class LaneTest {

  private final Lane lane = new Lane();
  private final List<String> ran = new ArrayList<>();

  @Test
  void whatATaskAddsComesAfterIt() {
    lane.execute(
        () -> {
          lane.execute(() -> ran.add("second"));
          lane.execute(() -> ran.add("third"));
          ran.add("first");
        });
    assertThat(ran).containsExactly("first", "second", "third");
  }

  @Test
  void aTaskThatThrowsStopsNothing() {
    lane.execute(
        () -> {
          lane.execute(() -> ran.add("after"));
          throw new IllegalStateException("on purpose");
        });
    lane.execute(
        () -> {
          throw new AssertionError("on purpose");
        });
    lane.execute(() -> ran.add("later"));
    assertThat(ran).containsExactly("after", "later");
    assertThat(lane.isHere()).isFalse();
  }

  @Test
  void onlyTheRunnerIsInIt() throws InterruptedException {
    List<Boolean> here = new ArrayList<>();
    lane.execute(
        () -> {
          here.add(lane.isHere());
          Thread other = new Thread(() -> here.add(lane.isHere()));
          other.start();
          join(other);
        });
    here.add(lane.isHere());
    assertThat(here).containsExactly(true, false, false);
  }

  @Test
  void manyThreadsNeverOverlap() throws InterruptedException {
    int[] count = new int[1]; // no lock: the lane is one
    CountDownLatch go = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Thread thread =
          new Thread(
              () -> {
                await(go);
                for (int i = 0; i < 10_000; i++) {
                  lane.execute(() -> count[0]++);
                }
              });
      threads.add(thread);
      thread.start();
    }
    go.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    lane.execute(() -> ran.add(String.valueOf(count[0])));
    assertThat(ran).containsExactly("40000");
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A task that runs out of memory, and a logger that does too. */
  @Test
  void nothingEndsTheLane() {
    Lane lane = new Lane();
    try {
      lane.execute(
          () -> {
            throw new OutOfMemoryError() {
              private static final long serialVersionUID = 1L;

              @Override
              public String getMessage() {
                throw new OutOfMemoryError("again");
              }
            };
          });
    } catch (OutOfMemoryError e) {
      // the caller's
    }
    List<String> ran = new ArrayList<>();
    lane.execute(() -> ran.add("later"));
    assertThat(ran).containsExactly("later");
  }
}
