package dev.switchboard.balance;

import dev.switchboard.time.Randomness;
import java.util.List;

/**
 * One endpoint after the other, by weight: after any number of turns each has had its share, give
 * or take a few, and the turns of one are spread as evenly as can be.
 *
 * <p>Walks the unit interval in steps of the golden ratio, which after any number of steps has left
 * no gap much wider than the others (the three-gap theorem), and takes whose part of the interval
 * it lands on. Unlike smooth weighted round robin and static strides, a pick costs the same
 * whatever the weights are, and threads share no state.
 */
final class WeightedRoundRobinPicker implements Picker {

  /** {@code 2^32} divided by the golden ratio, odd: all 2^32 points come before one comes again. */
  private static final int GOLDEN_STEP = 0x9E37_79B9;

  private final AliasTable table;
  private final Stripes turns;

  WeightedRoundRobinPicker(List<Pick> eligible, Randomness randomness) {
    this(eligible, new Stripes(() -> (int) randomness.nextLong()));
  }

  WeightedRoundRobinPicker(List<Pick> eligible, Stripes turns) {
    this.table = new AliasTable(eligible);
    this.turns = turns;
  }

  @Override
  public Pick pick(long now) {
    return table.at(turns.next() * GOLDEN_STEP);
  }
}
