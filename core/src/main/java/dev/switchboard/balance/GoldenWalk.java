package dev.switchboard.balance;

import dev.switchboard.time.Randomness;

/**
 * Takes turns by weight: after any number of turns each has had its share, give or take a few, and
 * the turns of one are spread as evenly as can be.
 *
 * <p>Walks the unit interval in steps of the golden ratio, which after any number of steps has left
 * no gap much wider than the others (the three-gap theorem), and takes whose part of the interval
 * it lands on. Unlike smooth weighted round robin and static strides, a turn costs the same
 * whatever the weights are.
 */
final class GoldenWalk<T> {

  /** {@code 2^32} divided by the golden ratio, odd: all 2^32 points come before one comes again. */
  private static final int STEP = 0x9E37_79B9;

  private final AliasTable<T> table;
  private final Turns turns;

  GoldenWalk(AliasTable<T> table, Randomness randomness) {
    this.table = table;
    this.turns = new Turns((int) randomness.nextLong());
  }

  /** Whose part a number lies in, whoever's turn it is. */
  T at(int bits) {
    return table.at(bits);
  }

  /** Whose turn it is. */
  T next(long now) {
    return table.at(point(turns.next(now)));
  }

  /** Where in the interval the walk is at a turn. */
  static int point(int turn) {
    return turn * STEP;
  }
}
