package dev.switchboard.call;

import static dev.switchboard.upstream.Rig.A;
import static dev.switchboard.upstream.Rig.B;
import static dev.switchboard.upstream.Rig.C;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.balance.Pick;
import dev.switchboard.endpoint.Absence;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.endpoint.Outcome.Resend;
import dev.switchboard.event.EventLog;
import dev.switchboard.event.SwitchboardEvent;
import dev.switchboard.event.SwitchboardEvent.CallEnded;
import dev.switchboard.event.SwitchboardEvent.RetryRefused;
import dev.switchboard.upstream.Attempt;
import dev.switchboard.upstream.Rig;
import dev.switchboard.upstream.Tried;
import java.time.Duration;
import java.util.Objects;
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

  private FollowedCall call(boolean repeatable) throws SwitchboardException {
    return Objects.requireNonNull(dialer.followedCall(repeatable));
  }

  private void attempt(FollowedCall call, int number, Outcome outcome) {
    Pick pick = Objects.requireNonNull(rig.upstream.pick(new Tried(), true, rig.clock.nanos()));
    Attempt attempt = new Attempt(rig.upstream, pick, number, rig.clock.nanos());
    call.attemptStarted(attempt);
    attempt.showed(outcome, rig.clock.nanos());
    attempt.finished();
    call.attemptEnded(attempt, outcome, 3_000_000);
  }

  private String story() {
    StringBuilder story = new StringBuilder();
    for (SwitchboardEvent.OfCall event : rig.listener.events(SwitchboardEvent.OfCall.class)) {
      story.append(event.getClass().getSimpleName()).append(' ');
    }
    return story.toString().trim();
  }

  @Test
  void tellsTheEventsOfACall() throws SwitchboardException {
    FollowedCall call = call(true);
    attempt(call, 1, LOST);
    attempt(call, 2, Outcome.SUCCESS);
    call.ended(Outcome.SUCCESS, null, 6_000_000);
    assertThat(story())
        .isEqualTo("CallStarted AttemptStarted AttemptEnded AttemptStarted AttemptEnded CallEnded");
    assertThat(rig.listener.events(CallEnded.class))
        .containsExactly(
            new CallEnded(rig.upstream.alias(), 2, true, Outcome.SUCCESS, Duration.ofMillis(6)));
  }

  @Test
  void retriesArePaidFromTheBudgetOfAllCalls() throws SwitchboardException {
    long now = rig.clock.nanos();
    Call other = dialer.call(true);
    other.start(now);
    other.attemptEnded(LOST, null, now); // the first of the ten that 10 s allow
    for (int paid = 2; paid <= 10; paid++) {
      assertThat(dialer.mayRetry(now)).as("%d", paid).isTrue();
    }
    FollowedCall last = call(true);
    attempt(last, 1, LOST);
    assertThat(dialer.mayRetry(now)).isFalse();
    last.notPaid();
    last.ended(LOST, failure, 0);
    assertThat(rig.listener.events(RetryRefused.class))
        .extracting(RetryRefused::reason)
        .containsExactly(RetryRefused.Reason.BUDGET_EXHAUSTED);
  }

  @Test
  void callsDepositForRetries() throws SwitchboardException {
    Dialer aTenth = dialer(10, 0);
    for (int i = 0; i < 10; i++) {
      aTenth.followedCall(true);
      assertThat(aTenth.mayRetry(rig.clock.nanos())).isEqualTo(i == 9);
    }
  }

  @Test
  void saysWhyThereWasNoFurtherTry() throws SwitchboardException {
    FollowedCall once = call(false);
    attempt(once, 1, LOST);
    once.ended(LOST, failure, 0);
    FollowedCall thrice = call(true);
    for (int number = 1; number <= 3; number++) {
      attempt(thrice, number, LOST);
    }
    thrice.ended(LOST, failure, 0);
    FollowedCall givenUp = call(true);
    attempt(givenUp, 1, LOST);
    givenUp.ended(Outcome.CANCELLED, failure, 0);
    FollowedCall twice = call(true);
    attempt(twice, 1, LOST);
    attempt(twice, 2, LOST);
    twice.ended(LOST, failure, 0);
    FollowedCall missed = call(true);
    attempt(missed, 1, LOST);
    missed.missed(new Absence(Absence.Reason.EMPTY, "none"));
    missed.ended(LOST, failure, 0);
    FollowedCall alone = Objects.requireNonNull(dialer.followedTry());
    attempt(alone, 1, LOST);
    alone.ended(LOST, failure, 0);
    FollowedCall answered = call(false);
    attempt(answered, 1, Outcome.failure(Resend.NEVER, "INTERNAL"));
    answered.ended(Outcome.SUCCESS, null, 0);
    assertThat(rig.listener.events(RetryRefused.class))
        .extracting(RetryRefused::reason)
        .containsExactly(
            RetryRefused.Reason.NOT_REPEATABLE,
            RetryRefused.Reason.ATTEMPTS_EXHAUSTED,
            RetryRefused.Reason.ATTEMPTS_EXHAUSTED);
  }

  @Test
  void tellsThatThereWasNoEndpoint() throws SwitchboardException {
    FollowedCall call = call(true);
    call.missed(new Absence(Absence.Reason.EMPTY, "none"));
    call.ended(LOST, failure, 0);
    assertThat(story()).isEqualTo("CallStarted EndpointMissing CallEnded");
  }

  @Test
  void isLetInAsAnyCallIs_andCountsUntilItIsOver() throws SwitchboardException {
    dialer.follow(dialer.policy().withAdmission(a -> a.withConcurrencyLimit(1)));
    FollowedCall first = call(true);
    for (int more = 0; more < 2; more++) {
      assertThatThrownBy(() -> dialer.followedCall(true))
          .isInstanceOf(ConcurrencyLimitException.class);
    }
    assertThat(story())
        .isEqualTo(
            "CallStarted CallStarted CallRefused CallEnded CallStarted CallRefused CallEnded");
    first.ended(Outcome.SUCCESS, null, 0);
    dialer.followedCall(true);
  }

  @Test
  void whatItComesToOpensTheCircuit() throws SwitchboardException {
    dialer.follow(
        dialer.policy().withAdmission(a -> a.withCircuitBreaker(CircuitBreakerPolicy.defaults())));
    for (int i = 0; i < 20; i++) {
      call(false).ended(LOST, failure, 1_000_000);
    }
    assertThatThrownBy(() -> dialer.followedCall(false)).isInstanceOf(CircuitOpenException.class);
  }

  @Test
  void whereNobodyListensOrCountsThereIsNoneToTell() throws SwitchboardException {
    assertThat(dialer.followedCall(true)).isNotNull();
    assertThat(dialer.followedTry()).isNotNull();
    rig.events.remove(rig.listener);
    assertThat(dialer.followedCall(true)).isNull();
    assertThat(dialer.followedTry()).isNull();
    rig.events.add(new EventLog());
    assertThat(dialer.followedCall(true)).as("a log of what else happens").isNull();
    dialer.follow(dialer.policy().withAdmission(a -> a.withConcurrencyLimit(1)));
    assertThat(dialer.followedCall(true)).isNotNull();
  }

  @Test
  void aTryOfItsOwnIsLetInWhateverThePolicySays_andTakesNoPlace() throws SwitchboardException {
    dialer.follow(dialer.policy().withAdmission(a -> a.withConcurrencyLimit(1)));
    FollowedCall call = call(true);
    FollowedCall one = Objects.requireNonNull(dialer.followedTry());
    attempt(one, 1, LOST);
    one.ended(LOST, failure, 0);
    assertThat(story()).isEqualTo("CallStarted CallStarted AttemptStarted AttemptEnded CallEnded");
    call.ended(Outcome.SUCCESS, null, 0);
    FollowedCall other = Objects.requireNonNull(dialer.followedTry());
    dialer.followedCall(true);
    other.ended(LOST, failure, 0);
  }
}
