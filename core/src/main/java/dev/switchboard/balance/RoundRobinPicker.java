package dev.switchboard.balance;

import dev.switchboard.time.Randomness;
import java.util.List;

/** One endpoint after the other, each thread in its own round that starts at a random place. */
final class RoundRobinPicker implements Picker {

  private final Pick[] eligible;
  private final Stripes turns;

  RoundRobinPicker(List<Pick> eligible, Randomness randomness) {
    this(eligible, new Stripes(() -> randomness.below(eligible.size())));
  }

  RoundRobinPicker(List<Pick> eligible, Stripes turns) {
    this.eligible = eligible.toArray(Pick[]::new);
    this.turns = turns;
  }

  @Override
  public Pick pick(CallKeys keys, long now) {
    return eligible[Integer.remainderUnsigned(turns.next(), eligible.length)];
  }
}
