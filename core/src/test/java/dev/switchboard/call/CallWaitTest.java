package dev.switchboard.call;

import static dev.switchboard.upstream.Rig.A;
import static dev.switchboard.upstream.Rig.B;
import static dev.switchboard.upstream.Rig.C;
import static dev.switchboard.upstream.Rig.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.balance.CallKeys;
import dev.switchboard.endpoint.Absence;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.endpoint.Outcome.Resend;
import dev.switchboard.event.Events;
import dev.switchboard.event.SwitchboardEvent;
import dev.switchboard.event.SwitchboardEvent.RetryRefused;
import dev.switchboard.resolve.ResolutionError;
import dev.switchboard.time.Randomness;
import dev.switchboard.upstream.Rig;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Waits, deadlines and words of a call, to the nanosecond. Its dice always fall highest. */
class CallWaitTest {

  private static final Outcome BUSY = Outcome.failure(Resend.IF_REPEATABLE, "503");
  private static final Randomness HIGHEST = () -> -1L;
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1000 * MILLI;

  private final Rig rig = new Rig(A, B, C);

  /** Waits of 99 ms, then 249 ms; a deadline of 3 s. */
  private static Dialer dialer(Rig rig, UnaryOperator<CallPolicy> change) {
    CallPolicy policy =
        CallPolicy.defaults()
            .withDeadline(Duration.ofSeconds(3))
            .withRetry(r -> r.withBackoffBase(Duration.ofMillis(100)));
    return new Dialer(rig.upstream, change.apply(policy), rig.clock, HIGHEST, rig.events);
  }

  private static Dialer impatient(Rig rig) {
    return dialer(rig, p -> p.withRetry(r -> r.withBackoffBase(Duration.ZERO)));
  }

  private Dialer dialer() {
    return dialer(rig, p -> p);
  }

  private static Step.Try tried(Step step) {
    assertThat(step).isInstanceOf(Step.Try.class);
    return (Step.Try) step;
  }

  private static SwitchboardException failure(Step step) {
    assertThat(step).isInstanceOf(Step.Finish.class);
    return Objects.requireNonNull(((Step.Finish) step).failure());
  }

  @Test
  void waitsGrowUpToTheirBound() {
    Call call = dialer().call(true);
    call.start(0);
    assertThat(call.attemptEnded(BUSY, null, 0)).isEqualTo(new Step.AwaitUntil(99 * MILLI));
    assertThat(call.wake(99 * MILLI - 1)).isEqualTo(new Step.AwaitUntil(99 * MILLI));
    assertThat(tried(call.wake(99 * MILLI)).attempt().number()).isEqualTo(2);
    assertThat(call.attemptEnded(BUSY, null, SECOND))
        .as("3 * 100 ms, but 250 ms at most")
        .isEqualTo(new Step.AwaitUntil(SECOND + 249 * MILLI));
    tried(call.wake(SECOND + 249 * MILLI));
    assertThat(call.attemptEnded(BUSY, null, 2 * SECOND)).isEqualTo(new Step.Finish(null));
    assertThat(rig.listener.events(RetryRefused.class))
        .extracting(RetryRefused::reason)
        .containsExactly(RetryRefused.Reason.ATTEMPTS_EXHAUSTED);
  }

  @Test
  void aWaitThatEndsJustBeforeTheDeadlineIsWorthIt() {
    Call call = dialer().call(true);
    call.start(0);
    long failed = 3 * SECOND - 99 * MILLI - 1;
    assertThat(call.attemptEnded(BUSY, null, failed))
        .isEqualTo(new Step.AwaitUntil(3 * SECOND - 1));
    assertThat(tried(call.wake(3 * SECOND - 1)).timeout()).contains(Duration.ofNanos(1));
  }

  @Test
  void aWaitThatEndsWithTheDeadlineIsNot() {
    Call call = dialer().call(true);
    call.start(0);
    long failed = 3 * SECOND - 99 * MILLI;
    assertThat(failure(call.attemptEnded(BUSY, new IOException("x"), failed)))
        .hasMessage(
            "orders:8080: attempt 1 of 3 on "
                + rig.listener.events(SwitchboardEvent.AttemptStarted.class).get(0).endpoint()
                + " failed: 503; not retried, because the deadline is near (the call took"
                + " 2901 ms)");
    assertThat(rig.listener.events(RetryRefused.class))
        .extracting(RetryRefused::reason)
        .containsExactly(RetryRefused.Reason.DEADLINE);
  }

