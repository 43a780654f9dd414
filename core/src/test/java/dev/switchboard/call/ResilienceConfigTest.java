package dev.switchboard.call;

import static dev.switchboard.upstream.Rig.A;
import static dev.switchboard.upstream.Rig.B;
import static dev.switchboard.upstream.Rig.C;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.endpoint.Outcome;
import dev.switchboard.endpoint.Outcome.Resend;
import dev.switchboard.event.SwitchboardEvent.RetryRefused;
import dev.switchboard.upstream.Rig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.retry.RetryConfig;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Configurations that users have made for resilience4j. */
class ResilienceConfigTest {

  private static final Outcome BUSY = Outcome.failure(Resend.IF_REPEATABLE, "503");

  private final Rig rig = new Rig(A, B, C);

  private Dialer dialer(RetryConfig config) {
    return new Dialer(
        rig.upstream,
        CallPolicy.defaults().withRetry(r -> r.from(config)),
        rig.clock,
        rig.randomness,
        rig.events);
  }

  private long now() {
    return rig.clock.nanos();
  }

  @Test
  void attemptsAndWaitsAreTheirs() {
    Dialer dialer =
        dialer(RetryConfig.custom().maxAttempts(2).waitDuration(Duration.ofMillis(700)).build());
    Call call = dialer.call(true);
    call.start(now());
    Step step = call.attemptEnded(BUSY, null, now());
    assertThat(step).isEqualTo(new Step.AwaitUntil(now() + Duration.ofMillis(700).toNanos()));
    rig.clock.advance(Duration.ofMillis(700));
    assertThat(call.wake(now())).isInstanceOf(Step.Try.class);
    assertThat(call.attemptEnded(BUSY, null, now())).isEqualTo(new Step.Finish(null));
    assertThat(rig.listener.events(RetryRefused.class))
        .extracting(RetryRefused::reason)
        .containsExactly(RetryRefused.Reason.ATTEMPTS_EXHAUSTED);
  }

  @Test
  void theNumberOfRetriesCanStillBeChanged() {
    RetryConfig three = RetryConfig.custom().maxAttempts(3).build();
    assertThat(RetryPolicy.defaults().from(three).retries()).isEqualTo(2);
    assertThat(RetryPolicy.defaults().from(three).withRetries(0).config()).contains(three);
    Dialer once =
        new Dialer(
            rig.upstream,
            CallPolicy.defaults().withRetry(r -> r.from(three).withRetries(0)),
            rig.clock,
            rig.randomness,
            rig.events);
    Call call = once.call(true);
    call.start(now());
    assertThat(call.attemptEnded(BUSY, null, now())).isEqualTo(new Step.Finish(null));
  }

  @Test
  void aPredicateNarrowsWhatIsRepeated() {
    Dialer dialer = dialer(RetryConfig.custom().retryExceptions(ConnectException.class).build());
    Call reset = dialer.call(true);
    reset.start(now());
    assertThat(reset.attemptEnded(BUSY, new IOException("reset"), now()))
        .isInstanceOf(Step.Finish.class);
    Call answered = dialer.call(true);
    answered.start(now());
    assertThat(answered.attemptEnded(BUSY, null, now())).isEqualTo(new Step.Finish(null));
    Call refused = dialer.call(true);
    refused.start(now());
    assertThat(refused.attemptEnded(BUSY, new ConnectException("refused"), now()))
        .isInstanceOf(Step.AwaitUntil.class);
  }

  @Test
  void aPredicateForIoExceptionsSeesFailedAnswersToo() {
    Dialer dialer = dialer(RetryConfig.custom().retryExceptions(IOException.class).build());
    Call answered = dialer.call(true);
    answered.start(now());
    assertThat(answered.attemptEnded(BUSY, null, now())).isInstanceOf(Step.AwaitUntil.class);
  }

  @Test
  void aPredicateWidensNothing() {
    Dialer dialer = dialer(RetryConfig.custom().retryOnException(e -> true).build());
    Call post = dialer.call(false);
    post.start(now());
    assertThat(post.attemptEnded(BUSY, null, now())).isEqualTo(new Step.Finish(null));
    Call answered = dialer.call(true);
    answered.start(now());
    assertThat(answered.attemptEnded(Outcome.failure(Resend.NEVER, "500"), null, now()))
        .isEqualTo(new Step.Finish(null));
  }

  @Test
  void retriesOnResultsAreRefused() {
    RetryConfig onResult = RetryConfig.custom().retryOnResult(r -> true).build();
    assertThatThrownBy(() -> RetryPolicy.defaults().from(onResult))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("retryOnResult must not be set");
    RetryConfig twelve = RetryConfig.custom().maxAttempts(12).build();
    assertThatThrownBy(() -> RetryPolicy.defaults().from(twelve))
        .hasMessageContaining("retries must be between 0 and 10, but is 11");
  }

  @Test
  void breakersThatTakeAThreadAreRefused() {
    assertThatThrownBy(
            () ->
                CircuitBreakerPolicy.of(
                    CircuitBreakerConfig.custom()
                        .automaticTransitionFromOpenToHalfOpenEnabled(true)
                        .build()))
        .hasMessageContaining("automaticTransitionFromOpenToHalfOpenEnabled must be false");
    assertThatThrownBy(
            () ->
                CircuitBreakerPolicy.of(
                    CircuitBreakerConfig.custom()
                        .maxWaitDurationInHalfOpenState(Duration.ofSeconds(1))
                        .build()))
        .hasMessageContaining("maxWaitDurationInHalfOpenState must be 0");
  }

  @Test
  void theNumbersOfABreakerAreTheirs() {
    CircuitBreakerPolicy policy = CircuitBreakerPolicy.of(CircuitBreakerConfig.ofDefaults());
    assertThat(policy.failureRateThreshold()).isEqualTo(50);
    assertThat(policy.slidingWindowType()).isEqualTo(SlidingWindowType.COUNT_BASED);
    assertThat(policy.slidingWindowSize()).isEqualTo(100);
    assertThat(policy.minimumNumberOfCalls()).isEqualTo(100);
    assertThat(policy.waitDurationInOpenState()).as("what its function says").isZero();
  }
}
