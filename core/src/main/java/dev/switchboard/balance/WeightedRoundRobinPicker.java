package dev.switchboard.balance;

import dev.switchboard.time.Randomness;
import java.util.List;

/** One endpoint after the other, by weight. */
final class WeightedRoundRobinPicker extends InTurn {

  private final AliasTable<Pick> table;

  WeightedRoundRobinPicker(List<Pick> eligible, Randomness randomness) {
    this(eligible, new Turns((int) randomness.nextLong()));
  }

  WeightedRoundRobinPicker(List<Pick> eligible, Turns turns) {
    super(turns);
    this.table = new AliasTable<>(eligible, Pick::weight);
  }

  @Override
  Pick at(int turn) {
    return table.at(GoldenWalk.point(turn));
  }
}
