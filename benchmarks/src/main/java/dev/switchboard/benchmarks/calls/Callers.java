package dev.switchboard.benchmarks.calls;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.AtomicHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** A fixed number of callers, each on its own thread. */
final class Callers implements AutoCloseable {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long LONGEST_NANOS = Duration.ofMinutes(1).toNanos();

  /** One call, answer and all. */
  @FunctionalInterface
  interface Call {
    void run() throws Exception;
  }

  private final int number;
  private final ExecutorService threads;

  Callers(int number) {
    this.number = number;
    this.threads = Executors.newFixedThreadPool(number);
  }

  /** Has all of them call for so long. */
  Sample play(Duration time, Call call) throws Exception {
    Histogram latencies = new AtomicHistogram(LONGEST_NANOS, 3);
    long cpu = cpuNanos();
    long bytes = THREADS.getTotalThreadAllocatedBytes();
    long start = System.nanoTime();
    Callable<@Nullable Void> caller = () -> callUntil(start + time.toNanos(), call, latencies);
    for (Future<@Nullable Void> over : threads.invokeAll(Collections.nCopies(number, caller))) {
      over.get();
    }
    double nanos = System.nanoTime() - start;
    double calls = latencies.getTotalCount();
    return new Sample(
        calls,
        calls * 1e9 / nanos,
        latencies.getValueAtPercentile(50),
        latencies.getValueAtPercentile(99),
        (cpuNanos() - cpu) / calls,
        (THREADS.getTotalThreadAllocatedBytes() - bytes) / calls);
  }

  /** The process's own figure may move by 10 ms at a time. */
  private static long cpuNanos() {
    return Arrays.stream(THREADS.getThreadCpuTime(THREADS.getAllThreadIds())).sum();
  }

  /** At least once. */
  private static @Nullable Void callUntil(long end, Call call, Histogram latencies)
      throws Exception {
    long before;
    long after = System.nanoTime();
    do {
      before = after;
      call.run();
      after = System.nanoTime();
      latencies.recordValue(Math.min(after - before, LONGEST_NANOS));
    } while (after - end < 0);
    return null;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
