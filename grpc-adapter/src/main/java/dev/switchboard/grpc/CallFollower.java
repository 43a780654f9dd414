package dev.switchboard.grpc;

import dev.switchboard.call.Dialer;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors.CheckedForwardingClientCall;
import io.grpc.Context;
import io.grpc.Deadline;
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
    Deadline ofContext = Context.current().getDeadline();
    CallOptions timed = ofContext == null ? withDeadline(method, options) : options;
    GrpcCall call =
        new GrpcCall(
            dialer.followedCall(repeatable),
            method,
            ofContext,
            timed.getOption(SwitchboardGrpc.KEYS));
    CallOptions followed = timed.withStreamTracerFactory(call);
    ClientCall<ReqT, RespT> made = next.newCall(method, followed);
    return call.isAwaited() ? untilItsEnd(call, made) : made;
  }

  private static <ReqT, RespT> ClientCall<ReqT, RespT> untilItsEnd(
      GrpcCall call, ClientCall<ReqT, RespT> made) {
    return new CheckedForwardingClientCall<>(made) {
      @Override
      protected void checkedStart(Listener<RespT> listener, Metadata headers)
          throws StatusException {
        Status refusal = call.refusal();
        if (refusal != null) {
          call.closed(refusal);
          throw refusal.asException();
        }
        delegate()
            .start(
                new SimpleForwardingClientCallListener<>(listener) {
                  @Override
                  public void onClose(Status status, Metadata trailers) {
                    call.closed(status);
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
