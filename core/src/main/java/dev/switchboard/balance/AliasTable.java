package dev.switchboard.balance;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Divides the unit interval among several by weight, so that any point of it finds its owner in
 * constant time. Immutable.
 *
 * <p>Walker's alias method, built as Vose does: of n columns as wide as 1/n each, every one is cut
 * once; below the cut it belongs to its own owner, above to one other.
 */
final class AliasTable<T> {

  private static final long MASK = 0xFFFF_FFFFL;

  private final List<T> owners;
  private final int[] others;
  private final long[] cuts;

  /** A part of the interval for each owner, as large as its weight in proportion. */
  AliasTable(List<T> owners, ToDoubleFunction<T> weight) {
    int n = owners.size();
    this.owners = List.copyOf(owners);
    others = new int[n];
    cuts = new long[n];
    Arrays.fill(cuts, MASK + 1);
    double total = owners.stream().mapToDouble(weight).sum();
    double[] share =
        owners.stream().mapToDouble(o -> weight.applyAsDouble(o) * n / total).toArray();
    int[] light = new int[n];
    int[] heavy = new int[n];
    int lights = 0;
    int heavies = 0;
    for (int i = 0; i < n; i++) {
      if (share[i] < 1) {
        light[lights++] = i;
      } else {
        heavy[heavies++] = i;
      }
    }
    while (lights > 0 && heavies > 0) {
      int small = light[--lights];
      int great = heavy[heavies - 1];
      cuts[small] = (long) (share[small] * (MASK + 1));
      others[small] = great;
      share[great] -= 1 - share[small];
      if (share[great] < 1) {
        heavies--;
        light[lights++] = great;
      }
    }
  }

  /** The owner of {@code bits / 2^32}, read as unsigned. */
  T at(int bits) {
    long column = (bits & MASK) * cuts.length;
    int i = (int) (column >>> 32);
    return owners.get((column & MASK) < cuts[i] ? i : others[i]);
  }
}
