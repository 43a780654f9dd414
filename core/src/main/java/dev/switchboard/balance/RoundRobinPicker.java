package dev.switchboard.balance;

import dev.switchboard.time.Randomness;
import java.util.List;

/** One endpoint after the other, each thread in its own round that starts at a random place. */
final class RoundRobinPicker extends InTurn {

  private final Pick[] eligible;

  RoundRobinPicker(List<Pick> eligible, Randomness randomness) {
    this(eligible, new Stripes(() -> randomness.below(eligible.size())));
  }

  RoundRobinPicker(List<Pick> eligible, Stripes turns) {
    super(turns);
    this.eligible = eligible.toArray(Pick[]::new);
  }

  @Override
  Pick at(int turn) {
    return eligible[Integer.remainderUnsigned(turn, eligible.length)];
  }
}
