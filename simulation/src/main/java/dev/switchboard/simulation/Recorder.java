package dev.switchboard.simulation;

import java.util.Arrays;

/** What came of the calls of one run or of several. */
final class Recorder {

  private final long fromNanos;
  private final long toNanos;
  private final Seconds seconds = new Seconds();
  private long[] latencies = new long[1024];
  private int succeeded;
  private long calls;
  private long tries;
  private long triesInOwnZone;

  /** Counts the calls that begin at {@code fromNanos} or later, and before {@code toNanos}. */
  Recorder(long fromNanos, long toNanos) {
    this.fromNanos = fromNanos;
    this.toNanos = toNanos;
  }

  /** Counts every call. */
  Recorder() {
    this(0, Long.MAX_VALUE);
  }

  void ended(boolean success, long startNanos, long endNanos, int attempts, int inOwnZone) {
    seconds.ended(success, startNanos);
    if (startNanos < fromNanos || startNanos >= toNanos) {
      return;
    }
    calls++;
    tries += attempts;
    triesInOwnZone += inOwnZone;
    if (success) {
      if (succeeded == latencies.length) {
        latencies = Arrays.copyOf(latencies, 2 * succeeded);
      }
      latencies[succeeded++] = endNanos - startNanos;
    }
  }

  /** Adds what another run showed. */
  void add(Recorder other) {
    calls += other.calls;
    tries += other.tries;
    triesInOwnZone += other.triesInOwnZone;
    latencies = Arrays.copyOf(latencies, succeeded + other.succeeded);
    System.arraycopy(other.latencies, 0, latencies, succeeded, other.succeeded);
    succeeded += other.succeeded;
  }

  long calls() {
    return calls;
  }

  /** All calls, the others too, second by second. */
  Seconds seconds() {
    return seconds;
  }

  /** The share of tries that stayed in their caller's zone. */
  double inOwnZone() {
    return (double) triesInOwnZone / tries;
  }

  /** Tries per call. */
  double tries() {
    return (double) tries / calls;
  }

  /** The share of calls that succeeded. */
  double success() {
    return (double) succeeded / calls;
  }

  /** The share of calls that succeeded within {@code nanos}. */
  double successWithin(long nanos) {
    long fast = Arrays.stream(latencies, 0, succeeded).filter(latency -> latency < nanos).count();
    return (double) fast / calls;
  }

  /** The mean latency of the calls that succeeded, in nanoseconds. */
  double mean() {
    return Arrays.stream(latencies, 0, succeeded).average().orElse(Double.NaN);
  }

  /**
   * The latencies of the calls that succeeded, at each of these shares, in nanoseconds; empty if
   * none did.
   */
  long[] quantiles(double... shares) {
    if (succeeded == 0) {
      return new long[0];
    }
    long[] sorted = Arrays.copyOf(latencies, succeeded);
    Arrays.sort(sorted);
    return Arrays.stream(shares)
        .mapToLong(share -> sorted[(int) Math.min(succeeded - 1, Math.ceil(share * succeeded) - 1)])
        .toArray();
  }
}
