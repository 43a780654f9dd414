package dev.switchboard.call;

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
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A call of a library that decides about its tries itself, as gRPC does. It is told how they go,
 * and tells the same events as a {@link Call}; where nobody listens, there is none. Made by {@link
 * Dialer#followedCall}.
 *
 * <p>The library's threads may call it one after the other or, where it hedges, at once.
 */
public final class FollowedCall {

  private final Dialer dialer;
  private final boolean repeatable;
  private final boolean isOfOneTry;
  private final Permit permit;
  private final long startNanos;
  private volatile int attempts;
  private volatile boolean toldWhy;
  private volatile @Nullable Outcome last;

  private FollowedCall(
      Dialer dialer, boolean repeatable, boolean isOfOneTry, Permit permit, long now) {
    this.dialer = dialer;
    this.repeatable = repeatable;
    this.isOfOneTry = isOfOneTry;
    this.permit = permit;
    this.startNanos = now;
  }

  static @Nullable FollowedCall letIn(Dialer dialer, boolean repeatable, long now)
      throws SwitchboardException {
    Alias alias = dialer.upstream().alias();
    dialer.events().ofCall(() -> new CallStarted(alias));
    try {
      Permit permit = dialer.upstream().isClosed() ? Permit.FREE : dialer.admission().enter();
      return begun(dialer, repeatable, false, permit, now);
    } catch (SwitchboardException e) {
      dialer.events().ofCall(() -> new CallEnded(alias, 0, false, Call.NOT_LET_IN, Duration.ZERO));
      throw e;
    }
  }

  static @Nullable FollowedCall ofOneTry(Dialer dialer, long now) {
    dialer.events().ofCall(() -> new CallStarted(dialer.upstream().alias()));
    return begun(dialer, true, true, Permit.FREE, now);
  }

  private static @Nullable FollowedCall begun(
      Dialer dialer, boolean repeatable, boolean isOfOneTry, Permit permit, long now) {
    dialer.budget().deposit(now);
    dialer.upstream().use(now);
    boolean isAwaited = permit != Permit.FREE || dialer.events().ofCallsAreHeard();
    return isAwaited ? new FollowedCall(dialer, repeatable, isOfOneTry, permit, now) : null;
  }

  /** Whether it is over when its first try is. */
  public boolean isOfOneTry() {
    return isOfOneTry;
  }

  private Alias alias() {
    return dialer.upstream().alias();
  }

  private int limit() {
    return dialer.policy().retry().attempts();
  }

  /** When it began. */
  public long startNanos() {
    return startNanos;
  }

  /** It ends without a further try, because there is no endpoint. */
  public void missed(Absence why) {
    toldWhy = true;
    dialer.events().ofCall(() -> new EndpointMissing(alias(), why.reason()));
  }

  /** It ends without a further try, because of what {@link Dialer#mayRetry} said. */
  public void notPaid() {
    refuse(Reason.BUDGET_EXHAUSTED);
  }

  /** A try begins. */
  public void attemptStarted(Attempt attempt) {
    attempts = attempt.number();
    dialer
        .events()
        .ofCall(() -> new AttemptStarted(alias(), attempt.endpoint(), attempt.number(), limit()));
  }

  /**
   * A try is over. What it showed the driver tells the attempt itself.
   *
   * @param nanos how long it took, up to the response's headers where it is a stream
   */
  public void attemptEnded(Attempt attempt, Outcome outcome, long nanos) {
    last = outcome;
    Duration time = Duration.ofNanos(nanos);
    dialer
        .events()
        .ofCall(
            () ->
                new AttemptEnded(
                    alias(), attempt.endpoint(), attempt.number(), limit(), outcome, time));
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
    if (outcome.equals(last) && !toldWhy && !isOfOneTry) {
      whyNotRetried(outcome);
    }
    Duration time = Duration.ofNanos(nanos);
    permit.showed(outcome, thrown, time);
    permit.leave();
    dialer.events().ofCall(() -> new CallEnded(alias(), attempts, thrown == null, outcome, time));
  }

  /**
   * The library does not say why it made no further try. A call that ends as its last try did was
   * not given up meanwhile: it may be repeated no more. How often it may, the library knows.
   */
  private void whyNotRetried(Outcome outcome) {
    if (outcome.resend() == Outcome.Resend.IF_REPEATABLE && !repeatable) {
      refuse(Reason.NOT_REPEATABLE);
    } else if (outcome.resend() != Outcome.Resend.NEVER) {
      refuse(Reason.ATTEMPTS_EXHAUSTED);
    }
  }

  private void refuse(Reason reason) {
    toldWhy = true;
    dialer.events().ofCall(() -> new RetryRefused(alias(), reason));
  }
}
