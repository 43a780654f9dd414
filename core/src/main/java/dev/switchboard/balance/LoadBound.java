package dev.switchboard.balance;

import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * How much of what is in flight one endpoint may bear: 1.25 times its share ("Consistent Hashing
 * with Bounded Loads", Mirrokni, Thorup and Zadimoghaddam, 2016), and in any case what chance would
 * bring it: two deviations and two calls more than its share. From 80 calls in flight on each
 * endpoint on the former is all there is; with few calls a bound of 1.25 alone would drive one of
 * four away from its endpoint though none has much to do. Safe for any thread.
 *
 * <p>What is in flight on all of them is never summed up. It is the sum of what each had when it
 * was last looked at, and every pick looks at two of them, in turn, besides those it considers.
 */
final class LoadBound {

  private static final double FACTOR = 1.25;

  private final Pick[] picks;
  private final double[] shares;
  private final AtomicIntegerArray seen;
  private final LongAdder total = new LongAdder();
  private final Turns turns;

  /** A bound over endpoints that are all in use. */
  LoadBound(List<Pick> picks, Turns turns) {
    this.picks = picks.toArray(Pick[]::new);
    this.turns = turns;
    double weights = picks.stream().mapToDouble(Pick::weight).sum();
    shares = picks.stream().mapToDouble(pick -> pick.weight() / weights).toArray();
    seen = new AtomicIntegerArray(picks.size());
    for (int i = 0; i < this.picks.length; i++) {
      inFlight(i);
    }
  }

  /** What is in flight on all. */
  long total(long now) {
    int turn = 2 * turns.next(now);
    inFlight(Integer.remainderUnsigned(turn, picks.length));
    inFlight(Integer.remainderUnsigned(turn + 1, picks.length));
    return Math.max(0, total.sum()); // others may count just now
  }

  /** Whether one more is not too many for it. */
  boolean hasRoom(int i, long allInFlight) {
    double share = (allInFlight + 1) * shares[i];
    double limit = Math.max(FACTOR * share, share + 2 * Math.sqrt(share) + 2);
    return inFlight(i) + 1 <= limit;
  }

  private int inFlight(int i) {
    int now = picks[i].stats().inFlight();
    if (seen.get(i) != now) {
      total.add(now - seen.getAndSet(i, now));
    }
    return now;
  }
}
