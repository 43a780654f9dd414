package dev.switchboard.call;

import static dev.switchboard.upstream.Rig.A;
import static dev.switchboard.upstream.Rig.B;
import static dev.switchboard.upstream.Rig.C;
import static dev.switchboard.upstream.Rig.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.endpoint.Absence;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.endpoint.Outcome.Resend;
import dev.switchboard.event.SwitchboardEvent;
import dev.switchboard.resolve.ResolutionError;
import dev.switchboard.upstream.Rig;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class CallTest {

  private static final Outcome BUSY = Outcome.failure(Resend.IF_REPEATABLE, "503");

  private Rig rig = new Rig(A, B, C);
  private Dialer dialer = dialer(policy -> policy.withRetry(r -> r.withBackoffBase(Duration.ZERO)));

  private Dialer dialer(UnaryOperator<CallPolicy> change) {
    return new Dialer(
        rig.upstream, change.apply(CallPolicy.defaults()), rig.clock, rig.randomness, rig.events);
  }

  private long now() {
    return rig.clock.nanos();
  }

  private static Endpoint tried(Step step) {
    assertThat(step).isInstanceOf(Step.Try.class);
    return ((Step.Try) step).attempt().endpoint();
  }

  private static SwitchboardException failure(Step step) {
    assertThat(step).isInstanceOf(Step.Finish.class);
    return Objects.requireNonNull(((Step.Finish) step).failure());
  }

  @Test
  void firstTrySucceeds() {
    Call call = dialer.call(true);
    tried(call.start(now()));
    assertThat(call.attemptEnded(Outcome.SUCCESS, null, now())).isEqualTo(new Step.Finish(null));
    assertThat(rig.listener.events(SwitchboardEvent.OfCall.class))
        .extracting(e -> e.getClass().getSimpleName())
        .containsExactly("CallStarted", "AttemptStarted", "AttemptEnded", "CallEnded");
  }

  @Test
  void connectFailureSendsAnyRequestElsewhere_untilTriesAreUp() {
    Call call = dialer.call(false);
    Set<Endpoint> seen = new HashSet<>();
    Step step = call.start(now());
    for (int i = 1; i <= 3; i++) {
      assertThat(seen.add(tried(step))).isTrue();
      step = call.attemptEnded(REFUSED, new ConnectException("refused " + i), now());
    }
    assertThat(failure(step))
        .isInstanceOf(CallFailedException.class)
        .hasMessageContaining("orders:8080: attempt 3 of 3 on ")
        .hasMessageContaining("connect refused; no retries are left")
        .hasCauseInstanceOf(ConnectException.class);
    assertThat(failure(step).getSuppressed())
        .extracting(Throwable::getMessage)
        .containsExactly("refused 1", "refused 2");
  }

  @Test
  void whatMayHaveBeenSeenIsRepeatedOnlyWhereSafe() {
    Call get = dialer.call(true);
    get.start(now());
    tried(get.attemptEnded(BUSY, null, now()));

    Call post = dialer.call(false);
    post.start(now());
    assertThat(post.attemptEnded(BUSY, null, now())).isEqualTo(new Step.Finish(null));
    assertThat(rig.listener.events(SwitchboardEvent.RetryRefused.class))
        .extracting(SwitchboardEvent.RetryRefused::reason)
        .containsExactly(SwitchboardEvent.RetryRefused.Reason.NOT_REPEATABLE);

    Call sent = dialer.call(false);
    sent.start(now());
    assertThat(failure(sent.attemptEnded(BUSY, new IOException("reset"), now())))
        .hasMessageContaining("mark the request as repeatable");
  }

  @Test
  void waitsBeforeARetry() {
    dialer = dialer(p -> p.withRetry(r -> r.withBackoffBase(Duration.ofMillis(250))));
    for (int i = 0; i < 20; i++) {
      Call call = dialer.call(true);
      call.start(now());
      Step step = call.attemptEnded(REFUSED, new IOException("x"), now());
      if (step instanceof Step.AwaitUntil await) {
        assertThat(await.nanos() - now()).isBetween(1L, Duration.ofMillis(250).toNanos());
        assertThat(call.wake(await.nanos() - 1)).isEqualTo(await);
        tried(call.wake(await.nanos()));
        return;
      }
    }
    throw new AssertionError("20 random waits of nothing");
  }

  @Test
  void theDeadlineBoundsAllTries() {
    dialer =
        dialer(
            p ->
                p.withDeadline(Duration.ofSeconds(3))
                    .withRetry(r -> r.withBackoffBase(Duration.ZERO)));
    Call call = dialer.call(true);
    Step.Try first = (Step.Try) call.start(now());
    assertThat(first.timeout()).contains(Duration.ofSeconds(3));
    rig.clock.advance(Duration.ofSeconds(3).minusNanos(1));
    Step.Try second = (Step.Try) call.attemptEnded(BUSY, new IOException("x"), now());
    assertThat(second.timeout()).contains(Duration.ofNanos(1));
    rig.clock.advance(Duration.ofNanos(1));
    assertThat(failure(call.attemptEnded(BUSY, new IOException("y"), now())))
        .hasMessageContaining("the deadline is near");
  }

  @Test
  void thePerTryTimeoutIsCutByTheDeadline() {
    dialer =
        dialer(p -> p.withDeadline(Duration.ofSeconds(3)).withPerTryTimeout(Duration.ofSeconds(2)));
    Call call = dialer.call(true);
    assertThat(((Step.Try) call.start(now())).timeout()).contains(Duration.ofSeconds(2));
    Dialer endless = dialer(p -> p.withDeadline(Duration.ZERO));
    assertThat(((Step.Try) endless.call(true).start(now())).timeout()).isEmpty();
  }

  @Test
  void theBudgetStopsRetries() {
    dialer =
        dialer(
            p ->
                p.withRetry(
                    r ->
                        r.withBackoffBase(Duration.ZERO)
                            .withBudgetPercent(0)
                            .withBudgetPerSecond(1)));
    int retried = 0;
    for (int i = 0; i < 50; i++) {
      Call call = dialer.call(true);
      call.start(now());
      retried += call.attemptEnded(BUSY, null, now()) instanceof Step.Try ? 1 : 0;
    }
    assertThat(retried).isEqualTo(10);
    rig.clock.advance(Duration.ofSeconds(10));
    Call later = dialer.call(true);
    later.start(now());
    tried(later.attemptEnded(BUSY, null, now()));
  }

  @Test
  void waitsForTheFirstResolution() {
    rig = new Rig();
    dialer = dialer(p -> p);
    Call call = dialer.call(true);
    assertThat(call.start(now())).isEqualTo(new Step.AwaitUntil(Duration.ofSeconds(10).toNanos()));
    assertThat(rig.resolver.refreshes()).isOne();
    rig.clock.advance(Duration.ofSeconds(1));
    rig.resolver.set("orders", A);
    assertThat(tried(call.wake(now()))).isEqualTo(A);
  }

  @Test
  void anEmptyServiceFailsAfterFiveSeconds() {
    rig = new Rig();
    rig.resolver.set("orders");
    dialer = dialer(p -> p);
    Call call = dialer.call(true);
    call.start(now());
    rig.clock.advance(Duration.ofSeconds(10).minusNanos(1));
    assertThat(call.wake(now())).isInstanceOf(Step.AwaitUntil.class);
    rig.clock.advance(Duration.ofNanos(1));
    assertThat(failure(call.wake(now())))
        .isInstanceOfSatisfying(
            NoEndpointException.class, e -> assertThat(e.reason()).isEqualTo(Absence.Reason.EMPTY))
        .hasMessageContaining("no endpoint for orders:8080 after waiting 10000 ms")
        .hasMessageContaining("lists no endpoint for service test/orders");
  }

  @Test
  void anUnknownServiceFailsAtOnce() {
    rig = new Rig();
    rig.resolver.fail(
        "orders", new ResolutionError(ResolutionError.Kind.UNKNOWN_SERVICE, "no such service"));
    dialer = dialer(p -> p);
    assertThat(failure(dialer.call(true).start(now()))).hasMessageContaining("no such service");
  }

  @Test
  void policiesOutOfRangeSayTheirBounds() {
    CallPolicy policy = CallPolicy.defaults();
    assertThatThrownBy(() -> policy.withConnectTimeout(Duration.ZERO))
        .hasMessageContaining("connectTimeout must be between 1ms and 1m");
    assertThatThrownBy(() -> policy.withDeadline(Duration.ofSeconds(-1)))
        .hasMessageContaining("0 (off)");
    assertThatThrownBy(() -> policy.withEndpointTimeout(Duration.ofHours(1)))
        .hasMessageContaining("endpointTimeout");
    assertThatThrownBy(() -> policy.withRetry(r -> r.withRetries(11)))
        .hasMessageContaining("between 0 and 10");
    assertThatThrownBy(() -> policy.withRetry(r -> r.withBackoffMax(Duration.ofHours(1))))
        .hasMessageContaining("between 0 and 10 minutes");
  }
}