  @Test
  void aDriverThatComesLateFindsTheDeadlinePassed() {
    Call call = dialer().call(true);
    call.start(0);
    IOException first = new IOException("first");
    call.attemptEnded(BUSY, first, 0);
    assertThat(failure(call.wake(3 * SECOND)))
        .isInstanceOf(CallFailedException.class)
        .hasMessage(
            "orders:8080: the deadline of 3000 ms passed after 1 attempts; set a longer one for"
                + " this alias, or 0 for none")
        .hasNoCause()
        .hasSuppressedException(first);
  }

  @Test
  void thePerTryTimeoutGivesWayToTheDeadlineAtTheEnd() {
    Dialer dialer =
        dialer(
            rig,
            p ->
                p.withPerTryTimeout(Duration.ofSeconds(2))
                    .withRetry(r -> r.withBackoffBase(Duration.ZERO)));
    Call call = dialer.call(true);
    assertThat(tried(call.start(0)).timeout()).contains(Duration.ofSeconds(2));
    assertThat(tried(call.attemptEnded(BUSY, null, SECOND)).timeout())
        .as("both the same")
        .contains(Duration.ofSeconds(2));
    assertThat(tried(call.attemptEnded(BUSY, null, SECOND + 1)).timeout())
        .contains(Duration.ofSeconds(2).minusNanos(1));
  }

  @Test
  void theClockMayWrap() {
    long start = Long.MAX_VALUE - SECOND;
    Call call = new Call(dialer(), true, CallKeys.none(), false, start);
    assertThat(tried(call.start(start)).timeout()).contains(Duration.ofSeconds(3));
    long later = start + 2 * SECOND;
    assertThat(later).isNegative();
    assertThat(call.attemptEnded(BUSY, null, later))
        .isEqualTo(new Step.AwaitUntil(later + 99 * MILLI));
    assertThat(tried(call.wake(later + 99 * MILLI)).timeout()).contains(Duration.ofMillis(901));
  }

  @Test
  void theBudgetRefusesInWords() {
    Dialer dialer =
        dialer(rig, p -> p.withRetry(r -> r.withBudgetPercent(0).withBudgetPerSecond(0)));
    Call call = dialer.call(true);
    call.start(0);
    assertThat(failure(call.attemptEnded(REFUSED, new IOException("x"), 0)))
        .hasMessageContaining("too many calls to this alias are being retried already");
  }

  @Test
  void withoutRetriesTheFirstFailureIsTheLast() {
    Call call = dialer(rig, p -> p.withRetry(r -> r.withRetries(0))).call(true);
    call.start(0);
    IOException cause = new IOException("x");
    assertThat(failure(call.attemptEnded(REFUSED, cause, 0)))
        .hasMessageContaining("attempt 1 of 1 on ")
        .hasCause(cause)
        .hasNoSuppressedExceptions();
  }

  @Test
  void whatMayNotBeResentIsNotEvenRefused() {
    Call call = dialer().call(true);
    call.start(0);
    IOException cause = new IOException("canceled");
    assertThat(failure(call.attemptEnded(Outcome.CANCELLED, cause, 0)))
        .hasMessageEndingWith("failed: cancelled (the call took 0 ms)")
        .hasCause(cause);
    assertThat(rig.listener.events(RetryRefused.class)).isEmpty();
  }

  @Test
  void theEventsOfACallTellItsStory() {
    Call call = impatient(rig).call(true);
    call.start(0);
    call.attemptEnded(REFUSED, new IOException("x"), 5);
    call.attemptEnded(BUSY, new IOException("y"), 7);
    call.attemptEnded(BUSY, new IOException("z"), 9);
    assertThat(rig.listener.events(SwitchboardEvent.OfCall.class))
        .extracting(e -> e.getClass().getSimpleName())
        .containsExactly(
            "CallStarted",
            "AttemptStarted",
            "AttemptEnded",
            "AttemptStarted",
            "AttemptEnded",
            "AttemptStarted",
            "AttemptEnded",
            "RetryRefused",
            "CallEnded");
    assertThat(rig.listener.events(SwitchboardEvent.AttemptEnded.class))
        .extracting(SwitchboardEvent.AttemptEnded::time)
        .containsExactly(Duration.ofNanos(5), Duration.ofNanos(2), Duration.ofNanos(2));
    assertThat(rig.listener.events(SwitchboardEvent.CallEnded.class))
        .containsExactly(
            new SwitchboardEvent.CallEnded(
                rig.upstream.alias(), 3, false, BUSY, Duration.ofNanos(9)));
  }

