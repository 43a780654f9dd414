package dev.switchboard.balance;

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
}
