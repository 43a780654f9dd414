package dev.switchboard.grpc;

import dev.switchboard.balance.CallKeys;
import dev.switchboard.balance.Pick;
import dev.switchboard.call.Dialer;
import dev.switchboard.call.FollowedCall;
import dev.switchboard.endpoint.Absence;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.upstream.Attempt;
import io.grpc.CallOptions;
import io.grpc.ClientStreamTracer;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call over all its tries. It travels with the call's options, so that gRPC asks it for a
 * tracer of each try and pickers find it. As there is one for each call it holds no more than its
 * tries need; {@link AwaitedCall} has the rest. Safe for any thread.
 */
final class GrpcCall extends ClientStreamTracer.Factory {

  private final Dialer dialer;
  private final MethodDescriptor<?, ?> method;
  private final @Nullable AwaitedCall awaited;
  private final @Nullable CallKeys keys;

  private volatile @Nullable Deadline deadline;
  private volatile @Nullable AttemptTracer newest;
  private volatile @Nullable Status lastStatus;

  /**
   * Of a call that begins.
   *
   * @param followed null if nobody waits for its end
   * @param deadline of its context
   * @param keys what it was given to be chosen by, besides its headers
   */
  GrpcCall(
      Dialer dialer,
      MethodDescriptor<?, ?> method,
      @Nullable FollowedCall followed,
      @Nullable Deadline deadline,
      @Nullable CallKeys keys) {
    this.dialer = dialer;
    this.method = method;
    this.awaited = followed == null ? null : new AwaitedCall(dialer, followed);
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

  /** Whether a call may safely be sent twice. */
  static boolean isRepeatable(MethodDescriptor<?, ?> method, CallOptions options) {
    return method.isIdempotent()
        || method.isSafe()
        || options.getOption(SwitchboardGrpc.REPEATABLE);
  }

  /** A try is about to be made. */
  @Override
  public ClientStreamTracer newClientStreamTracer(
      ClientStreamTracer.StreamInfo info, Metadata headers) {
    return newTracer(info, headers, info.getPreviousAttempts() + 1);
  }

  AttemptTracer newTracer(ClientStreamTracer.StreamInfo info, Metadata headers, int number) {
    AttemptTracer tracer =
        method.getType() == MethodType.UNARY
            ? new AttemptTracer(this, headers, number, newest)
            : new StreamTracer(this, headers, number, newest);
    newest = tracer;
    deadline = earlier(deadline, info.getCallOptions().getDeadline()); // a service config's, too
    return tracer;
  }

  private static @Nullable Deadline earlier(@Nullable Deadline a, @Nullable Deadline b) {
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

  Dialer dialer() {
    return dialer;
  }

  @Nullable CallKeys keys() {
    return keys;
  }

  /** Null if nobody waits for its end. */
  @Nullable AwaitedCall awaited() {
    return awaited;
  }

  void missed(Absence absence) {
    if (awaited != null) {
      awaited.missed(absence);
    }
  }

  /** A try begins; null if it comes too late, because the call is over. */
  @Nullable Attempt attemptStarted(Pick pick, int number, long now) {
    return awaited == null
        ? new Attempt(dialer.upstream(), pick, number, now)
        : awaited.attemptStarted(pick, number, now);
  }

  /** The endpoint of a try said this. */
  void responded(Attempt attempt, Status status) {
    if (awaited != null) {
      awaited.responded(attempt, status, method);
    }
  }

  /**
   * A try is over that began.
   *
   * @param answered whether the status is the endpoint's own word
   */
  void attemptEnded(Attempt attempt, Outcome outcome, long nanos, Status how, boolean answered) {
    lastStatus = how;
    if (awaited != null) {
      awaited.attemptEnded(attempt, outcome, nanos, how, answered);
    }
  }

  /** A try is over, whether it began or not. */
  void tryClosed(Status how) {
    if (awaited != null) {
      awaited.tryClosed(how);
    }
  }

  /** How a try ended: where its time was up, gRPC tells it no more than that it is cancelled. */
  Status truly(Status how) {
    Deadline until = deadline;
    boolean outOfTime = until != null && until.isExpired();
    return how.getCode() == Status.Code.CANCELLED && outOfTime ? Status.DEADLINE_EXCEEDED : how;
  }

  /** What the caller gets instead of a retry that is not paid: how the last try ended. */
  Status notPaid() {
    if (awaited != null) {
      awaited.notPaid();
    }
    Status last = lastStatus == null ? Status.UNAVAILABLE : lastStatus;
    String why =
        "not retried, because too many calls to "
            + dialer.upstream().alias()
            + " are being retried already; it looks down or overloaded";
    String description = last.getDescription();
    return last.withDescription(description == null ? why : description + "; " + why);
  }
}
