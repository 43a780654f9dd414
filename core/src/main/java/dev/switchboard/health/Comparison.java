package dev.switchboard.health;

import java.util.Collection;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** What the endpoints in use showed in one interval, to hold each against the others. Immutable. */
public final class Comparison {

  /** Of an endpoint with fewer answers in an interval the latency is not compared. */
  private static final int MIN_LATENCIES = 5;

  private final double[] failureShares;
  private final double[] latencies;

  private Comparison(double[] failureShares, double[] latencies) {
    this.failureShares = failureShares;
    this.latencies = latencies;
  }

  /** A comparison of these, one for each endpoint in use. */
  public static Comparison of(Collection<Interval> intervals) {
    return new Comparison(
        sorted(intervals, interval -> interval.attempts() > 0, Interval::failureShare),
        sorted(intervals, Comparison::hasLatency, Interval::latencyNanos));
  }

  private static double[] sorted(
      Collection<Interval> intervals,
      Predicate<Interval> counts,
      ToDoubleFunction<Interval> value) {
    return intervals.stream().filter(counts).mapToDouble(value).sorted().toArray();
  }

  private static boolean hasLatency(Interval interval) {
    return interval.successes() >= MIN_LATENCIES;
  }

  /** The median failure share of the others than {@code own}; empty if there are none. */
  OptionalDouble othersFailureShare(Interval own) {
    return own.attempts() > 0 ? medianOfOthers(failureShares) : OptionalDouble.empty();
  }

  /** The median latency of the others than {@code own}; empty if either has too few answers. */
  OptionalDouble othersLatencyNanos(Interval own) {
    return hasLatency(own) ? medianOfOthers(latencies) : OptionalDouble.empty();
  }

  /**
   * Of an even number the lower one of the middle: with two others, the better is the measure.
   * Exact for an endpoint that lies above it, which alone can be worse; one at or below it is held
   * against no less than itself.
   */
  private static OptionalDouble medianOfOthers(double[] sorted) {
    int others = sorted.length - 1;
    return others < 1 ? OptionalDouble.empty() : OptionalDouble.of(sorted[(others - 1) / 2]);
  }
}
