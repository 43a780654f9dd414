package dev.switchboard.time;

import java.time.Duration;

/**
 * What time it is, and being woken later. The only source of time in Switchboard: a test that moves
 * a {@code ManualClock} also runs what has come due.
 *
 * <p>Safe for any thread.
 */
public interface Clock {

  /**
   * Nanoseconds since an arbitrary origin, never going back. Only differences mean anything, and
   * they may wrap: compare with {@code a - b < 0}.
   */
  long nanos();

  /**
   * Milliseconds since 1970, UTC, as far as the machine knows. May jump either way; unlike {@link
   * #nanos} it also counts the time a machine was suspended, and means the same to other processes.
   */
  long epochMillis();

  /**
   * Runs {@code task} once, {@code delay} from now, on a thread of the clock's own. The task must
   * be short and must not block; what it throws is logged and lost. A delay of zero or less runs as
   * soon as it can. On a closed clock nothing runs.
   */
  Timeout schedule(Duration delay, Runnable task);

  /** Something that was scheduled. */
  interface Timeout {

    /** Stops the task from running if it has not begun. May be called any number of times. */
    void cancel();
  }
}
