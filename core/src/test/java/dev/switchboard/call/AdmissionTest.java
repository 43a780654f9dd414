package dev.switchboard.call;

import static dev.switchboard.upstream.Rig.A;
import static dev.switchboard.upstream.Rig.B;
import static dev.switchboard.upstream.Rig.C;
import static dev.switchboard.upstream.Rig.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.balance.Balancer;
import dev.switchboard.endpoint.Absence;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.endpoint.Outcome.Resend;
import dev.switchboard.event.SwitchboardEvent.CallEnded;
import dev.switchboard.event.SwitchboardEvent.CallRefused;
import dev.switchboard.event.SwitchboardEvent.CallStarted;
import dev.switchboard.event.SwitchboardEvent.CircuitClosed;
import dev.switchboard.event.SwitchboardEvent.CircuitHalfOpened;
import dev.switchboard.event.SwitchboardEvent.CircuitOpened;
import dev.switchboard.event.SwitchboardEvent.OfAlias;
import dev.switchboard.event.SwitchboardEvent.OfCall;
import dev.switchboard.upstream.Rig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.RetryConfig;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who is let in: the concurrency limit and the circuit breaker. */
class AdmissionTest {

  private static final Outcome ERROR = Outcome.failure(Resend.NEVER, "500");
  private static final Outcome BUSY = Outcome.overload(Resend.NEVER, "503");
  private static final Outcome NOT_OURS = Outcome.callerFailure("client failed");

  /** Ten of the last ten, so that tests can count. */
  private static final CircuitBreakerPolicy TEN =
      CircuitBreakerPolicy.defaults()
          .withSlidingWindowType(SlidingWindowType.COUNT_BASED)
          .withSlidingWindowSize(10)
          .withMinimumNumberOfCalls(10);

  private final Rig rig = new Rig(A, B, C);

  private Dialer dialer(UnaryOperator<AdmissionPolicy> change) {
    return new Dialer(
        rig.upstream,
        CallPolicy.defaults().withAdmission(change).withRetry(r -> r.withRetries(0)),
        rig.clock,
        rig.randomness,
        rig.events);
  }

  private Dialer withBreaker(CircuitBreakerPolicy policy) {
    return dialer(a -> a.withCircuitBreaker(policy));
  }

  private long now() {
    return rig.clock.nanos();
  }

  private static @Nullable SwitchboardException failure(Step step) {
    return ((Step.Finish) step).failure();
  }

  /** A whole call; what it failed with. */
  private @Nullable SwitchboardException call(
      Dialer dialer, Outcome outcome, @Nullable IOException thrown) {
    Call call = dialer.call(false);
    Step step = call.start(now());
    if (step instanceof Step.Try attempt) {
      step = call.attemptEnded(outcome, thrown, now());
      attempt.attempt().finished();
    }
    return failure(step);
  }

  private void calls(Dialer dialer, int times, Outcome outcome) {
    for (int i = 0; i < times; i++) {
      assertThat(call(dialer, outcome, null)).as("call %d", i).isNull();
    }
  }

  private CircuitOpenException refused(Dialer dialer) {
    SwitchboardException refusal = call(dialer, Outcome.SUCCESS, null);
    assertThat(refusal).isInstanceOf(CircuitOpenException.class);
    return (CircuitOpenException) Objects.requireNonNull(refusal);
  }

  private List<Class<?>> circuit() {
    return rig.listener.events(OfAlias.class).stream().<Class<?>>map(Object::getClass).toList();
  }

  @Test
  void theLimitCountsFromTheStartToTheEndOfTheBody() {
    Dialer dialer = dialer(a -> a.withConcurrencyLimit(2));
    List<Call> calls = new ArrayList<>();
    List<Step.Try> tries = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      calls.add(dialer.call(true));
      tries.add((Step.Try) calls.get(i).start(now()));
    }
    rig.listener.clear();
    assertThat(failure(dialer.call(true).start(now())))
        .isInstanceOf(ConcurrencyLimitException.class)
        .hasMessageContaining("orders:8080: 2 calls are under way already");
    assertThat(rig.listener.events(OfCall.class))
        .extracting(Object::getClass)
        .<Class<?>>map(c -> c)
        .containsExactly(CallStarted.class, CallRefused.class, CallEnded.class);

