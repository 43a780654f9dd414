package dev.switchboard.upstream;

/**
 * Which share of attempts usually fails, of the shares of several endpoints: their mean, or their
 * median if that is less. Where few are bad the median is that of the good ones, so that the bad
 * ones do not excuse each other; where most are, the mean still tells good from bad. For one
 * thread.
 */
final class UsualShare {

  /** Fine enough beside shares of sixteen attempts; and no sorting, for this is asked often. */
  private static final int STEPS = 64;

  private final int[] counts = new int[STEPS + 1];
  private int number;
  private double sum;

  void add(double share) {
    counts[(int) Math.ceil(share * STEPS)]++;
    number++;
    sum += share;
  }

  /** 0 if there are none. */
  double value() {
    return number == 0 ? 0 : Math.min(sum / number, median());
  }

  /** Of an even number the lower one of the middle, rounded up to the next step. */
  private double median() {
    int step = 0;
    for (int seen = counts[0]; seen <= (number - 1) / 2; seen += counts[step]) {
      step++;
    }
    return (double) step / STEPS;
  }
}
