package dev.switchboard.grpc;

import dev.switchboard.balance.Pick;
import dev.switchboard.call.Dialer;
import dev.switchboard.call.FollowedCall;
import dev.switchboard.endpoint.Absence;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.event.SwitchboardEvent.ResponseReceived;
import dev.switchboard.upstream.Attempt;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A call whose end somebody waits for. Where a call is given up, gRPC tells its caller first and
 * ends the try after that: the call is over when both are. Safe for any thread.
 */
final class AwaitedCall {

  private final Dialer dialer;
  private final FollowedCall followed;

  /** The call itself, until its caller is told, and its tries under way. */
  private final AtomicInteger open = new AtomicInteger(1);

  private volatile @Nullable Status lastStatus;
  private volatile boolean lastAnswered;
  private volatile @Nullable Long headersNanos;
  private volatile Status status = Status.OK;
  private volatile long toldNanos;

  /** Of a call that has just begun. */
  AwaitedCall(Dialer dialer, FollowedCall followed) {
    this.dialer = dialer;
    this.followed = followed;
  }

  void missed(Absence absence) {
    followed.missed(absence);
  }

  void notPaid() {
    followed.notPaid();
  }

  /** A try begins; null if it comes too late, because the call is over. */
  @Nullable Attempt attemptStarted(Pick pick, int number, long now) {
    if (open.getAndUpdate(n -> n == 0 ? 0 : n + 1) == 0) {
      return null;
    }
    Attempt attempt = new Attempt(dialer.upstream(), pick, number, now);
    followed.attemptStarted(attempt);
    return attempt;
  }

  /** The headers of a stream came. */
  void headersCame(long now) {
    headersNanos = now;
  }

  /** The endpoint of a try said this. */
  void responded(Attempt attempt, Status said, MethodDescriptor<?, ?> method) {
    dialer
        .events()
        .ofCall(
            () ->
                new ResponseReceived(
                    dialer.upstream().alias(),
                    attempt.endpoint(),
                    ResponseReceived.Protocol.GRPC,
                    said.getCode().value(),
                    method.getFullMethodName()));
  }

  /**
   * A try is over.
   *
   * @param answered whether the status is the endpoint's own word
   */
  void attemptEnded(Attempt attempt, Outcome outcome, long nanos, Status how, boolean answered) {
    lastStatus = how;
    lastAnswered = answered;
    followed.attemptEnded(attempt, outcome, nanos);
    endIfAllIsOver();
  }

  /** A try is over, even if it never began: with it the call, if that has no other. */
  void tryClosed(Status how) {
    if (followed.isOfOneTry()) {
      callerTold(how);
    }
  }

  /** The caller is told. */
  void callerTold(Status how) {
    status = how;
    toldNanos = dialer.clock().nanos();
    endIfAllIsOver();
  }

  private void endIfAllIsOver() {
    if (open.decrementAndGet() > 0) {
      return;
    }
    Status last = lastStatus;
    boolean answered = lastAnswered && last != null && last.getCode() == status.getCode();
    Long headers = headersNanos;
    long endNanos = headers == null ? toldNanos : headers;
    followed.ended(
        Happening.of(status, answered, headers != null).outcome(),
        answered ? null : status.asException(),
        endNanos - followed.startNanos());
  }
}
