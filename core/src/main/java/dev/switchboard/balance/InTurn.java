package dev.switchboard.balance;

/**
 * Takes turns, but passes over an endpoint at which calls pile up: one that hangs fails nothing
 * until its calls run out of time, and would have its full share of them by then.
 *
 * <p>Such an endpoint has some calls in flight, and several times as many for its weight as one of
 * the next whose turn it is, which works: one that fails at once has few in flight as well, and is
 * no better. Where all are alike chance hardly brings it. One that is merely slow keeps its turns
 * until it is several times slower.
 */
abstract class InTurn implements Picker {

  /** Fewer calls in flight show nothing. */
  private static final int SOME = 8;

  private static final int SEVERAL_TIMES = 4;

  /** So many of the next are looked at: others may hang too. */
  private static final int NEXT = 3;

  private final Turns turns;

  InTurn(Turns turns) {
    this.turns = turns;
  }

  /** Whose turn that is. */
  abstract Pick at(int turn);

  @Override
  public final Pick pick(CallKeys keys, long now) {
    int turn = turns.next(now);
    Pick pick = at(turn);
    return pick.stats().inFlight() < SOME ? pick : unlessTheyPileUp(pick, turn);
  }

  private Pick unlessTheyPileUp(Pick pick, int turn) {
    double here = inFlight(pick);
    for (int i = 1; i <= NEXT; i++) {
      Pick other = at(turn + i);
      if (SEVERAL_TIMES * inFlight(other) <= here && other.stats().streak() == 0) {
        turns.skip(i); // or who comes after one that hangs would have two turns
        return other;
      }
    }
    return pick;
  }

  private static double inFlight(Pick pick) {
    return pick.stats().inFlight() / pick.weight();
  }
}
