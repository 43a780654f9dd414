package dev.switchboard.balance;

import java.util.Arrays;
import java.util.List;

/**
 * Divides the unit interval among endpoints by weight, so that any point of it finds its endpoint
 * in constant time. Immutable.
 *
 * <p>Walker's alias method, built as Vose does: of n columns as wide as 1/n each, every one is cut
 * once; below the cut it belongs to its own endpoint, above to one other.
 */
final class AliasTable {

  private static final long MASK = 0xFFFF_FFFFL;

  private final Pick[] picks;
  private final Pick[] others;
  private final long[] cuts;

  AliasTable(List<Pick> eligible) {
    int n = eligible.size();
    picks = eligible.toArray(Pick[]::new);
    others = picks.clone();
    cuts = new long[n];
    Arrays.fill(cuts, MASK + 1);
    double total = eligible.stream().mapToDouble(Pick::weight).sum();
    double[] share = eligible.stream().mapToDouble(pick -> pick.weight() * n / total).toArray();
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
      others[small] = picks[great];
      share[great] -= 1 - share[small];
      if (share[great] < 1) {
        heavies--;
        light[lights++] = great;
      }
    }
  }

  /** The endpoint at {@code bits / 2^32}, read as unsigned. */
  Pick at(int bits) {
    long column = (bits & MASK) * picks.length;
    int i = (int) (column >>> 32);
    return (column & MASK) < cuts[i] ? picks[i] : others[i];
  }
}
