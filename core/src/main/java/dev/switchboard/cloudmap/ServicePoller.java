package dev.switchboard.cloudmap;

import dev.switchboard.resolve.ResolutionError;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.time.Clock;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks Cloud Map about one service again and again: for the revision often, for the instances when
 * it moved and now and then anyway. One question at a time; between questions it holds no thread.
 */
final class ServicePoller implements Resolver.Watch {

  /** After an error before there ever was an answer: somebody waits for it. */
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);

  /** The longest pause after errors in a row, unless the interval itself is longer. */
  private static final Duration MAX_PAUSE = Duration.ofSeconds(60);

  /** A refresh comes within this time, at random, so that callers do not all ask at once. */
  private static final Duration REFRESH_SPREAD = Duration.ofSeconds(1);

  private final ServiceQuestions questions;
  private final Resolver.Observer observer;
  private final Resolver.Context context;
  private final CloudMapPolicy policy;
  private final Consumer<ServicePoller> onClose;

  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private Clock.@Nullable Timeout next;
  private long nextAtNanos;
  private boolean asking;
  private boolean closed;
  private Duration refreshGap = REFRESH_SPREAD;
  private long lastRefreshNanos;
  private boolean refreshed;

  /** Whether the registry asked to be left alone; written by the question, read under the lock. */
  private volatile boolean throttled;

  // Touched only by the one question under way.
  private boolean answered;
  private long revision;
  private long answeredAtNanos;
  private int errors;

  ServicePoller(
      ServiceQuestions questions,
      Resolver.Observer observer,
      Resolver.Context context,
      CloudMapPolicy policy,
      Consumer<ServicePoller> onClose) {
    this.questions = questions;
    this.observer = observer;
    this.context = context;
    this.policy = policy;
    this.onClose = onClose;
  }

  void start() {
    schedule(Duration.ZERO);
  }

  private void schedule(Duration delay) {
    lock.lock();
    try {
      if (!closed) {
        nextAtNanos = now() + delay.toNanos();
        next = context.clock().schedule(delay, () -> context.executor().execute(this::ask));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Brings the next question forward, at most once per gap; the gap grows while it is in vain. */
  @Override
  public void refresh() {
    Duration delay = jitter(REFRESH_SPREAD, 0, 1);
    lock.lock();
    try {
      long now = now();
      boolean tooSoon = refreshed && now - lastRefreshNanos < refreshGap.toNanos();
      if (closed
          || asking
          || throttled
          || tooSoon
          || nextAtNanos - now <= delay.toNanos()
          || next == null) {
        return;
      }
      refreshed = true;
      lastRefreshNanos = now;
      Duration doubled = refreshGap.multipliedBy(2);
      refreshGap = doubled.compareTo(policy.pollInterval()) < 0 ? doubled : policy.pollInterval();
      next.cancel();
      schedule(delay);
    } finally {
      lock.unlock();
    }
  }

  /** One question, on a thread that may block. */
  private void ask() {
    lock.lock();
    try {
      if (closed || asking) {
        return;
      }
      asking = true;
    } finally {
      lock.unlock();
    }
    Duration pause = MAX_PAUSE; // should even the report of an error fail
    try {
      pause = question();
    } finally {
      lock.lock();
      try {
        asking = false;
      } finally {
        lock.unlock();
      }
      schedule(pause);
    }
  }

  /** Asks, tells, and says how long to wait before the next question. */
  private Duration question() {
    try {
      if (isFullAnswerDue()) {
        askForInstances();
      }
      errors = 0;
      throttled = false;
      // Never longer than promised: how long a stopping task must serve on follows from it.
      return jitter(policy.pollInterval(), 0.8, 1);
    } catch (RuntimeException | Error e) { // whatever it was, the polling goes on
      errors++;
      ResolutionError error = questions.explain(e);
      throttled = error.kind() == ResolutionError.Kind.THROTTLED;
      tell(() -> observer.onError(error));
      return pauseAfterError();
    }
  }

  private boolean isFullAnswerDue() {
    return !answered
        || revision == ServiceQuestions.NO_REVISION
        || now() - answeredAtNanos >= policy.refreshInterval().toNanos()
        || questions.revision() != revision;
  }

  private void askForInstances() {
    ServiceQuestions.Answer answer = questions.instances();
    if (answered && answer.revision() != revision) {
      forgetRefreshes();
    }
    // The answer's own revision: if it lags behind the one just asked for, the next poll sees it.
    revision = answer.revision();
    answeredAtNanos = now();
    answered = true;
    tell(() -> observer.onResolution(answer.resolution()));
  }

  private void forgetRefreshes() {
    lock.lock();
    try {
      refreshGap = REFRESH_SPREAD;
    } finally {
      lock.unlock();
    }
  }

  /** Doubles with each error in a row; never less than a poll while the registry is throttling. */
  private Duration pauseAfterError() {
    Duration base = answered || throttled ? policy.pollInterval() : FIRST_RETRY;
    Duration longest = longer(MAX_PAUSE, policy.pollInterval());
    Duration grown = base.multipliedBy(1L << Math.min(throttled ? errors : errors - 1, 16));
    Duration bound = grown.compareTo(longest) < 0 ? grown : longest;
    // Throttled: anywhere up to the bound, so that the processes of an account spread out.
    return throttled ? base.plus(jitter(bound.minus(base), 0, 1)) : jitter(bound, 0.5, 1);
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  private void tell(Runnable news) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
    } finally {
      lock.unlock();
    }
    news.run();
  }

  private Duration jitter(Duration time, double from, double to) {
    double factor = from + (to - from) * context.randomness().fraction();
    return Duration.ofNanos((long) (time.toNanos() * factor));
  }

  private long now() {
    return context.clock().nanos();
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      if (next != null) {
        next.cancel();
      }
    } finally {
      lock.unlock();
    }
    onClose.accept(this);
  }
}
