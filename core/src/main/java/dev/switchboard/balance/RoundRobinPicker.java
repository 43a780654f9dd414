package dev.switchboard.balance;

import dev.switchboard.time.Randomness;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * One endpoint after the other, each thread in its own round.
 *
 * <p>One shared counter costs threads ten times more than the choice itself. So there are several,
 * each on a cache line of its own and starting at a random place; a thread always uses the same.
 * With many threads the rounds mix, and each of them is fair.
 */
final class RoundRobinPicker implements Picker {

  /** A power of two: enough that threads on one machine seldom meet. */
  private static final int STRIPES = 64;

  /** Ints per stripe: 64 bytes, a cache line. */
  private static final int STRIDE = 16;

  private final Pick[] eligible;
  private final AtomicIntegerArray next = new AtomicIntegerArray(STRIPES * STRIDE);

  RoundRobinPicker(List<Pick> eligible, Randomness randomness) {
    this(eligible);
    for (int stripe = 0; stripe < STRIPES; stripe++) {
      next.set(stripe * STRIDE, randomness.below(eligible.size()));
    }
  }

  private RoundRobinPicker(List<Pick> eligible) {
    this.eligible = eligible.toArray(Pick[]::new);
  }

  /** With every counter at {@code start}, to show that they wrap safely. */
  static RoundRobinPicker startingAt(int start, List<Pick> eligible) {
    RoundRobinPicker picker = new RoundRobinPicker(eligible);
    for (int stripe = 0; stripe < STRIPES; stripe++) {
      picker.next.set(stripe * STRIDE, start);
    }
    return picker;
  }

  @Override
  public Pick pick() {
    int stripe = (int) Thread.currentThread().getId() & (STRIPES - 1);
    int turn = next.getAndIncrement(stripe * STRIDE);
    return eligible[Integer.remainderUnsigned(turn, eligible.length)];
  }
}
