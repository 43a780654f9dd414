package dev.switchboard.balance;

import dev.switchboard.time.Randomness;
import java.util.List;

/** One endpoint after the other, from a random one on. */
final class RoundRobinPicker extends InTurn {

  private final Pick[] eligible;

  RoundRobinPicker(List<Pick> eligible, Randomness randomness) {
    this(eligible, new Turns(randomness.below(eligible.size())));
  }

  RoundRobinPicker(List<Pick> eligible, Turns turns) {
    super(turns);
    this.eligible = eligible.toArray(Pick[]::new);
  }

  @Override
  Pick at(int turn) {
    return eligible[Integer.remainderUnsigned(turn, eligible.length)];
  }
}