    calls.get(0).attemptEnded(Outcome.SUCCESS, null, now());
    assertThat(failure(dialer.call(true).start(now())))
        .as("its body is still on the way")
        .isInstanceOf(ConcurrencyLimitException.class);
    tries.get(0).attempt().finished();
    assertThat(dialer.call(true).start(now())).isInstanceOf(Step.Try.class);
  }

  @Test
  void theLimitIsFreedHoweverACallEnds() {
    Dialer dialer = dialer(a -> a.withConcurrencyLimit(1));
    assertThat(call(dialer, REFUSED, new IOException("refused"))).isNotNull();
    Call brokenBody = dialer.call(false);
    Step.Try step = (Step.Try) brokenBody.start(now());
    brokenBody.attemptEnded(Outcome.SUCCESS, null, now());
    step.attempt().bodyFailed(ERROR, now());
    step.attempt().finished(); // told twice
    Call cancelled = dialer.call(false);
    cancelled.start(now());
    assertThat(cancelled.attemptEnded(Outcome.CANCELLED, new IOException("cancelled"), now()))
        .isInstanceOf(Step.Finish.class);
    assertThat(dialer.call(true).start(now())).isInstanceOf(Step.Try.class);
    assertThat(failure(dialer.call(true).start(now()))).isNotNull();
  }

  @Test
  void aLimitThatIsChangedCountsThoseItCounted() {
    Dialer dialer = dialer(a -> a.withConcurrencyLimit(1));
    Step.Try first = (Step.Try) dialer.call(true).start(now());
    dialer.follow(dialer.policy().withAdmission(a -> a.withConcurrencyLimit(2)));
    assertThat(dialer.call(true).start(now())).isInstanceOf(Step.Try.class);
    assertThat(failure(dialer.call(true).start(now()))).isNotNull();
    dialer.follow(dialer.policy().withAdmission(a -> a.withConcurrencyLimit(0)));
    assertThat(dialer.call(true).start(now())).isInstanceOf(Step.Try.class);
    first.attempt().finished();
  }

  @Test
  void theCircuitOpensAtTheThresholdAndNotBefore() {
    Dialer dialer = withBreaker(TEN);
    calls(dialer, 6, Outcome.SUCCESS);
    calls(dialer, 4, ERROR);
    assertThat(circuit()).isEmpty();
    calls(dialer, 1, BUSY); // 5 successes, 4 errors, 1 busy
    assertThat(circuit()).containsExactly(CircuitOpened.class);

    CircuitOpenException refusal = refused(dialer);
    assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(5));
    assertThat(refusal)
        .hasMessage(
            "orders:8080: the circuit is open, because 50 % of the last 10 calls failed; a few"
                + " calls are let in again after 5000 ms");
    assertThat(rig.listener.events(CallRefused.class))
        .extracting(CallRefused::reason)
        .containsExactly(CallRefused.Reason.CIRCUIT_OPEN);
  }

  @Test
  void fewerCallsThanTheMinimumSayNothing() {
    Dialer dialer = withBreaker(TEN.withMinimumNumberOfCalls(9));
    calls(dialer, 8, ERROR);
    assertThat(circuit()).isEmpty();
    calls(dialer, 1, ERROR);
    assertThat(circuit()).containsExactly(CircuitOpened.class);
  }

  @Test
  void failuresThatAreTooOldSayNothing() {
    Dialer dialer = withBreaker(CircuitBreakerPolicy.defaults());
    calls(dialer, 19, ERROR);
    rig.clock.advance(Duration.ofSeconds(11));
    calls(dialer, 1, ERROR);
    assertThat(circuit()).isEmpty();
    calls(dialer, 19, ERROR);
    assertThat(circuit()).containsExactly(CircuitOpened.class);
  }

  @Test
  void afterItsRestAFewAreLetInAndCloseIt() {
    Dialer dialer = withBreaker(TEN);
    calls(dialer, 10, ERROR);
    rig.clock.advance(Duration.ofSeconds(5));
    assertThat(refused(dialer).retryAfter()).as("at the very end").isZero();
    rig.clock.advance(Duration.ofNanos(1));
    List<Call> trials = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Call trial = dialer.call(false);
      assertThat(trial.start(now())).isInstanceOf(Step.Try.class);
      trials.add(trial);
    }
    assertThat(refused(dialer)).hasMessageContaining("are let in now, and as many as that");
    trials.forEach(trial -> trial.attemptEnded(Outcome.SUCCESS, null, now()));
    calls(dialer, 20, Outcome.SUCCESS);
    assertThat(circuit())
        .containsExactly(CircuitOpened.class, CircuitHalfOpened.class, CircuitClosed.class);
  }

  @Test
  void aTrialThatShowsNothingMakesRoomForAnother() {
    Dialer dialer =
        withBreaker(
            CircuitBreakerPolicy.of(
                CircuitBreakerConfig.custom()
                    .slidingWindowSize(10)
                    .minimumNumberOfCalls(10)
                    .permittedNumberOfCallsInHalfOpenState(1)
                    .waitDurationInOpenState(Duration.ofSeconds(5))
                    .build()));
    calls(dialer, 10, ERROR);
    rig.clock.advance(Duration.ofSeconds(6));
    for (int i = 0; i < 5; i++) {
      Call trial = dialer.call(false);
      assertThat(trial.start(now())).isInstanceOf(Step.Try.class);
      trial.attemptEnded(
          i % 2 == 0 ? NOT_OURS : Outcome.CANCELLED, new IOException("not theirs"), now());
    }
    BlockingCall waiting = dialer.blockingCall(false);
    assertThat(waiting.start()).isInstanceOf(Step.Try.class);
    assertThat(call(dialer, Outcome.SUCCESS, null)).isInstanceOf(CircuitOpenException.class);
  }

  @Test
  void whatACallEndsWithCountsAndNotWhatItsTriesDid() {
    Dialer dialer = withBreaker(TEN);
    dialer.follow(dialer.policy().withRetry(r -> r.withRetries(2).withBackoffBase(Duration.ZERO)));
    for (int i = 0; i < 20; i++) {
      Call call = dialer.call(true);
      call.start(now());
      call.attemptEnded(REFUSED, new IOException("refused"), now());
      assertThat(call.attemptEnded(Outcome.SUCCESS, null, now())).isEqualTo(new Step.Finish(null));
    }
    assertThat(circuit()).isEmpty();
  }

  @Test
  void callsWithoutAnEndpointOpenIt() {
    Rig empty = new Rig();
    Dialer dialer =
        new Dialer(
            empty.upstream,
            CallPolicy.defaults()
                .withEndpointTimeout(Duration.ZERO)
                .withAdmission(a -> a.withCircuitBreaker(TEN)),
            empty.clock,
            empty.randomness,
            empty.events);
    for (int i = 0; i < 10; i++) {
      assertThat(failure(dialer.call(true).start(empty.clock.nanos())))
          .isInstanceOf(NoEndpointException.class);
    }
    assertThat(failure(dialer.call(true).start(empty.clock.nanos())))
        .isInstanceOf(CircuitOpenException.class);
  }

  @Test
  void aCircuitWhosePolicyStaysGoesOn() {
    Dialer dialer = withBreaker(TEN);
    calls(dialer, 10, ERROR);
    dialer.follow(dialer.policy().withDeadline(Duration.ofSeconds(1)));
    refused(dialer);
    dialer.follow(dialer.policy().withAdmission(a -> a.withCircuitBreaker(TEN)));
    refused(dialer);
    dialer.follow(dialer.policy().withAdmission(AdmissionPolicy::withoutCircuitBreaker));
    calls(dialer, 1, ERROR);
  }

  @Test
  void predicatesOfResilience4jSeeWhatTheTryThrew() {
    CircuitBreakerConfig timeoutsOnly =
        CircuitBreakerConfig.custom()
            .slidingWindowSize(10)
            .minimumNumberOfCalls(10)
            .recordExceptions(SocketTimeoutException.class)
            .build();
    Dialer dialer = withBreaker(CircuitBreakerPolicy.of(timeoutsOnly));
    for (int i = 0; i < 20; i++) {
      call(dialer, ERROR, new IOException("reset"));
      call(dialer, ERROR, null);
    }
    assertThat(circuit()).isEmpty();
    for (int i = 0; i < 5; i++) {
      call(dialer, ERROR, new SocketTimeoutException("timeout"));
    }
    assertThat(circuit()).containsExactly(CircuitOpened.class);
  }

  @Test
  void waitsThatGrowAreTold() {
    CircuitBreakerConfig growing =
        CircuitBreakerConfig.custom()
            .slidingWindowSize(10)
            .minimumNumberOfCalls(10)
            .permittedNumberOfCallsInHalfOpenState(1)
            .waitIntervalFunctionInOpenState(IntervalFunction.ofExponentialBackoff(1000, 2))
            .build();
    Dialer dialer = withBreaker(CircuitBreakerPolicy.of(growing));
    calls(dialer, 10, ERROR);
    assertThat(refused(dialer).retryAfter()).isEqualTo(Duration.ofSeconds(1));
    rig.clock.advance(Duration.ofMillis(1001));
    calls(dialer, 1, ERROR);
    assertThat(refused(dialer).retryAfter()).isEqualTo(Duration.ofSeconds(2));
    assertThat(rig.listener.events(CircuitOpened.class))
        .extracting(CircuitOpened::rest)
        .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  @Test
  void slowCallsOpenItIfTheConfigurationSaysSo() {
    CircuitBreakerConfig slow =
        CircuitBreakerConfig.custom()
            .slidingWindowSize(10)
            .minimumNumberOfCalls(10)
            .slowCallDurationThreshold(Duration.ofSeconds(1))
            .slowCallRateThreshold(50)
            .build();
    Dialer dialer = withBreaker(CircuitBreakerPolicy.of(slow));
    calls(dialer, 5, Outcome.SUCCESS);
    for (int i = 0; i < 5; i++) {
      Call call = dialer.call(false);
      call.start(now());
      rig.clock.advance(Duration.ofMillis(1001));
      call.attemptEnded(Outcome.SUCCESS, null, now());
    }
    assertThat(refused(dialer)).hasMessageContaining("50 % of the last 10 calls were slow");
  }

  /** Fifteen seconds old, say, where the service hung and has been well again since. */
  @Test
  void callsFromBeforeItOpenedSayNothingOfHowItIsNow() {
    Dialer dialer = withBreaker(TEN);
    List<Call> old = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      old.add(dialer.call(false));
      old.get(i).start(now());
    }
    calls(dialer, 10, ERROR);
    rig.clock.advance(Duration.ofSeconds(6));
    calls(dialer, 9, Outcome.SUCCESS);
    old.subList(0, 5).forEach(call -> call.attemptEnded(ERROR, null, now()));
    old.subList(5, 10).forEach(call -> call.attemptEnded(Outcome.SUCCESS, null, now()));
    assertThat(circuit()).containsExactly(CircuitOpened.class, CircuitHalfOpened.class);
    old.subList(10, 20)
        .forEach(call -> call.attemptEnded(Outcome.CANCELLED, new IOException("gone"), now()));
    Call tenth = dialer.call(false);
    assertThat(tenth.start(now())).isInstanceOf(Step.Try.class);
    assertThat(call(dialer, Outcome.SUCCESS, null)).as("the eleventh").isNotNull();
    tenth.attemptEnded(Outcome.SUCCESS, null, now());
    old.subList(20, 30).forEach(call -> call.attemptEnded(ERROR, null, now()));
    assertThat(circuit())
        .containsExactly(CircuitOpened.class, CircuitHalfOpened.class, CircuitClosed.class);
  }

  /** Else a page and a meter would show it open for ever. */
  @Test
  void aCircuitThatIsReplacedIsClosed() {
    for (UnaryOperator<AdmissionPolicy> next :
        List.<UnaryOperator<AdmissionPolicy>>of(
            AdmissionPolicy::withoutCircuitBreaker,
            a -> a.withCircuitBreaker(TEN.withFailureRateThreshold(90)))) {
      rig.listener.clear();
      Dialer dialer = withBreaker(TEN);
      List<Call> old = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        old.add(dialer.call(false));
        old.get(i).start(now());
      }
      calls(dialer, 10, ERROR);
      dialer.follow(dialer.policy().withAdmission(next));
      assertThat(circuit()).containsExactly(CircuitOpened.class, CircuitClosed.class);
      old.forEach(call -> call.attemptEnded(ERROR, null, now()));
      rig.clock.advance(Duration.ofSeconds(6));
      calls(dialer, 1, Outcome.SUCCESS);
      assertThat(circuit()).containsExactly(CircuitOpened.class, CircuitClosed.class);
    }
    rig.listener.clear();
    Dialer closed = withBreaker(TEN);
    closed.follow(closed.policy().withAdmission(AdmissionPolicy::withoutCircuitBreaker));
    assertThat(circuit()).isEmpty();
  }

  @Test
  void afterTheSwitchboardWasClosedItSaysThat_thoughTheCircuitIsOpen() {
    Dialer dialer = withBreaker(TEN);
    calls(dialer, 10, ERROR);
    refused(dialer);
    rig.tracker.close();
    assertThat(call(dialer, Outcome.SUCCESS, null))
        .isInstanceOfSatisfying(
            NoEndpointException.class,
            e -> assertThat(e.reason()).isEqualTo(Absence.Reason.CLOSED));
    assertThatCode(() -> dialer.followedCall(true)).doesNotThrowAnyException();
  }

  /** A random wait, say: what it was once is not what it is. */
  @Test
  void waitsThatVaryAreTheConfigurationsEachTime() {
    AtomicLong seconds = new AtomicLong();
    CircuitBreakerConfig varying =
        CircuitBreakerConfig.custom()
            .slidingWindowSize(10)
            .permittedNumberOfCallsInHalfOpenState(1)
            .waitIntervalFunctionInOpenState(time -> 1000 * seconds.incrementAndGet())
            .build();
    assertThat(CircuitBreakerPolicy.of(varying)).isEqualTo(CircuitBreakerPolicy.of(varying));
    Dialer dialer = withBreaker(CircuitBreakerPolicy.of(varying));
    calls(dialer, 10, ERROR);
    long first = refused(dialer).retryAfter().toSeconds();
    rig.clock.advance(Duration.ofSeconds(first).plusMillis(1));
    calls(dialer, 1, ERROR);
    assertThat(refused(dialer).retryAfter()).isEqualTo(Duration.ofSeconds(first + 1));
    Dialer fixed =
        withBreaker(
            CircuitBreakerPolicy.of(varying).withWaitDurationInOpenState(Duration.ofSeconds(7)));
    calls(fixed, 10, ERROR);
    assertThat(refused(fixed).retryAfter()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void aPredicateThatThrowsTakesNoTrialAway() {
    AtomicBoolean broken = new AtomicBoolean();
    CircuitBreakerConfig config =
        CircuitBreakerConfig.custom()
            .slidingWindowSize(10)
            .permittedNumberOfCallsInHalfOpenState(1)
            .waitDurationInOpenState(Duration.ofSeconds(5))
            .recordException(
                e -> {
                  if (broken.get()) {
                    throw new IllegalStateException("a bug of the application's");
                  }
                  return true;
                })
            .build();
    Dialer dialer =
        dialer(a -> a.withConcurrencyLimit(1).withCircuitBreaker(CircuitBreakerPolicy.of(config)));
    calls(dialer, 10, ERROR);
    rig.clock.advance(Duration.ofSeconds(6));
    broken.set(true);
    for (int i = 0; i < 3; i++) {
      assertThat(call(dialer, ERROR, new IOException("reset")))
          .isInstanceOf(CallFailedException.class);
    }
    calls(dialer, 1, Outcome.SUCCESS);
    assertThat(circuit())
        .containsExactly(CircuitOpened.class, CircuitHalfOpened.class, CircuitClosed.class);
  }

  @Test
  void keysAndPredicatesThatThrowEndTheCall() {
    RetryConfig broken =
        RetryConfig.custom()
            .retryOnException(
                e -> {
                  throw new IllegalStateException("a bug in a predicate");
                })
            .build();
    Rig byKey = new Rig(Balancer.consistentHash("user"), A);
    Dialer dialer =
        new Dialer(
            byKey.upstream,
            CallPolicy.defaults()
                .withAdmission(a -> a.withConcurrencyLimit(1))
                .withRetry(r -> r.from(broken)),
            byKey.clock,
            byKey.randomness,
            byKey.events);
    for (int i = 0; i < 3; i++) {
      Call noKey =
          dialer.call(
              true,
              name -> {
                throw new IllegalStateException("a bug in a key");
              });
      assertThatThrownBy(() -> noKey.start(now())).hasMessage("a bug in a key");
      Call call = dialer.call(true);
      Step.Try first = (Step.Try) call.start(now());
      assertThatThrownBy(() -> call.attemptEnded(REFUSED, new IOException("refused"), now()))
          .hasMessage("a bug in a predicate");
      first.attempt().finished();
    }
    assertThat(byKey.listener.events(CallStarted.class)).hasSize(6);
    assertThat(byKey.listener.events(CallEnded.class)).hasSize(6);
    assertThat(byKey.upstream.snapshot(now()).endpoints().get(0).inFlight()).isZero();
  }
}
