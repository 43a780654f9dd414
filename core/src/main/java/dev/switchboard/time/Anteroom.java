package dev.switchboard.time;

import dev.switchboard.time.Clock.Timeout;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where tasks wait that are due later than the next beat; with it those that are still wanted go to
 * the timer. Nearly all are deadlines of calls, which are cancelled long before: so they take the
 * timer's lock not once, let alone wake its thread. The first task since a beat brings about the
 * next. Safe for any thread, and without a lock.
 */
final class Anteroom {

  /** What has a task run after a delay. */
  @FunctionalInterface
  interface Timer {
    Timeout schedule(Duration delay, Runnable task);
  }

  private static final Duration BEAT = Duration.ofMillis(100);

  private static final Timeout CANCELLED = () -> {};

  private final LongSupplier nanos;
  private final Timer timer;
  private final AtomicReference<@Nullable Waiting> last = new AtomicReference<>();

  /** Whether a beat will come. */
  private final AtomicBoolean comes = new AtomicBoolean();

  /**
   * An empty one.
   *
   * @param nanos what time it is
   * @param timer where tasks go
   */
  Anteroom(LongSupplier nanos, Timer timer) {
    this.nanos = nanos;
    this.timer = timer;
  }

  /** Has a task run after a delay. */
  Timeout schedule(Duration delay, Runnable task) {
    if (delay.compareTo(BEAT) <= 0) {
      return timer.schedule(delay, task);
    }
    Waiting late = new Waiting(nanos.getAsLong() + delay.toNanos(), task);
    do {
      late.before = last.get();
    } while (!last.compareAndSet(late.before, late));
    bringAboutBeat();
    return late;
  }

  private void bringAboutBeat() {
    // All callers read it, so it is written only when it changes.
    if (!comes.get() && comes.compareAndSet(false, true)) {
      try {
        timer.schedule(BEAT, this::beat);
      } catch (RuntimeException | Error e) { // it may be unable to start its thread
        comes.set(false);
        throw e;
      }
    }
  }

  private void beat() {
    comes.set(false); // first: whoever came before was told of this one, and is here
    Waiting next = last.getAndSet(null);
    while (next != null) {
      Waiting before = next.before;
      next.before = null; // else who keeps one would keep all that came before it
      next.goOn();
      next = before;
    }
  }

  /** A task; holds what the timer said to it once it went on. */
  private final class Waiting extends AtomicReference<@Nullable Timeout> implements Timeout {

    private static final long serialVersionUID = 1;

    private final long dueNanos;
    private @Nullable Runnable task;
    private @Nullable Waiting before;

    Waiting(long dueNanos, Runnable task) {
      this.dueNanos = dueNanos;
      this.task = task;
    }

    private void goOn() {
      Runnable wanted = task;
      if (wanted != null) {
        Timeout timeout = timer.schedule(Duration.ofNanos(dueNanos - nanos.getAsLong()), wanted);
        if (!compareAndSet(null, timeout)) {
          timeout.cancel();
        }
      }
    }

    @Override
    public void cancel() {
      Timeout timeout = getAndSet(CANCELLED);
      task = null; // else a call that has ended could not be collected before the beat
      if (timeout != null) {
        timeout.cancel();
      }
    }
  }
}
