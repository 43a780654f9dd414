package dev.switchboard.dns;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.switchboard.endpoint.Printable;
import dev.switchboard.resolve.Resolution;
import dev.switchboard.resolve.ResolutionError;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks about one name whenever its TTL is over. One question at a time; between questions it holds
 * no thread.
 */
final class DnsPoller implements Resolver.Watch {

  /** A timer that comes so much late was not held up by load: the process was frozen. */
  private static final Duration FROZEN = Duration.ofSeconds(5);

  private final Callable<DnsQuestions.Answer> question;
  private final Resolver.Observer observer;
  private final Resolver.Context context;
  private final DnsPolicy policy;
  private final Consumer<DnsPoller> onClose;

  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private Clock.@Nullable Timeout next;
  private boolean underWay;
  private boolean awaited;
  private long awaitedSinceNanos;
  private Duration refreshGap;
  private boolean refreshed;
  private long refreshedAtNanos;

  private volatile boolean closed;

  /** When the next question is due. Written under the lock. */
  private volatile Due due;

  // Touched only by the one question under way.
  private @Nullable Resolution last;
  private int errors;

  /** By both clocks: the one that counts nanoseconds may stand still while a machine sleeps. */
  private record Due(long atNanos, long atMillis) {

    static Due in(Duration delay, Clock clock) {
      return new Due(clock.nanos() + delay.toNanos(), clock.epochMillis() + delay.toMillis());
    }

    boolean isMissed(long now, Clock clock) {
      long late = MILLISECONDS.toNanos(clock.epochMillis() - atMillis);
      return Math.max(now - atNanos, late) > FROZEN.toNanos();
    }
  }

  DnsPoller(
      Callable<DnsQuestions.Answer> question,
      Resolver.Observer observer,
      Resolver.Context context,
      DnsPolicy policy,
      Consumer<DnsPoller> onClose) {
    this.question = question;
    this.observer = observer;
    this.context = context;
    this.policy = policy;
    this.onClose = onClose;
    this.refreshGap = policy.ttlFloor();
    this.due = Due.in(Duration.ZERO, context.clock());
  }

  void start() {
    reschedule(Duration.ZERO);
  }

  private void reschedule(Duration delay) {
    lock.lock();
    try {
      if (next != null) {
        next.cancel();
      }
      if (!closed) {
        due = Due.in(delay, context.clock());
        next = context.clock().schedule(delay, this::begin);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Soon, at random within the floor; at most once in a gap that grows while it is in vain. */
  @Override
  public void refresh() {
    Duration delay = between(policy.ttlFloor(), 0);
    lock.lock();
    try {
      long now = now();
      boolean tooSoon = refreshed && now - refreshedAtNanos < refreshGap.toNanos();
      if (!underWay && !tooSoon && due.atNanos() - now > delay.toNanos()) {
        refreshed = true;
        refreshedAtNanos = now;
        refreshGap = policy.clamp(refreshGap.multipliedBy(2));
        reschedule(delay);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean use(long now) {
    return !due.isMissed(now, context.clock()) || isAwaitedLongEnough(now);
  }

  /** The process was frozen; calls wait for the question, but no longer than the first of them. */
  private boolean isAwaitedLongEnough(long now) {
    lock.lock();
    try {
      if (!due.isMissed(now, context.clock())) {
        return true;
      }
      if (!awaited) {
        awaited = true;
        awaitedSinceNanos = now;
        if (!underWay && next != null && !closed) {
          next.cancel();
          next = context.clock().schedule(Duration.ZERO, this::begin);
        }
      }
      return closed || now - awaitedSinceNanos >= context.policy().wakeTimeout().toNanos();
    } finally {
      lock.unlock();
    }
  }

  private void begin() {
    lock.lock();
    try {
      if (closed || underWay) {
        return;
      }
      underWay = true;
      if (!due.isMissed(now(), context.clock())) {
        // A server that is slow is not a process that was frozen, however slow it is.
        due = Due.in(Duration.ofDays(1), context.clock());
      }
    } finally {
      lock.unlock();
    }
    context.executor().execute(this::ask);
  }

  /** On a thread that may block. */
  private void ask() {
    Duration pause = policy.ttlCeiling(); // should even the report of an error fail
    try {
      pause = closed ? pause : askAndTell();
    } finally {
      lock.lock();
      try {
        underWay = false;
        awaited = false;
        reschedule(pause);
      } finally {
        lock.unlock();
      }
    }
  }

  private Duration askAndTell() {
    try {
      DnsQuestions.Answer answer = question.call();
      errors = 0;
      if (!answer.resolution().equals(last)) {
        forgetRefreshes();
      }
      last = answer.resolution();
      tell(() -> observer.onResolution(answer.resolution()));
      // Never later: who stops a task counts on it.
      return between(policy.clamp(answer.ttl()), 0.9);
    } catch (Exception | Error e) { // whatever it was, the asking goes on
      errors++;
      tell(() -> observer.onError(explain(e)));
      Duration grown = policy.ttlFloor().multipliedBy(1L << Math.min(errors - 1, 16));
      return between(policy.clamp(grown), 0.5);
    }
  }

  private static ResolutionError explain(Throwable e) {
    return e instanceof DnsFailure failure
        ? failure.error()
        : new ResolutionError(
            ResolutionError.Kind.UNAVAILABLE,
            "the answer of DNS could not be read: " + Printable.of(e.toString()));
  }

  private void forgetRefreshes() {
    lock.lock();
    try {
      refreshGap = policy.ttlFloor();
    } finally {
      lock.unlock();
    }
  }

  private void tell(Runnable news) {
    if (!closed) {
      news.run();
    }
  }

  private Duration between(Duration time, double from) {
    double factor = from + (1 - from) * context.randomness().fraction();
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
