package dev.switchboard.benchmarks.failure;

import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What becomes of one way's calls. Safe for any thread. */
final class Journal {

  /** One call. */
  private record Ended(long atNanos, long tookNanos, boolean failed) {}

  private static final double SLOW_SECONDS = 1;

  /** No call for so long: it is no longer called, and what comes then only tries. */
  private static final double PAUSE_SECONDS = 10;

  private final InetSocketAddress victim;
  private final Queue<Long> sentNanos = new ConcurrentLinkedQueue<>();
  private final Queue<Ended> calls = new ConcurrentLinkedQueue<>();

  Journal(InetSocketAddress victim) {
    this.victim = victim;
  }

  void sent(InetSocketAddress address) {
    if (address.getAddress().equals(victim.getAddress())) {
      sentNanos.add(System.nanoTime());
    }
  }

  /** Makes a call and writes down how it ended. */
  void call(Way way) {
    long start = System.nanoTime();
    boolean failed = false;
    try {
      way.call();
    } catch (Exception e) {
      failed = true;
    }
    long end = System.nanoTime();
    calls.add(new Ended(end, end - start, failed));
  }

  /** What the failure at that time cost. */
  Toll since(long failureNanos) {
    double last = 0;
    int sent = 0;
    int later = 0;
    for (long at : sentNanos.stream().filter(at -> at - failureNanos > 0).sorted().toList()) {
      double seconds = (at - failureNanos) / 1e9;
      if (later > 0 || seconds - last > PAUSE_SECONDS) {
        later++;
      } else {
        last = seconds;
        sent++;
      }
    }
    int failed = 0;
    int slow = 0;
    double slowest = 0;
    for (Ended call : calls) {
      if (call.atNanos() - failureNanos > 0) {
        double seconds = call.tookNanos() / 1e9;
        failed += call.failed() ? 1 : 0;
        slow += seconds > SLOW_SECONDS ? 1 : 0;
        slowest = Math.max(slowest, seconds);
      }
    }
    return new Toll(sent, last, later, failed, slow, slowest);
  }
}
