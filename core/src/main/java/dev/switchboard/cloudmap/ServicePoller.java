package dev.switchboard.cloudmap;

import dev.switchboard.resolve.Resolver;
import dev.switchboard.time.Clock;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks Cloud Map about one service again and again, at the right times: often while it is called,
 * less and less often when it is not, soon when something looks wrong. One question at a time;
 * between questions it holds no thread.
 */
final class ServicePoller implements Resolver.Watch {

  /** So that calls read the mark that the service is in use, and seldom write it. */
  private static final long MARK_NANOS = Duration.ofSeconds(1).toNanos();

  /** How long a question may wait for a free thread: as long as it takes. */
  private static final Duration UNLIMITED = Duration.ofDays(1);

  private final Resolver.Observer observer;
  private final Resolver.Context context;
  private final CloudMapPolicy policy;
  private final Limits limits;
  private final Consumer<ServicePoller> onClose;
  private final Pauses pauses;
  private final Inquiry inquiry;
  private final long idleAfterNanos;

  private volatile long usedAtNanos;

  /** Null before the first answer, for which calls wait by other means. */
  private volatile @Nullable Due due;

  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private Clock.@Nullable Timeout next;
  private long nextAtNanos;

  /** When {@link #next} would be if the service were in use. */
  private long usedNextAtNanos;

  /** From when a question takes its place among all until it is over. */
  private boolean underWay;

  private boolean begun;
  private boolean closed;
  private boolean throttled;
  private boolean awaited;
  private long awaitedSinceNanos;
  private int idlePauses;
  private final RefreshGap refreshGap;

  ServicePoller(
      ServiceQuestions questions,
      Resolver.Observer observer,
      Resolver.Context context,
      CloudMapPolicy policy,
      Limits limits,
      Consumer<ServicePoller> onClose) {
    this.observer = observer;
    this.context = context;
    this.policy = policy;
    this.limits = limits;
    this.onClose = onClose;
    this.pauses = new Pauses(policy, context.randomness());
    this.inquiry = new Inquiry(questions, this::tell, policy, pauses, context.clock());
    this.idleAfterNanos = policy.idleAfter().toNanos();
    this.refreshGap = new RefreshGap(policy);
  }

  /** The first question comes within this time, at random; at once when the service is called. */
  void start(Duration within) {
    lock.lock();
    try {
      usedAtNanos = now();
      schedule(now() + pauses.spread(within).toNanos());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void refresh() {
    Duration delay = pauses.spread(Pauses.REFRESH_SPREAD);
    lock.lock();
    try {
      long now = now();
      long at = now + delay.toNanos();
      if (throttled || !isLater(at) || !refreshGap.isOver(now)) {
        return;
      }
      refreshGap.begin(now);
      at += limits.refreshes().reserve(now).toNanos();
      if (isLater(at)) {
        schedule(at);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean use(long now) {
    long unusedNanos = now - usedAtNanos;
    if (unusedNanos >= MARK_NANOS) {
      usedAtNanos = now;
    }
    Due current = due;
    boolean inUse = unusedNanos < idleAfterNanos;
    return (current != null && inUse && !current.isPast(context.clock(), now)) || attend(now);
  }

  /** The service is wanted more than it seemed; whether calls need not wait for the question. */
  private boolean attend(long now) {
    lock.lock();
    try {
      Due current = due;
      if (current == null) {
        if (!begun && isLater(now)) {
          schedule(now);
        }
        return true;
      }
      if (!current.isPast(context.clock(), now)) {
        if (isLater(usedNextAtNanos)) {
          schedule(usedNextAtNanos);
        }
        return true;
      }
      if (isLater(now)) {
        schedule(now);
      }
      if (!awaited) {
        awaited = true;
        awaitedSinceNanos = now;
      }
      // Not longer than the first of them: then it is the registry that does not answer.
      return now - awaitedSinceNanos >= context.policy().wakeTimeout().toNanos();
    } finally {
      lock.unlock();
    }
  }

  /** Whether the next question would begin later than that. */
  private boolean isLater(long atNanos) {
    return !closed && !underWay && (next == null || nextAtNanos - atNanos > 0);
  }

  /** Under the lock. */
  private void schedule(long atNanos) {
    if (next != null) {
      next.cancel();
    }
    nextAtNanos = atNanos;
    next = context.clock().schedule(Duration.ofNanos(atNanos - now()), this::begin);
  }

  private void begin() {
    lock.lock();
    try {
      if (closed || underWay) {
        return;
      }
      underWay = true;
      begun = true;
    } finally {
      lock.unlock();
    }
    takeTurn();
  }

  /** Asks as soon as the process may. */
  private void takeTurn() {
    Duration wait = limits.questions().reserve(now());
    if (wait.isZero()) {
      submit();
      return;
    }
    lock.lock();
    try {
      if (!closed) {
        allow(wait.plus(policy.pollInterval()));
        next = context.clock().schedule(wait, this::submit);
      }
    } finally {
      lock.unlock();
    }
  }

  private void submit() {
    allow(UNLIMITED);
    context.executor().execute(this::ask);
  }

  /** Time that passes by intent is not overdue, unless it is already. */
  private void allow(Duration time) {
    Due current = due;
    if (current != null && !current.isPast(context.clock(), now())) {
      due = Due.in(time, context.clock());
    }
  }

  /** One question, on a thread that may block. */
  private void ask() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
    } finally {
      lock.unlock();
    }
    allow(policy.requestTimeout().plus(policy.pollInterval()));
    // Should even the report of an error fail.
    Inquiry.Asked asked = new Inquiry.Asked(Inquiry.Result.FAILED, Pauses.MAX_AFTER_ERROR);
    try {
      asked = inquiry.ask();
    } finally {
      if (asked.result() == Inquiry.Result.GO_ON) {
        takeTurn();
      } else {
        over(asked);
      }
    }
  }

  private void over(Inquiry.Asked asked) {
    lock.lock();
    try {
      underWay = false;
      awaited = false;
      throttled = asked.result() == Inquiry.Result.THROTTLED;
      if (asked.result() == Inquiry.Result.ANSWERED) {
        refreshGap.forget();
      }
      if (inquiry.hasAnswer()) {
        due = Due.in(asked.pause().plus(policy.pollInterval()), context.clock());
      }
      next = null;
      if (!closed) {
        rest(asked.pause());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Until the next question, if there is to be one. Under the lock. */
  private void rest(Duration usedPause) {
    long now = now();
    long unusedNanos = now - usedAtNanos;
    usedNextAtNanos = now + usedPause.toNanos();
    idlePauses = unusedNanos < idleAfterNanos ? 0 : idlePauses + 1;
    long pauseNanos =
        idlePauses == 0 ? usedPause.toNanos() : pauses.whileIdle(usedPause, idlePauses).toNanos();
    if (unusedNanos + pauseNanos < policy.idleStop().toNanos() || idlePauses == 0) {
      schedule(now + pauseNanos);
    }
  }

  private void tell(Consumer<Resolver.Observer> news) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
    } finally {
      lock.unlock();
    }
    news.accept(observer);
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
