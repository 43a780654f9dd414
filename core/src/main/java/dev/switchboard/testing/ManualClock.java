package dev.switchboard.testing;

import dev.switchboard.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A clock that stands still until it is moved. Moving it runs what comes due, in order, on the
 * thread that moves it. Safe for any thread.
 *
 * <pre>{@code
 * ManualClock clock = new ManualClock();
 * Switchboard switchboard = Switchboard.builder()
 *     .clock(clock)
 *     .randomness(() -> 0)
 *     .resolver(resolver)
 *     .build();
 * clock.advance(Duration.ofSeconds(30));
 * }</pre>
 *
 * <p>Pauses before retries, deadlines and the wait for an endpoint follow this clock too: a call
 * that blocks waits until another thread moves it. With {@code randomness(() -> 0)} retries do not
 * pause, so that a test on one thread goes on.
 */
public final class ManualClock implements Clock {

  /** 2026-01-01T00:00:00Z. */
  private static final long START_EPOCH_MILLIS = 1_767_225_600_000L;

  /** What is cancelled stays in the queue until its time comes: taking it out costs a search. */
  private final class Task implements Timeout {
    final long at;
    final long order;
    final Runnable action;
    boolean over; // guarded by the lock

    Task(long at, long order, Runnable action) {
      this.at = at;
      this.order = order;
      this.action = action;
    }

    long at() {
      return at;
    }

    long order() {
      return order;
    }

    @Override
    public void cancel() {
      lock.lock();
      try {
        pending -= over ? 0 : 1;
        over = true;
      } finally {
        lock.unlock();
      }
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::order));
  private final AtomicLong now = new AtomicLong();
  private final AtomicLong suspendedNanos = new AtomicLong();
  private long scheduled;
  private int pending;

  /** A clock that shows zero. */
  public ManualClock() {}

  @Override
  public long nanos() {
    return now.get();
  }

  @Override
  public long epochMillis() {
    return START_EPOCH_MILLIS + Duration.ofNanos(now.get() + suspendedNanos.get()).toMillis();
  }

  @Override
  public Timeout schedule(Duration delay, Runnable action) {
    lock.lock();
    try {
      long at = now.get() + Math.max(0, delay.toNanos());
      Task task = new Task(at, scheduled++, action);
      tasks.add(task);
      pending++;
      return task;
    } finally {
      lock.unlock();
    }
  }

  /** Moves the time forward, stopping at each task on the way to run it. */
  public void advance(Duration by) {
    long target = now.get() + by.toNanos();
    for (Task task = nextUntil(target); task != null; task = nextUntil(target)) {
      task.action.run();
    }
    now.set(target);
  }

  private @Nullable Task nextUntil(long target) {
    lock.lock();
    try {
      for (Task task = tasks.peek(); task != null && task.at <= target; task = tasks.peek()) {
        tasks.remove();
        if (!task.over) {
          task.cancel(); // nothing is left to stop
          now.set(Math.max(now.get(), task.at));
          return task;
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The process was frozen, as on Lambda: time went by and nothing ran. What came due meanwhile
   * runs when the clock is moved next.
   */
  public void freeze(Duration by) {
    now.addAndGet(by.toNanos());
  }

  /** The machine was suspended: only {@link #epochMillis} knows, {@link #nanos} stood still. */
  public void suspend(Duration by) {
    suspendedNanos.addAndGet(by.toNanos());
  }

  /** Tasks scheduled and neither run nor cancelled. */
  public int pending() {
    lock.lock();
    try {
      return pending;
    } finally {
      lock.unlock();
    }
  }
}
