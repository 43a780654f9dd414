package dev.switchboard.balance;

import dev.switchboard.time.Randomness;
import java.util.List;

/** Any endpoint, by weight. */
final class RandomPicker implements Picker {

  private final AliasTable<Pick> table;
  private final Randomness randomness;

  RandomPicker(List<Pick> eligible, Randomness randomness) {
    this.table = new AliasTable<>(eligible, Pick::weight);
    this.randomness = randomness;
  }

  @Override
  public Pick pick(CallKeys keys, long now) {
    return table.at((int) randomness.nextLong());
  }
}
