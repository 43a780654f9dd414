package dev.switchboard.call;

import dev.switchboard.balance.CallKeys;
import dev.switchboard.balance.Pick;
import dev.switchboard.endpoint.Absence;
import dev.switchboard.endpoint.Alias;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.event.SwitchboardEvent.AttemptEnded;
import dev.switchboard.event.SwitchboardEvent.AttemptStarted;
import dev.switchboard.event.SwitchboardEvent.CallEnded;
import dev.switchboard.event.SwitchboardEvent.CallStarted;
import dev.switchboard.event.SwitchboardEvent.EndpointMissing;
import dev.switchboard.event.SwitchboardEvent.RetryRefused;
import dev.switchboard.event.SwitchboardEvent.RetryRefused.Reason;
import dev.switchboard.upstream.Attempt;
import dev.switchboard.upstream.Selection;
import dev.switchboard.upstream.Tried;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A call of a library that decides about its tries itself, as gRPC does: it only follows them. It
 * picks for each, away from those before, pays retries from the alias's budget, and tells the same
 * events as a {@link Call}.
 *
 * <p>The library's threads may call it one after the other or, where it hedges, at once.
 */
public final class FollowedCall {

  private static final Tried NOTHING = new Tried();

  private final Dialer dialer;
  private final boolean repeatable;
  private final long startNanos;
  private final Permit permit;
  private final @Nullable SwitchboardException refusal;
  private volatile @Nullable Pick lastTried;
  private volatile Tried triedBefore = NOTHING;
  private volatile int paidFor = 1;
  private volatile int attempts;
  private volatile boolean toldWhy;
  private volatile @Nullable Outcome last;

  /**
   * Begins.
   *
   * @param asks whether it has to be let in
   */
  FollowedCall(Dialer dialer, boolean repeatable, boolean asks, long now) {
    this.dialer = dialer;
    this.repeatable = repeatable;
    this.startNanos = now;
    dialer.events().ofCall(() -> new CallStarted(alias()));
    Permit entered = Permit.FREE;
    SwitchboardException refused = null;
    try {
      entered = asks && !dialer.upstream().isClosed() ? dialer.admission().enter() : Permit.FREE;
      dialer.budget().deposit(now);
      dialer.upstream().use(now);
    } catch (SwitchboardException e) {
      refused = e;
    }
    this.permit = entered;
    this.refusal = refused;
  }

  /** Why it is not let in: then it makes no try, and ends. Null if it is. */
  public @Nullable SwitchboardException refusal() {
    return refusal;
  }

  /**
   * Whether somebody is to hear of its end: who listens to calls, or counts the calls to the alias.
   * If not, the driver need not wait for it.
   */
  public boolean isAwaited() {
    return refusal != null || permit != Permit.FREE || dialer.events().ofCallsAreHeard();
  }

  /** Who made it. */
  public Dialer dialer() {
    return dialer;
  }

  private Alias alias() {
    return dialer.upstream().alias();
  }

  /** When it began. */
  public long startNanos() {
    return startNanos;
  }

  /**
   * Whether its try of this number may be made: the first may, each later one if the budget allows.
   * It is paid once, however often this is asked.
   *
   * @param number from 1
   */
  public boolean mayTry(int number, long now) {
    if (number <= paidFor) {
      return true;
    }
    if (!dialer.budget().withdraw(now)) {
      refuse(Reason.BUDGET_EXHAUSTED);
      return false;
    }
    paidFor = number;
    return true;
  }

  /**
   * The endpoint for its next try, among these; null if there is none.
   *
   * @param keys what it carries that its endpoint may be chosen by
   */
  public @Nullable Pick pick(Selection among, CallKeys keys, long now) {
    Pick last = lastTried;
    boolean mayBeRepeated = repeatable && dialer.policy().retry().retries() > 0;
    return among.pick(keys, last == null ? NOTHING : triedBefore.and(last), mayBeRepeated, now);
  }

  /** It ends without a further try, because there is no endpoint. */
  public void missed(Absence why) {
    dialer.events().ofCall(() -> new EndpointMissing(alias(), why.reason()));
  }

  /**
   * A try begins.
   *
   * @param number from 1; the same again where the library repeats a try that never left it
   */
  public Attempt attemptStarted(Pick pick, int number, long now) {
    Pick before = lastTried;
    if (before != null) {
      triedBefore = triedBefore.and(before);
    }
    lastTried = pick;
    attempts = number;
    dialer.events().ofCall(() -> new AttemptStarted(alias(), pick.endpoint(), number));
    return new Attempt(dialer.upstream(), pick, number, now);
  }

  /**
   * A try is over. What it showed the driver tells the attempt itself.
   *
   * @param nanos how long it took, up to the response's headers where it is a stream
   */
  public void attemptEnded(Attempt attempt, Outcome outcome, long nanos) {
    last = outcome;
    dialer
        .events()
        .ofCall(
            () ->
                new AttemptEnded(
                    alias(),
                    attempt.endpoint(),
                    attempt.number(),
                    outcome,
                    Duration.ofNanos(nanos)));
  }

  /**
   * It is over, its response's body included.
   *
   * @param outcome what it came to
   * @param thrown what the caller gets instead of an answer of an endpoint; null if it gets one,
   *     whatever that says
   * @param nanos how long it took, up to the response's headers where it is a stream
   */
  public void ended(Outcome outcome, @Nullable Throwable thrown, long nanos) {
    Duration time = Duration.ofNanos(nanos);
    Outcome ofLastTry = last;
    if (ofLastTry != null && !toldWhy) {
      whyNotRetried(ofLastTry);
    }
    permit.showed(outcome, thrown, time);
    permit.leave();
    dialer.events().ofCall(() -> new CallEnded(alias(), attempts, thrown == null, outcome, time));
  }

  /** The library does not say why it made no further try; this is what it must have been. */
  private void whyNotRetried(Outcome outcome) {
    if (outcome.resend() == Outcome.Resend.IF_REPEATABLE && !repeatable) {
      refuse(Reason.NOT_REPEATABLE);
    } else if (outcome.resend() != Outcome.Resend.NEVER
        && attempts > dialer.policy().retry().retries()) {
      refuse(Reason.ATTEMPTS_EXHAUSTED);
    }
  }

  private void refuse(Reason reason) {
    toldWhy = true;
    dialer.events().ofCall(() -> new RetryRefused(alias(), reason));
  }
}
