package dev.switchboard.benchmarks.failure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Calls at a constant rate, each on a thread of its own, whatever becomes of those before it. */
final class OpenLoad implements AutoCloseable {

  static final int PER_SECOND = 100;

  private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService callers = Executors.newCachedThreadPool();
  private final List<Future<?>> made = new ArrayList<>();

  /** Makes these calls for so long, each one after the other: what is cold would pile them up. */
  void warmUp(List<Runnable> calls, Duration time) throws InterruptedException, ExecutionException {
    long end = System.nanoTime() + time.toNanos();
    List<Callable<Object>> loops = new ArrayList<>();
    for (Runnable call : calls) {
      loops.add(
          Executors.callable(
              () -> {
                do {
                  call.run();
                } while (System.nanoTime() - end < 0);
              }));
    }
    for (Future<Object> loop : callers.invokeAll(loops)) {
      loop.get();
    }
  }

  /** Makes this call that often from now on, besides those it is told to make already. */
  void add(Runnable call) {
    long gapNanos = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;
    made.add(
        pace.scheduleAtFixedRate(() -> callers.execute(call), 0, gapNanos, TimeUnit.NANOSECONDS));
  }

  /** Begins no more of them, and waits until those under way are over, but not longer than that. */
  void end(Duration most) throws InterruptedException, ExecutionException {
    for (Future<?> calls : made) {
      if (calls.isDone()) {
        calls.get(); // throws what has ended them
      }
    }
    pace.shutdownNow();
    pace.awaitTermination(1, TimeUnit.MINUTES);
    callers.shutdown();
    callers.awaitTermination(most.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    pace.shutdownNow();
    callers.shutdownNow();
  }
}
