package dev.switchboard.upstream;

import dev.switchboard.balance.Pick;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.Outcome;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * One try on one endpoint: begun when made, and counted as in flight until it is finished. It tells
 * what it showed once, however often it is told. Safe for any thread.
 */
public final class Attempt {

  private static final Runnable OVER =
      new Runnable() {
        @Override
        public void run() {}
      };

  // Updaters and no atomics in each: there is one attempt per call and more.
  private static final AtomicIntegerFieldUpdater<Attempt> SHOWN =
      AtomicIntegerFieldUpdater.newUpdater(Attempt.class, "shown");

  private static final AtomicReferenceFieldUpdater<Attempt, @Nullable Runnable> AFTERWARDS =
      AtomicReferenceFieldUpdater.newUpdater(Attempt.class, Runnable.class, "afterwards");

  private final Upstream upstream;
  private final Pick pick;
  private final int number;
  private final long startNanos;

  @SuppressWarnings("UnusedVariable") // but by its updater
  private volatile int shown;

  /** What to do when it is over; {@link #OVER} once it is. */
  @SuppressWarnings("UnusedVariable") // but by its updater
  private volatile @Nullable Runnable afterwards;

  /**
   * Begins a try.
   *
   * @param number 1 for the first try of a call
   */
  public Attempt(Upstream upstream, Pick pick, int number, long now) {
    this.upstream = upstream;
    this.pick = pick;
    this.number = number;
    this.startNanos = now;
    upstream.started(pick);
  }

  /** Which try of its call this is, from 1. */
  public int number() {
    return number;
  }

  private boolean isFirst() {
    return number == 1;
  }

  Pick pick() {
    return pick;
  }

  /** Where it went. */
  public Endpoint endpoint() {
    return pick.endpoint();
  }

  /** When it began. */
  public long startNanos() {
    return startNanos;
  }

  /** The try showed this; its response's body may still be on the way. */
  public void showed(Outcome outcome, long now) {
    showed(outcome, now - startNanos, now);
  }

  /**
   * The same, where not all of the time since the start was the endpoint's.
   *
   * @param latencyNanos how long the endpoint took
   */
  public void showed(Outcome outcome, long latencyNanos, long now) {
    if (SHOWN.compareAndSet(this, 0, 1)) {
      upstream.showed(pick, outcome, isFirst(), latencyNanos, now);
    }
  }

  /** The response's body broke off: one more failure of the endpoint, and the end of the try. */
  public void bodyFailed(Outcome outcome, long now) {
    Runnable next = AFTERWARDS.getAndSet(this, OVER);
    if (next != OVER) {
      upstream.record(pick, outcome, isFirst(), now - startNanos, now);
      ended(next);
    }
  }

  /**
   * What the try brought about, such as a connection, failed in use: one more failure of the
   * endpoint. To be told once; may come after the end.
   */
  public void failedInUse(Outcome outcome, long now) {
    upstream.record(pick, outcome, isFirst(), 0, now); // how long it was used is no latency
  }

  /** The try is over, its body included. One that has shown nothing was cancelled. */
  public void finished() {
    Runnable next = AFTERWARDS.getAndSet(this, OVER);
    if (next != OVER) {
      showed(Outcome.CANCELLED, startNanos);
      ended(next);
    }
  }

  private void ended(@Nullable Runnable next) {
    upstream.finished(pick);
    if (next != null) {
      next.run();
    }
  }

  /** Runs {@code action} when the try is over, now if it is already. To be asked once. */
  public void onFinish(Runnable action) {
    if (!AFTERWARDS.compareAndSet(this, null, action)) {
      action.run();
    }
  }
}
