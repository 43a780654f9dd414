package dev.switchboard.balance;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Chooses among the endpoints of one immutable snapshot, all of which may be used: a picker never
 * asks about health.
 *
 * <p>Safe for any thread. {@code pick} allocates nothing, takes no lock and reads no clock, and its
 * work does not grow with the pool beyond a few.
 */
@FunctionalInterface
public interface Picker {

  /**
   * The endpoint for the next attempt.
   *
   * @param keys what the call carries, for a picker that goes by it
   * @param now the clock's time in nanoseconds
   */
  Pick pick(CallKeys keys, long now);

  /**
   * The endpoint for a call that has failed on others: one not yet tried. May allocate, and look at
   * all.
   *
   * @param keys the call's
   * @param tried true of the endpoints it has tried
   * @param now the clock's time in nanoseconds
   * @return null, as by default, if it is all the same: then any that was not tried is taken, by
   *     weight
   */
  default @Nullable Pick another(CallKeys keys, Predicate<Pick> tried, long now) {
    return null;
  }

  /**
   * A number that is the same for calls which belong on the same endpoint, so that whoever chooses
   * among pickers sends them to the same one.
   *
   * @return 0, as by default, for a call that belongs on none
   */
  default long affinity(CallKeys keys) {
    return 0;
  }
}
