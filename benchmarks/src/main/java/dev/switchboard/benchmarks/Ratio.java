package dev.switchboard.benchmarks;

import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/**
 * The median of ratios, and how sure it is: 95 % of the medians of as many of them drawn at random,
 * again and again (the bootstrap), lie between the bounds.
 *
 * @param median of the ratios
 * @param low the lower bound
 * @param high the upper bound
 */
public record Ratio(double median, double low, double high) {

  private static final int DRAWS = 10_000;

  /**
   * Of these ratios.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static Ratio of(double... ratios) {
    Random random = new Random(1);
    double[] medians = new double[DRAWS];
    for (int i = 0; i < DRAWS; i++) {
      medians[i] =
          medianOf(
              random.ints(ratios.length, 0, ratios.length).mapToDouble(j -> ratios[j]).toArray());
    }
    Arrays.sort(medians);
    return new Ratio(
        medianOf(ratios), medians[(int) (DRAWS * 0.025)], medians[(int) (DRAWS * 0.975)]);
  }

  /**
   * The one in the middle, or between the two there.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static double medianOf(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("the median of nothing was asked for");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return (sorted[sorted.length / 2] + sorted[(sorted.length - 1) / 2]) / 2;
  }

  /** As in {@code 1.041 (0.973 to 1.100)}. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.3f (%.3f to %.3f)", median, low, high);
  }

  /** As in {@code ×19 (17 to 24)}, for ratios far from 1. */
  public String times() {
    return "×" + rounded(median) + " (" + rounded(low) + " to " + rounded(high) + ")";
  }

  private static String rounded(double ratio) {
    return String.format(Locale.ROOT, ratio < 10 ? "%.2f" : "%,.0f", ratio);
  }
}
