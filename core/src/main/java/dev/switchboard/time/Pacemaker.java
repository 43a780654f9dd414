package dev.switchboard.time;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Keeps a beat ahead of the tasks in a timer's queue for as long as tasks come. Most of them are
 * deadlines of calls, cancelled long before their time; but each that comes to the head of the
 * queue wakes the timer's thread, which may cost a fifth of a short call. With the next beat at the
 * head it does not. Safe for any thread.
 */
final class Pacemaker {

  private enum State {
    /** There is no beat ahead. */
    IDLE,
    /** There is, and no task has come since the last. */
    BEATING,
    /** There is, and a task has come. */
    USED
  }

  private final Consumer<Runnable> afterAWhile;
  private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);

  /**
   * An idle one.
   *
   * @param afterAWhile has the timer run a beat after a while: shorter than most delays, and long
   *     enough for beats to cost nothing
   */
  Pacemaker(Consumer<Runnable> afterAWhile) {
    this.afterAWhile = afterAWhile;
  }

  /** A task is about to come. */
  void taskComes() {
    // All callers read it, so it is written only when it changes.
    if (state.get() != State.USED && state.getAndSet(State.USED) == State.IDLE) {
      afterAWhile.accept(this::beat);
    }
  }

  private void beat() {
    boolean stops =
        !state.compareAndSet(State.USED, State.BEATING)
            && state.compareAndSet(State.BEATING, State.IDLE);
    if (!stops) {
      afterAWhile.accept(this::beat);
    }
  }
}