  @Test
  void aCallWithoutEndpointTellsWhyBeforeItEnds() {
    Rig empty = new Rig();
    Call call = dialer(empty, p -> p.withEndpointTimeout(Duration.ZERO)).call(true);
    failure(call.start(0));
    assertThat(empty.listener.events(SwitchboardEvent.OfCall.class))
        .containsExactly(
            new SwitchboardEvent.CallStarted(empty.upstream.alias()),
            new SwitchboardEvent.EndpointMissing(
                empty.upstream.alias(), Absence.Reason.NOT_YET_RESOLVED),
            new SwitchboardEvent.CallEnded(
                empty.upstream.alias(),
                0,
                false,
                Outcome.failure(Outcome.Resend.NEVER, "no endpoint"),
                Duration.ZERO));
  }

  @Test
  void aDeadlineThatEndsTheWaitForAnEndpointSaysWhatIsMissing() {
    Rig empty = new Rig();
    empty.resolver.fail(
        "orders", new ResolutionError(ResolutionError.Kind.UNAVAILABLE, "the registry is down"));
    Call call = dialer(empty, p -> p).call(true);
    assertThat(call.start(0)).isEqualTo(new Step.AwaitUntil(3 * SECOND));
    assertThat(failure(call.wake(3 * SECOND)))
        .isInstanceOf(NoEndpointException.class)
        .hasMessageContaining("after waiting 3000 ms: the registry is down");
  }

  @Test
  void nobodyListens() {
    Events nobody = new Events(Runnable::run);
    Dialer dialer = new Dialer(rig.upstream, CallPolicy.defaults(), rig.clock, HIGHEST, nobody);
    Call call = dialer.call(true);
    call.start(0);
    assertThat(call.attemptEnded(Outcome.SUCCESS, null, 0)).isEqualTo(new Step.Finish(null));
  }

  @Test
  void aDriverThatTellsTwiceIsStopped() {
    Call call = dialer().call(true);
    call.start(0);
    call.attemptEnded(Outcome.SUCCESS, null, 0);
    assertThatThrownBy(() -> call.attemptEnded(Outcome.SUCCESS, null, 0))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theDeadlineAlsoBoundsTheWaitForAnEndpoint() {
    Call call = dialer(new Rig(), p -> p).call(true);
    assertThat(call.start(0)).isEqualTo(new Step.AwaitUntil(3 * SECOND));
    assertThat(call.wake(3 * SECOND - 1)).isEqualTo(new Step.AwaitUntil(3 * SECOND));
    assertThat(failure(call.wake(3 * SECOND)))
        .hasMessageStartingWith(
            "no endpoint for orders:8080 after waiting 3000 ms: the registry has not answered yet");
  }

  @Test
  void whoDoesNotWantToWaitDoesNot() {
    Call call = dialer(new Rig(), p -> p.withEndpointTimeout(Duration.ZERO)).call(true);
    assertThat(failure(call.start(0)))
        .hasMessageStartingWith("no endpoint for orders:8080: the registry has not answered yet");
  }

  @Test
  void aRegistryThatIsDownMayComeBack_aWrongConfigurationMayNot() {
    Rig down = new Rig();
    down.resolver.fail(
        "orders", new ResolutionError(ResolutionError.Kind.UNAVAILABLE, "Cloud Map is down"));
    Call waiting = dialer(down, p -> p).call(true);
    assertThat(waiting.start(0)).isInstanceOf(Step.AwaitUntil.class);
    down.resolver.fail(
        "orders", new ResolutionError(ResolutionError.Kind.MISCONFIGURED, "no credentials"));
    assertThat(failure(waiting.wake(SECOND)))
        .hasMessage("no endpoint for orders:8080 after waiting 1000 ms: no credentials");
  }

  @Test
  void closedBetweenTwoTries() {
    Call call = impatient(rig).call(true);
    call.start(0);
    rig.tracker.close();
    IOException first = new IOException("first");
    assertThat(failure(call.attemptEnded(REFUSED, first, 0)))
        .isInstanceOfSatisfying(
            NoEndpointException.class, e -> assertThat(e.reason()).isEqualTo(Absence.Reason.CLOSED))
        .hasSuppressedException(first);
  }

  @Test
  void whoFailedWithAnExceptionIsNoLongerInFlight_whoAnsweredIs() {
    Call call = impatient(rig).call(true);
    Step.Try first = tried(call.start(0));
    Step.Try second = tried(call.attemptEnded(REFUSED, new IOException("x"), 0));
    assertThat(rig.snapshot(first.attempt().endpoint()).inFlight()).isZero();
    call.attemptEnded(Outcome.SUCCESS, null, 0);
    assertThat(rig.snapshot(second.attempt().endpoint()).inFlight()).isOne();
    second.attempt().finished();
    assertThat(rig.snapshot(second.attempt().endpoint()).inFlight()).isZero();
  }
}
