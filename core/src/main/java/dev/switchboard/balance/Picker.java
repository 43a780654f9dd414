package dev.switchboard.balance;

import dev.switchboard.time.Randomness;
import java.util.List;
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
   * @return null if the call may go to none of them; {@link #refusal} says why
   */
  @Nullable Pick pick(CallKeys keys, long now);

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
   * Why a call with these keys may go to none of the endpoints, for a person; null, as by default,
   * if it may.
   */
  default @Nullable String refusal(CallKeys keys) {
    return null;
  }

  /**
   * Whether a call with these keys may be the one that tries again an endpoint that was out; by
   * default any may.
   */
  default boolean mayProbe(CallKeys keys, Pick probe) {
    return true;
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

  /** One that was not tried, at random by weight; null if all were. Allocates nothing. */
  static @Nullable Pick untried(List<Pick> picks, Predicate<Pick> tried, Randomness randomness) {
    double weights = 0;
    for (int i = 0; i < picks.size(); i++) {
      weights += tried.test(picks.get(i)) ? 0 : picks.get(i).weight();
    }
    double left = randomness.fraction() * weights;
    Pick last = null;
    for (int i = 0; i < picks.size() && left >= 0; i++) {
      if (!tried.test(picks.get(i))) {
        last = picks.get(i);
        left -= last.weight();
      }
    }
    return last;
  }
}
