package dev.switchboard.call;

import static dev.switchboard.upstream.Rig.A;
import static dev.switchboard.upstream.Rig.B;
import static dev.switchboard.upstream.Rig.C;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.balance.CallKeys;
import dev.switchboard.balance.Pick;
import dev.switchboard.endpoint.Absence;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.endpoint.Outcome.Resend;
import dev.switchboard.event.EventLog;
import dev.switchboard.event.SwitchboardEvent;
import dev.switchboard.event.SwitchboardEvent.CallEnded;
import dev.switchboard.event.SwitchboardEvent.RetryRefused;
import dev.switchboard.upstream.Attempt;
import dev.switchboard.upstream.Rig;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FollowedCallTest {

  private static final Outcome LOST = Outcome.failure(Resend.IF_REPEATABLE, "connection lost");

  private final Exception failure = new Exception("connection lost");

  private final Rig rig = new Rig(A, B, C);
  private final Dialer dialer = dialer(0, 1);

  private Dialer dialer(double budgetPercent, int budgetPerSecond) {
    CallPolicy policy =
        CallPolicy.defaults()
            .withRetry(
                r -> r.withBudgetPercent(budgetPercent).withBudgetPerSecond(budgetPerSecond));
    return new Dialer(rig.upstream, policy, rig.clock, rig.randomness, rig.events);
  }

  private Pick pick(FollowedCall call) {
    return Objects.requireNonNull(
        call.pick(rig.upstream.select(e -> true), CallKeys.none(), rig.clock.nanos()));
  }

  private Endpoint attempt(FollowedCall call, int number, Outcome outcome) {
    Attempt attempt = call.attemptStarted(pick(call), number, rig.clock.nanos());
    rig.clock.advance(Duration.ofMillis(3));
    attempt.showed(outcome, rig.clock.nanos());
    attempt.finished();
    call.attemptEnded(attempt, outcome, 3_000_000);
    return attempt.endpoint();
  }

  private String story() {
    StringBuilder story = new StringBuilder();
    for (SwitchboardEvent.OfCall event : rig.listener.events(SwitchboardEvent.OfCall.class)) {
      story.append(event.getClass().getSimpleName()).append(' ');
    }
    return story.toString().trim();
  }

  @Test
  void tellsTheEventsOfACall() {
    FollowedCall call = dialer.followedCall(true);
    attempt(call, 1, LOST);
    assertThat(call.mayTry(2, rig.clock.nanos())).isTrue();
    attempt(call, 2, Outcome.SUCCESS);
    call.ended(Outcome.SUCCESS, null, 6_000_000);
    assertThat(story())
        .isEqualTo("CallStarted AttemptStarted AttemptEnded AttemptStarted AttemptEnded CallEnded");
    assertThat(rig.listener.events(CallEnded.class))
        .containsExactly(
            new CallEnded(rig.upstream.alias(), 2, true, Outcome.SUCCESS, Duration.ofMillis(6)));
  }

  @Test
  void eachTryAvoidsTheEndpointsBefore() {
    FollowedCall call = dialer.followedCall(true);
    Set<Endpoint> tried = new HashSet<>();
    for (int number = 1; number <= 3; number++) {
      assertThat(tried.add(attempt(call, number, LOST))).isTrue();
    }
  }

  @Test
  void aRetryIsPaidOnce_fromTheBudgetOfAllCalls() {
    FollowedCall call = dialer.followedCall(true);
    long now = rig.clock.nanos();
    for (int asked = 0; asked < 100; asked++) {
      assertThat(call.mayTry(1, now)).isTrue();
      assertThat(call.mayTry(2, now)).isTrue();
    }
    Call other = dialer.call(true);
    other.start(now);
    other.attemptEnded(LOST, null, now); // the second of the ten that 10 s allow
    for (int paid = 3; paid <= 10; paid++) {
      assertThat(dialer.followedCall(true).mayTry(2, now)).as("%d", paid).isTrue();
    }
    FollowedCall last = dialer.followedCall(true);
    attempt(last, 1, LOST);
    assertThat(last.mayTry(2, now)).isFalse();
    last.ended(LOST, failure, 0);
    assertThat(rig.listener.events(RetryRefused.class))
        .extracting(RetryRefused::reason)
        .containsExactly(RetryRefused.Reason.BUDGET_EXHAUSTED);
  }

  @Test
  void callsDepositForRetries() {
    Dialer aTenth = dialer(10, 0);
    for (int i = 0; i < 10; i++) {
      assertThat(aTenth.followedCall(true).mayTry(2, rig.clock.nanos())).isEqualTo(i == 9);
    }
  }

  @Test
  void saysWhyThereWasNoFurtherTry() {
    FollowedCall once = dialer.followedCall(false);
    attempt(once, 1, LOST);
    once.ended(LOST, failure, 0);
    FollowedCall thrice = dialer.followedCall(true);
    for (int number = 1; number <= 3; number++) {
      attempt(thrice, number, LOST);
    }
    thrice.ended(LOST, failure, 0);
    FollowedCall givenUp = dialer.followedCall(true);
    attempt(givenUp, 1, LOST);
    givenUp.ended(LOST, failure, 0);
    FollowedCall answered = dialer.followedCall(false);
    attempt(answered, 1, Outcome.failure(Resend.NEVER, "INTERNAL"));
    answered.ended(Outcome.SUCCESS, null, 0);
    assertThat(rig.listener.events(RetryRefused.class))
        .extracting(RetryRefused::reason)
        .containsExactly(
            RetryRefused.Reason.NOT_REPEATABLE, RetryRefused.Reason.ATTEMPTS_EXHAUSTED);
  }

  @Test
  void tellsThatThereWasNoEndpoint() {
    FollowedCall call = dialer.followedCall(true);
    call.missed(new Absence(Absence.Reason.EMPTY, "none"));
    call.ended(LOST, failure, 0);
    assertThat(story()).isEqualTo("CallStarted EndpointMissing CallEnded");
  }

  @Test
  void isLetInAsAnyCallIs_andCountsUntilItIsOver() {
    dialer.follow(dialer.policy().withAdmission(a -> a.withConcurrencyLimit(1)));
    FollowedCall first = dialer.followedCall(true);
    assertThat(first.refusal()).isNull();
    assertThat(first.isAwaited()).isTrue();
    FollowedCall second = dialer.followedCall(true);
    assertThat(second.refusal()).isInstanceOf(ConcurrencyLimitException.class);
    second.ended(LOST, second.refusal(), 0);
    assertThat(story()).isEqualTo("CallStarted CallStarted CallRefused CallEnded");
    assertThat(dialer.followedCall(true).refusal()).as("the first is under way").isNotNull();
    first.ended(Outcome.SUCCESS, null, 0);
    assertThat(dialer.followedCall(true).refusal()).isNull();
  }

  @Test
  void whatItComesToOpensTheCircuit() {
    dialer.follow(
        dialer.policy().withAdmission(a -> a.withCircuitBreaker(CircuitBreakerPolicy.defaults())));
    for (int i = 0; i < 20; i++) {
      FollowedCall call = dialer.followedCall(false);
      assertThat(call.refusal()).isNull();
      call.ended(LOST, failure, 1_000_000);
    }
    assertThat(dialer.followedCall(false).refusal()).isInstanceOf(CircuitOpenException.class);
  }

  @Test
  void whereNobodyListensOrCountsItsEndIsNotAwaited() {
    assertThat(dialer.followedCall(true).isAwaited()).isTrue();
    rig.events.remove(rig.listener);
    assertThat(dialer.followedCall(true).isAwaited()).isFalse();
    rig.events.add(new EventLog());
    assertThat(dialer.followedCall(true).isAwaited()).as("a log of what else happens").isFalse();
    dialer.follow(dialer.policy().withAdmission(a -> a.withConcurrencyLimit(1)));
    assertThat(dialer.followedCall(true).isAwaited()).isTrue();
    assertThat(dialer.followedCall(true).isAwaited()).as("it was refused").isTrue();
  }

  @Test
  void whatAttemptsShowIsHealth() {
    FollowedCall call = dialer.followedCall(true);
    Endpoint failed = attempt(call, 1, LOST);
    assertThat(rig.snapshot(failed).failures()).isOne();
    assertThat(rig.snapshot(failed).inFlight()).isZero();
  }

  @Test
  void aTryOfItsOwnIsLetInWhateverThePolicySays_andTakesNoPlace() {
    dialer.follow(dialer.policy().withAdmission(a -> a.withConcurrencyLimit(1)));
    FollowedCall call = dialer.followedCall(true);
    FollowedCall one = dialer.followedTry();
    assertThat(one.refusal()).isNull();
    attempt(one, 1, LOST);
    one.ended(LOST, failure, 0);
    assertThat(story()).isEqualTo("CallStarted CallStarted AttemptStarted AttemptEnded CallEnded");
    call.ended(Outcome.SUCCESS, null, 0);
    FollowedCall other = dialer.followedTry();
    assertThat(dialer.followedCall(true).refusal()).isNull();
    other.ended(LOST, failure, 0);
  }

  @Test
  void oneThatIsNotRetriedDoesNotProbe() {
    for (int retries = 0; retries <= 1; retries++) {
      Rig fresh = new Rig(A, B);
      int tries = retries;
      CallPolicy policy = CallPolicy.defaults().withRetry(r -> r.withRetries(tries));
      Dialer of = new Dialer(fresh.upstream, policy, fresh.clock, fresh.randomness, fresh.events);
      fresh.eject(A);
      fresh.clock.advance(Duration.ofSeconds(30));
      Pick pick =
          Objects.requireNonNull(
              of.followedCall(true)
                  .pick(fresh.upstream.select(e -> true), CallKeys.none(), fresh.clock.nanos()));
      assertThat(pick.isProbe()).as("%d retries", retries).isEqualTo(retries > 0);
    }
  }
}
