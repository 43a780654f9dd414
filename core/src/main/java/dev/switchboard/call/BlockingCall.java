package dev.switchboard.call;

import dev.switchboard.endpoint.Outcome;
import dev.switchboard.time.Clock;
import dev.switchboard.upstream.Upstream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Drives a {@link Call} for a caller that may block: every {@link Step.AwaitUntil} is waited out
 * here, so only tries and the finish come back. For one thread at a time, but for {@link #cancel}.
 */
public final class BlockingCall {

  private final Call call;
  private final Upstream upstream;
  private final Clock clock;
  private volatile boolean cancelled;
  private volatile @Nullable CountDownLatch sleeper;

  BlockingCall(Call call, Upstream upstream, Clock clock) {
    this.call = call;
    this.upstream = upstream;
    this.clock = clock;
  }

  /** Begins: a {@link Step.Try} or a {@link Step.Finish}. */
  public Step start() {
    return settle(call.start(clock.nanos()), () -> {});
  }

  /** A try is over, as {@link Call#attemptEnded}: the next try or the finish. */
  public Step attemptEnded(Outcome outcome, @Nullable Throwable error) {
    return attemptEnded(outcome, error, () -> {});
  }

  /**
   * The same.
   *
   * @param beforeWait run before it waits for the next try: lets go what the driver still holds of
   *     the try that is over, such as its answer
   */
  public Step attemptEnded(Outcome outcome, @Nullable Throwable error, Runnable beforeWait) {
    return settle(call.attemptEnded(outcome, error, clock.nanos()), beforeWait);
  }

  /** From any thread: a wait ends at once, and with it the call. */
  public void cancel() {
    cancelled = true;
    CountDownLatch waiting = sleeper;
    if (waiting != null) {
      waiting.countDown();
    }
  }

  private Step settle(Step step, Runnable beforeWait) {
    Step next = step;
    while (next instanceof Step.AwaitUntil) {
      CountDownLatch latch = new CountDownLatch(1);
      sleeper = latch;
      // Listen first, then look again: a change in between is not missed.
      Runnable stopListening = upstream.onChange(latch::countDown);
      try {
        next = call.wake(clock.nanos());
        if (next instanceof Step.AwaitUntil await) {
          if (cancelled) {
            return call.giveUp("cancelled", null, clock.nanos());
          }
          beforeWait.run();
          sleepUntil(await.nanos(), latch);
          next = call.wake(clock.nanos());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return call.giveUp("interrupted", e, clock.nanos());
      } finally {
        stopListening.run();
        sleeper = null;
      }
    }
    return next;
  }

  private void sleepUntil(long nanos, CountDownLatch latch) throws InterruptedException {
    Clock.Timeout timeout =
        clock.schedule(Duration.ofNanos(nanos - clock.nanos()), latch::countDown);
    try {
      latch.await();
    } finally {
      timeout.cancel();
    }
  }
}
