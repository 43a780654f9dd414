package dev.switchboard.simulation;

import java.util.Arrays;
import java.util.Optional;

/** How many of the calls that began in each second succeeded. */
final class Seconds {

  private static final double NANOS = 1e9;

  /** Less than so much of the share of calls that succeeded before is not back at its level. */
  private static final double RECOVERED = 0.95;

  private int[] calls = new int[64];
  private int[] succeeded = new int[64];

  void ended(boolean success, long startNanos) {
    int second = (int) (startNanos / NANOS);
    if (second >= calls.length) {
      calls = Arrays.copyOf(calls, 2 * second);
      succeeded = Arrays.copyOf(succeeded, 2 * second);
    }
    calls[second]++;
    succeeded[second] += success ? 1 : 0;
  }

  /**
   * How many seconds after {@code fromNanos} the last second was over in which fewer calls
   * succeeded than before that: 0 if there was none, empty if that was still so at the end.
   */
  Optional<Double> toRecover(long fromNanos) {
    int from = (int) (fromNanos / NANOS);
    double level = from == 0 ? 1 : (double) sum(succeeded, from) / Math.max(1, sum(calls, from));
    double recovered = 0;
    boolean below = false;
    for (int second = from; second < calls.length; second++) {
      if (calls[second] > 0) {
        below = succeeded[second] < RECOVERED * level * calls[second];
        recovered = below ? second + 1 - fromNanos / NANOS : recovered;
      }
    }
    return below ? Optional.empty() : Optional.of(recovered);
  }

  private static int sum(int[] of, int end) {
    return Arrays.stream(of, 0, end).sum();
  }
}
