package dev.switchboard.call;

import dev.switchboard.balance.CallKeys;
import dev.switchboard.event.Events;
import dev.switchboard.time.Clock;
import dev.switchboard.time.Randomness;
import dev.switchboard.upstream.Upstream;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import org.jspecify.annotations.Nullable;

/** Makes the calls to one alias. Safe for any thread. */
public final class Dialer {

  private final Upstream upstream;
  private volatile CallPolicy policy;
  private final Clock clock;
  private final Events events;
  private final Randomness randomness;
  private volatile Retry retry;
  private final RetryBudget budget;
  private final Admission admission;

  /** A dialer of {@code upstream}, following {@code policy}. */
  public Dialer(
      Upstream upstream, CallPolicy policy, Clock clock, Randomness randomness, Events events) {
    this.upstream = upstream;
    this.policy = policy;
    this.clock = clock;
    this.randomness = randomness;
    this.events = events;
    this.budget = new RetryBudget(policy.retry());
    this.retry = retry(policy.retry());
    this.admission = new Admission(upstream.alias(), clock, events);
    this.admission.follow(policy.admission());
  }

  /**
   * Follows another policy from the next call on. Calls under way keep their times; what the retry
   * budget has counted stays, and so does a circuit whose policy does.
   */
  public void follow(CallPolicy newPolicy) {
    policy = newPolicy;
    retry = retry(newPolicy.retry());
    budget.follow(newPolicy.retry());
    admission.follow(newPolicy.admission());
  }

  private Retry retry(RetryPolicy retryPolicy) {
    RetryConfig.Builder<Object> config =
        retryPolicy
            .config()
            .map(RetryConfig::from)
            .orElseGet(
                () -> RetryConfig.custom().intervalFunction(backoff(retryPolicy, randomness)));
    return Retry.of(
        upstream.alias().toString(), config.maxAttempts(retryPolicy.attempts()).build());
  }

  /** Full jitter over a bound that doubles, as Envoy does. In milliseconds. */
  private static IntervalFunction backoff(RetryPolicy policy, Randomness randomness) {
    return attempt -> {
      long bound = policy.backoffBase().toMillis() * ((1L << attempt) - 1);
      return (long) (randomness.fraction() * Math.min(bound, policy.backoffMax().toMillis()));
    };
  }

  /** As {@link #call(boolean, CallKeys)}, for one that carries no keys. */
  public Call call(boolean repeatable) {
    return call(repeatable, CallKeys.none());
  }

  /**
   * A new call, to be started by its driver.
   *
   * @param repeatable whether the request may safely be sent twice
   * @param keys what it carries that its endpoint may be chosen by
   */
  public Call call(boolean repeatable, CallKeys keys) {
    return new Call(this, repeatable, keys, false, clock.nanos());
  }

  /**
   * A new call whose answer is a connection, for a driver that may block. It goes to the endpoint
   * that has the fewest, and may be repeated until the application has sent something. Its last
   * attempt is to be finished when the connection is closed.
   */
  public BlockingCall blockingDial() {
    Call dial = new Call(this, true, CallKeys.none(), true, clock.nanos());
    return new BlockingCall(dial, upstream, clock);
  }

  /** As {@link #blockingCall(boolean, CallKeys)}, for one that carries no keys. */
  public BlockingCall blockingCall(boolean repeatable) {
    return blockingCall(repeatable, CallKeys.none());
  }

  /** A new call for a driver that may block, as {@link #call(boolean, CallKeys)}. */
  public BlockingCall blockingCall(boolean repeatable, CallKeys keys) {
    return new BlockingCall(call(repeatable, keys), upstream, clock);
  }

  /**
   * A call begins whose driver's library decides about tries itself. The driver picks among what it
   * {@link Upstream#select selected} and asks {@link #mayRetry} before each further try.
   *
   * @param repeatable whether the request may safely be sent twice
   * @return what is to be told how the call goes; null if nobody listens, or counts the calls
   * @throws SwitchboardException if it is not let in; then it is over
   */
  public @Nullable FollowedCall followedCall(boolean repeatable) throws SwitchboardException {
    return FollowedCall.letIn(this, repeatable, clock.nanos());
  }

  /**
   * A call of one try begins, for a driver that cannot tell which tries belong together, and hears
   * of each only when it is made: too late to keep it out. It is let in whatever the policy says,
   * and nobody knows whether it will be repeated.
   *
   * @return what is to be told how it goes; null if nobody listens
   */
  public @Nullable FollowedCall followedTry() {
    return FollowedCall.ofOneTry(this, clock.nanos());
  }

  /** Whether a followed call may be tried again: if so, that is paid from the budget of all. */
  public boolean mayRetry(long now) {
    return budget.withdraw(now);
  }

  /** What is dialed. */
  public Upstream upstream() {
    return upstream;
  }

  /** What its calls may take. */
  public CallPolicy policy() {
    return policy;
  }

  /** The clock its calls live by. */
  public Clock clock() {
    return clock;
  }

  /** Where its events go. */
  public Events events() {
    return events;
  }

  Retry retry() {
    return retry;
  }

  RetryBudget budget() {
    return budget;
  }

  Admission admission() {
    return admission;
  }
}
