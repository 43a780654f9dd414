package dev.switchboard.call;

import dev.switchboard.balance.CallKeys;
import dev.switchboard.balance.Pick;
import dev.switchboard.endpoint.Absence;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.event.SwitchboardEvent.AttemptEnded;
import dev.switchboard.event.SwitchboardEvent.AttemptStarted;
import dev.switchboard.event.SwitchboardEvent.CallEnded;
import dev.switchboard.event.SwitchboardEvent.CallStarted;
import dev.switchboard.event.SwitchboardEvent.EndpointMissing;
import dev.switchboard.event.SwitchboardEvent.RetryRefused;
import dev.switchboard.event.SwitchboardEvent.RetryRefused.Reason;
import dev.switchboard.upstream.Attempt;
import dev.switchboard.upstream.Tried;
import dev.switchboard.upstream.Upstream;
import io.github.resilience4j.retry.Retry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All tries of one call: decides, and does no I/O. Whoever drives it, blocking or not, does what
 * each {@link Step} says and tells how it went. {@link #advance} is the picture of it.
 *
 * <p>For one thread at a time.
 */
public final class Call {

  private static final Outcome OUT_OF_TIME = Outcome.failure(Outcome.Resend.NEVER, "out of time");
  private static final Outcome NO_ENDPOINT = Outcome.failure(Outcome.Resend.NEVER, "no endpoint");

  /** Said of a picker that breaks its contract: asked again at once it would be asked for ever. */
  private static final Absence UNEXPLAINED =
      new Absence(Absence.Reason.NO_ROUTE, "the balancer picked none and gave no reason; mend it");

  static final Outcome NOT_LET_IN = Outcome.overload(Outcome.Resend.NEVER, "not let in");

  private final Dialer dialer;
  private final Upstream upstream;
  private final CallPolicy policy;
  private final boolean repeatable;
  private final CallKeys keys;

  /** Whether its answer is a connection, kept for as long as the application likes. */
  private final boolean connects;

  private final long startNanos;
  private final Deadline deadline;
  private final Tried tried = new Tried();

  private Permit permit = Permit.FREE;
  private @Nullable Attempt attempt;
  private int attempts;
  private Retry.@Nullable AsyncContext<Object> retries;
  private long notBeforeNanos;
  private int heardBefore;
  private boolean awaitsNews;
  private boolean cameJustNow;
  private @Nullable Long absentSinceNanos;
  private final List<Throwable> earlier = new ArrayList<>(0);

  Call(Dialer dialer, boolean repeatable, CallKeys keys, boolean connects, long now) {
    this.dialer = dialer;
    this.upstream = dialer.upstream();
    this.policy = dialer.policy();
    this.repeatable = repeatable;
    this.keys = keys;
    this.connects = connects;
    this.startNanos = now;
    this.notBeforeNanos = now;
    this.deadline = Deadline.after(policy.deadline(), now);
  }

  /** No more than half of the deadline: the call itself needs some of it too. */
  private long wakeNanos(long now) {
    long wake = upstream.wakeTimeout().toNanos();
    return deadline.isSet() ? Math.min(wake, (deadline.atNanos() - now) / 2) : wake;
  }

  /** Begins. To be called once, first. */
  public Step start(long now) {
    return guarded(() -> begin(now), now);
  }

  private Step begin(long now) {
    dialer.events().ofCall(() -> new CallStarted(upstream.alias()));
    if (upstream.isClosed()) {
      return noEndpoint(upstream.absence().orElseThrow(), now, now);
    }
    try {
      permit = dialer.admission().enter();
    } catch (SwitchboardException refusal) {
      return fail(refusal, NOT_LET_IN, null, now);
    }
    dialer.budget().deposit(now);
    heardBefore = upstream.heard();
    if (!upstream.use(now)) {
      awaitsNews = true;
      notBeforeNanos = now + wakeNanos(now);
    }
    return advance(now);
  }

  /** The time of an {@link Step.AwaitUntil} has come, or the upstream has changed. */
  public Step wake(long now) {
    return guarded(() -> advance(now), now);
  }

  /**
   * The try of the last {@link Step.Try} is over.
   *
   * @param error what it threw, null if it got an answer
   */
  public Step attemptEnded(Outcome outcome, @Nullable Throwable error, long now) {
    Attempt ended = currentAttempt();
    return guarded(() -> attemptEnded(ended, outcome, error, now), now);
  }

  private Step attemptEnded(Attempt ended, Outcome outcome, @Nullable Throwable error, long now) {
    attempt = null;
    ended.showed(outcome, now);
    if (error != null) {
      ended.finished();
    }
    Duration time = Duration.ofNanos(now - ended.startNanos());
    dialer
        .events()
        .ofCall(
            () ->
                new AttemptEnded(
                    upstream.alias(),
                    ended.endpoint(),
                    ended.number(),
                    policy.retry().attempts(),
                    outcome,
                    time));
    if (outcome.resend() == Outcome.Resend.NEVER) {
      return finish(ended, outcome, error, null, now);
    }
    Reason refusal = whyNotRetry(outcome, error, now);
    if (refusal != null) {
      dialer.events().ofCall(() -> new RetryRefused(upstream.alias(), refusal));
      return finish(ended, outcome, error, refusal, now);
    }
    if (error != null) {
      earlier.add(error);
    }
    return advance(now);
  }

  /** Keys, predicates and balancers may be the application's own, and throw: so the call ends. */
  private Step guarded(Supplier<Step> next, long now) {
    try {
      return next.get();
    } catch (RuntimeException | Error e) {
      ended(false, Outcome.callerFailure(e.toString()), e, now);
      permit.leave();
      throw e;
    }
  }

  /** The driver no longer waits for what {@link Step.AwaitUntil} said: the call is over. */
  Step giveUp(String why, @Nullable Throwable cause, long now) {
    String message =
        upstream.alias() + ": the call was " + why + " while it waited for its next try";
    return fail(new CallFailedException(message, cause), Outcome.CANCELLED, cause, now);
  }

  /** May the failed try be repeated? If so, says when, and takes the retry from the budget. */
  private @Nullable Reason whyNotRetry(Outcome outcome, @Nullable Throwable error, long now) {
    if (outcome.resend() == Outcome.Resend.IF_REPEATABLE && !repeatable) {
      return Reason.NOT_REPEATABLE;
    }
    if (retries == null) {
      retries = dialer.retry().asyncContext();
    }
    long backoffMillis = retries.onError(error == null ? new FailedAnswer(outcome) : error);
    if (backoffMillis < 0) {
      return Reason.ATTEMPTS_EXHAUSTED;
    }
    notBeforeNanos = now + Duration.ofMillis(backoffMillis).toNanos();
    if (deadline.isBefore(notBeforeNanos)) {
      return Reason.DEADLINE;
    }
    return dialer.budget().withdraw(now) ? null : Reason.BUDGET_EXHAUSTED;
  }

  /** Deadline, backoff, pick, try: what happens next, at any time there is no try under way. */
  private Step advance(long now) {
    if (deadline.hasPassed(now)) {
      Optional<Absence> absence = upstream.absence(keys);
      return absentSinceNanos != null && absence.isPresent()
          ? noEndpoint(absence.get(), absentSinceNanos, now)
          : fail(outOfTime(), OUT_OF_TIME, null, now);
    }
    if (mustWait(now)) {
      return new Step.AwaitUntil(deadline.orEarlier(notBeforeNanos));
    }
    Attempt next = connects ? upstream.connect(tried, attempts + 1, now) : pick(now);
    return next == null ? awaitEndpoint(now) : start(next, now);
  }

  /** The backoff before a retry, or before the first try an old answer that is being asked for. */
  private boolean mustWait(long now) {
    awaitsNews &= upstream.heard() == heardBefore;
    boolean waits = attempts > 0 || awaitsNews;
    return waits && notBeforeNanos - now > 0 && upstream.absence(keys).isEmpty();
  }

  private @Nullable Attempt pick(long now) {
    Pick pick = upstream.pick(keys, tried, repeatable && policy.retry().retries() > 0, now);
    if (pick == null) {
      return null;
    }
    tried.add(pick);
    return new Attempt(upstream, pick, attempts + 1, now);
  }

  private Step start(Attempt next, long now) {
    absentSinceNanos = null;
    cameJustNow = false;
    attempts++;
    attempt = next;
    dialer
        .events()
        .ofCall(
            () ->
                new AttemptStarted(
                    upstream.alias(), next.endpoint(), next.number(), policy.retry().attempts()));
    return new Step.Try(next, timeout(now));
  }

  private Optional<Duration> timeout(long now) {
    if (!deadline.isSet()) {
      return policy.perTryTimeout();
    }
    Duration rest = Duration.ofNanos(deadline.atNanos() - now);
    return Optional.of(
        policy.perTryTimeout().filter(perTry -> perTry.compareTo(rest) < 0).orElse(rest));
  }

  private Step awaitEndpoint(long now) {
    Optional<Absence> absence = upstream.absence(keys);
    if (absence.isEmpty()) {
      if (!cameJustNow) {
        cameJustNow = true; // an endpoint, it seems
        return new Step.AwaitUntil(now);
      }
      absence = Optional.of(UNEXPLAINED);
    }
    if (absentSinceNanos == null) {
      absentSinceNanos = now;
      upstream.refresh();
    }
    long giveUpNanos = absentSinceNanos + policy.endpointTimeout().toNanos();
    if (!absence.get().mayPass() || now - giveUpNanos >= 0) {
      return noEndpoint(absence.get(), absentSinceNanos, now);
    }
    return new Step.AwaitUntil(deadline.orEarlier(giveUpNanos));
  }

  private Step noEndpoint(Absence absence, long sinceNanos, long now) {
    Duration waited = Duration.ofNanos(now - sinceNanos);
    dialer.events().ofCall(() -> new EndpointMissing(upstream.alias(), absence.reason()));
    return fail(new NoEndpointException(upstream.alias(), absence, waited), NO_ENDPOINT, null, now);
  }

  private Step finish(
      Attempt last,
      Outcome outcome,
      @Nullable Throwable error,
      @Nullable Reason refusal,
      long now) {
    if (error == null) {
      ended(true, outcome, null, now);
      if (permit.isCounted()) {
        last.onFinish(permit::leave);
      }
      return new Step.Finish(null);
    }
    String message =
        String.format(
            "%s: attempt %d of %d on %s failed: %s%s (the call took %d ms)",
            upstream.alias(),
            attempts,
            policy.retry().attempts(),
            last.endpoint(),
            outcome.reason(),
            refusal == null ? "" : "; " + advice(refusal),
            Duration.ofNanos(now - startNanos).toMillis());
    return fail(new CallFailedException(message, error), outcome, error, now);
  }

  private static String advice(Reason refusal) {
    return switch (refusal) {
      case NOT_REPEATABLE ->
          "not retried, because the endpoint may have seen the request; mark the request as"
              + " repeatable if it may safely be sent twice";
      case ATTEMPTS_EXHAUSTED -> "no retries are left; look at the endpoints, or allow more";
      case BUDGET_EXHAUSTED ->
          "not retried, because too many calls to this alias are being retried already; it looks"
              + " down or overloaded";
      case DEADLINE -> "not retried, because the deadline is near";
    };
  }

  private CallFailedException outOfTime() {
    return new CallFailedException(
        upstream.alias()
            + ": the deadline of "
            + policy.deadline().toMillis()
            + " ms passed after "
            + attempts
            + " attempts; set a longer one for this alias, or 0 for none",
        null);
  }

  private Step fail(
      SwitchboardException failure, Outcome outcome, @Nullable Throwable cause, long now) {
    earlier.forEach(failure::addSuppressed);
    ended(false, outcome, cause == null ? failure : cause, now);
    permit.leave();
    return new Step.Finish(failure);
  }

  private void ended(boolean answered, Outcome outcome, @Nullable Throwable thrown, long now) {
    Duration time = Duration.ofNanos(now - startNanos);
    permit.showed(outcome, thrown, time);
    dialer
        .events()
        .ofCall(() -> new CallEnded(upstream.alias(), attempts, answered, outcome, time));
  }

  private Attempt currentAttempt() {
    if (attempt == null) {
      throw new IllegalStateException("no attempt is under way");
    }
    return attempt;
  }
}
