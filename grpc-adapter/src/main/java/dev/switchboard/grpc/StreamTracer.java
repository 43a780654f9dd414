package dev.switchboard.grpc;

import dev.switchboard.endpoint.Outcome;
import dev.switchboard.upstream.Attempt;
import io.grpc.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * Follows a try that is a stream. Its endpoint has shown that it works as soon as its headers come,
 * so that the stream's length is not taken for latency; the latency is counted from the last
 * message before that, which may have come late.
 */
final class StreamTracer extends AttemptTracer {

  private volatile long sentNanos;
  private volatile @Nullable Long headersNanos;

  /** As {@link AttemptTracer}. */
  StreamTracer(GrpcCall call, Metadata headers, int number, @Nullable AttemptTracer before) {
    super(call, headers, number, before);
  }

  @Override
  public void outboundHeaders() {
    super.outboundHeaders();
    sentNanos = now();
  }

  @Override
  public void outboundMessage(int index) {
    if (!isInStream()) {
      sentNanos = now();
    }
  }

  @Override
  public void inboundHeaders() {
    Attempt working = attempt();
    if (working == null) {
      return;
    }
    long now = now();
    headersNanos = now;
    working.showed(Outcome.SUCCESS, now - sentNanos, now);
    AwaitedCall awaited = call().awaited();
    if (awaited != null) {
      awaited.headersCame(now);
    }
  }

  @Override
  boolean isInStream() {
    return headersNanos != null;
  }

  @Override
  long showed(Attempt over, Outcome outcome, long now) {
    Long headersCame = headersNanos;
    if (headersCame == null) {
      over.showed(outcome, now - sentNanos, now);
      return now;
    }
    if (outcome.isEndpointFault()) {
      over.bodyFailed(outcome, now);
    }
    return headersCame;
  }
}
