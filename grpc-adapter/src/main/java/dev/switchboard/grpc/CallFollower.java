package dev.switchboard.grpc;

import dev.switchboard.call.ConcurrencyLimitException;
import dev.switchboard.call.Dialer;
import dev.switchboard.call.FollowedCall;
import dev.switchboard.call.SwitchboardException;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors.CheckedForwardingClientCall;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusException;
import java.time.Duration;

/** Lets calls in, follows them to their end, and sets the alias's deadline. */
final class CallFollower implements ClientInterceptor {

  private final Dialer dialer;
  private final boolean repeatable;
  private final OwnTimeouts ownTimeouts;

  CallFollower(Dialer dialer, boolean repeatable, OwnTimeouts ownTimeouts) {
    this.dialer = dialer;
    this.repeatable = repeatable;
    this.ownTimeouts = ownTimeouts;
  }

  @Override
  public <ReqT, RespT> ClientCall<ReqT, RespT> interceptCall(
      MethodDescriptor<ReqT, RespT> method, CallOptions options, Channel next) {
    FollowedCall followed; // null if nobody waits for its end
    try {
      followed = dialer.followedCall(repeatable);
    } catch (SwitchboardException e) {
      return refused(next.newCall(method, options), e);
    }
    Deadline ofContext = Context.current().getDeadline();
    CallOptions timed = ofContext == null ? withDeadline(method, options) : options;
    GrpcCall call =
        new GrpcCall(dialer, method, followed, ofContext, timed.getOption(SwitchboardGrpc.KEYS));
    ClientCall<ReqT, RespT> made = next.newCall(method, timed.withStreamTracerFactory(call));
    AwaitedCall awaited = call.awaited();
    return awaited == null ? made : untilItsEnd(awaited, made);
  }

  private static <ReqT, RespT> ClientCall<ReqT, RespT> refused(
      ClientCall<ReqT, RespT> made, SwitchboardException why) {
    Status how =
        why instanceof ConcurrencyLimitException ? Status.RESOURCE_EXHAUSTED : Status.UNAVAILABLE;
    return new CheckedForwardingClientCall<>(made) {
      @Override
      protected void checkedStart(Listener<RespT> listener, Metadata headers)
          throws StatusException {
        throw how.withDescription(why.getMessage()).withCause(why).asException();
      }
    };
  }

  private static <ReqT, RespT> ClientCall<ReqT, RespT> untilItsEnd(
      AwaitedCall awaited, ClientCall<ReqT, RespT> made) {
    return new SimpleForwardingClientCall<>(made) {
      @Override
      public void start(Listener<RespT> listener, Metadata headers) {
        super.start(
            new SimpleForwardingClientCallListener<>(listener) {
              @Override
              public void onClose(Status status, Metadata trailers) {
                awaited.callerTold(status);
                super.onClose(status, trailers);
              }
            },
            headers);
      }
    };
  }

  /**
   * The alias's, where neither the caller nor the application's service config set one. Streams may
   * take as long as they like.
   */
  private CallOptions withDeadline(MethodDescriptor<?, ?> method, CallOptions options) {
    Duration deadline = dialer.policy().deadline();
    boolean wanted =
        !deadline.isZero()
            && method.getType() == MethodType.UNARY
            && options.getDeadline() == null
            && !ownTimeouts.holdFor(method);
    return wanted ? options.withDeadlineAfter(deadline) : options;
  }
}
