package dev.switchboard.grpc;

import dev.switchboard.balance.Pick;
import dev.switchboard.call.Dialer;
import io.grpc.ClientStreamTracer;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;

/**
 * Follows a try of which nobody knows to which call it belongs, because the application's own
 * service config took the place of ours: it is a call of its own.
 */
final class LoneTry extends ClientStreamTracer.Factory {

  private final Dialer dialer;
  private final Pick pick;
  private final MethodDescriptor<?, ?> method;

  /** For the use of one pick. */
  LoneTry(Dialer dialer, Pick pick, MethodDescriptor<?, ?> method) {
    this.dialer = dialer;
    this.pick = pick;
    this.method = method;
  }

  @Override
  public ClientStreamTracer newClientStreamTracer(
      ClientStreamTracer.StreamInfo info, Metadata headers) {
    Deadline ofContext = Context.current().getDeadline();
    GrpcCall call = new GrpcCall(dialer, method, dialer.followedTry(), ofContext, null);
    AttemptTracer tracer = call.newTracer(info, headers, 1);
    tracer.picked(pick);
    return tracer;
  }
}
