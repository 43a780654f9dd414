package dev.switchboard.grpc;

import dev.switchboard.balance.CallKeys;
import dev.switchboard.balance.Pick;
import dev.switchboard.call.ConcurrencyLimitException;
import dev.switchboard.call.Dialer;
import dev.switchboard.call.FollowedCall;
import dev.switchboard.call.SwitchboardException;
import dev.switchboard.endpoint.Absence;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.upstream.Attempt;
import dev.switchboard.upstream.Selection;
import io.grpc.CallOptions;
import io.grpc.ClientStreamTracer;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * One call over all its tries, from the caller's start to the status the caller gets. It travels
 * with the call's options, so that gRPC asks it for a tracer of each try and pickers find it.
 *
 * <p>Where a call is given up, gRPC tells its caller first and ends the try after that: the call is
 * over when both are. Safe for any thread.
 */
final class GrpcCall extends ClientStreamTracer.Factory {

  private static final AtomicIntegerFieldUpdater<GrpcCall> OPEN =
      AtomicIntegerFieldUpdater.newUpdater(GrpcCall.class, "open");

  private final FollowedCall followed;
  private final MethodDescriptor<?, ?> method;
  private final @Nullable CallKeys keys;

  /** The call itself, until its caller is told, and its tries under way. */
  @SuppressWarnings("UnusedVariable") // but by its updater
  private volatile int open = 1;

  private volatile @Nullable Deadline deadline;
  private volatile @Nullable AttemptTracer newest;
  private volatile @Nullable Status lastStatus;
  private volatile boolean lastAnswered;
  private volatile @Nullable Long headersNanos;
  private volatile Status status = Status.OK;
  private volatile long closedNanos;

  GrpcCall(
      FollowedCall followed,
      MethodDescriptor<?, ?> method,
      @Nullable Deadline deadline,
      @Nullable CallKeys keys) {
    this.followed = followed;
    this.method = method;
    this.deadline = deadline;
    this.keys = keys;
  }

  /** The call that these options are of; null if it is not followed. */
  static @Nullable GrpcCall of(CallOptions options) {
    List<ClientStreamTracer.Factory> tracers = options.getStreamTracerFactories();
    for (int i = 0; i < tracers.size(); i++) {
      if (tracers.get(i) instanceof GrpcCall call) {
        return call;
      }
    }
    return null;
  }

  /** A try is about to be made. */
  @Override
  public ClientStreamTracer newClientStreamTracer(
      ClientStreamTracer.StreamInfo info, Metadata headers) {
    AttemptTracer tracer = new AttemptTracer(this, headers, info.getPreviousAttempts() + 1, newest);
    newest = tracer;
    deadline = earlier(deadline, info.getCallOptions().getDeadline()); // a service config's, too
    return tracer;
  }

  static @Nullable Deadline earlier(@Nullable Deadline a, @Nullable Deadline b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.minimum(b);
  }

  /** The try that sends these headers; null if gRPC did not say that it makes one. */
  @Nullable AttemptTracer tracer(Metadata headers) {
    AttemptTracer tracer = newest;
    return tracer == null ? null : tracer.of(headers);
  }

  /** Whether somebody waits for its end; see {@link FollowedCall#isAwaited}. */
  boolean isAwaited() {
    return followed.isAwaited();
  }

  /** How it ends where it is not let in; null if it is. */
  @Nullable Status refusal() {
    SwitchboardException why = followed.refusal();
    if (why == null) {
      return null;
    }
    Status how =
        why instanceof ConcurrencyLimitException ? Status.RESOURCE_EXHAUSTED : Status.UNAVAILABLE;
    return how.withDescription(why.getMessage()).withCause(why);
  }

  /** Whether a try may be made; see {@link FollowedCall#mayTry}. */
  boolean mayTry(int number, long now) {
    return followed.mayTry(number, now);
  }

  @Nullable Pick pick(Selection among, CallKeys with, long now) {
    return followed.pick(among, with, now);
  }

  Dialer dialer() {
    return followed.dialer();
  }

  /** What is called. */
  String method() {
    return method.getFullMethodName();
  }

  boolean isStream() {
    return method.getType() != MethodType.UNARY;
  }

  /** What it was given to be chosen by, besides its headers. */
  @Nullable CallKeys keys() {
    return keys;
  }

  void missed(Absence absence) {
    followed.missed(absence);
  }

  /** A try begins; null if it comes too late, because the call is over. */
  @Nullable Attempt attemptStarted(Pick pick, int number, long now) {
    return OPEN.getAndUpdate(this, n -> n == 0 ? 0 : n + 1) == 0
        ? null
        : followed.attemptStarted(pick, number, now);
  }

  /** The headers of a stream came. */
  void headersCame(long now) {
    headersNanos = now;
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

  /** How a try ended: where its time was up, gRPC tells it no more than that it is cancelled. */
  Status truly(Status how) {
    Deadline until = deadline;
    boolean outOfTime = until != null && until.isExpired();
    return how.getCode() == Status.Code.CANCELLED && outOfTime ? Status.DEADLINE_EXCEEDED : how;
  }

  /** What the caller gets instead of a retry that must not be made: how the last try ended. */
  Status notRetried() {
    Status last = lastStatus == null ? Status.UNAVAILABLE : lastStatus;
    String why =
        "not retried, because too many calls to "
            + dialer().upstream().alias()
            + " are being retried already; it looks down or overloaded";
    String description = last.getDescription();
    return last.withDescription(description == null ? why : description + "; " + why);
  }

  /** Its caller is told. */
  void closed(Status how) {
    status = how;
    closedNanos = dialer().clock().nanos();
    endIfAllIsOver();
  }

  private void endIfAllIsOver() {
    if (OPEN.decrementAndGet(this) > 0) {
      return;
    }
    Status last = lastStatus;
    boolean answered = lastAnswered && last != null && last.getCode() == status.getCode();
    Long headers = headersNanos;
    long end = headers == null ? closedNanos : headers;
    followed.ended(
        Happening.of(status, answered, headers != null).outcome(),
        answered ? null : status.asException(),
        end - followed.startNanos());
  }
}
