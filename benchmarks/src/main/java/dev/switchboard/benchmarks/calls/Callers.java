package dev.switchboard.benchmarks.calls;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;

/** A fixed number of callers, each on its own thread. */
final class Callers implements AutoCloseable {

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
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
    long cpu = SYSTEM.getProcessCpuTime();
    long bytes = THREADS.getTotalThreadAllocatedBytes();
    long start = System.nanoTime();
    List<Callable<Histogram>> callers = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      callers.add(() -> callUntil(start + time.toNanos(), call));
    }
    Histogram all = new Histogram(LONGEST_NANOS, 3);
    for (Future<Histogram> caller : threads.invokeAll(callers)) {
      all.add(caller.get());
    }
    double nanos = System.nanoTime() - start;
    double calls = all.getTotalCount();
    return new Sample(
        calls * 1e9 / nanos,
        all.getValueAtPercentile(50),
        all.getValueAtPercentile(99),
        (SYSTEM.getProcessCpuTime() - cpu) / calls,
        (THREADS.getTotalThreadAllocatedBytes() - bytes) / calls);
  }

  /** At least once. */
  private static Histogram callUntil(long end, Call call) throws Exception {
    Histogram latencies = new Histogram(LONGEST_NANOS, 3);
    long before;
    long after = System.nanoTime();
    do {
      before = after;
      call.run();
      after = System.nanoTime();
      latencies.recordValue(Math.min(after - before, LONGEST_NANOS));
    } while (after - end < 0);
    return latencies;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
