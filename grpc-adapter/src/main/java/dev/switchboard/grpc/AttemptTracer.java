package dev.switchboard.grpc;

import dev.switchboard.balance.CallKeys;
import dev.switchboard.balance.Pick;
import dev.switchboard.call.Dialer;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.event.SwitchboardEvent.ResponseReceived;
import dev.switchboard.upstream.Attempt;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Follows one try, from before its endpoint is picked. It begins with the headers that are sent: a
 * retry's endpoint is picked before its backoff, which is no load.
 *
 * <p>A unary try shows what its status says. A stream shows that its endpoint works as soon as the
 * endpoint's headers come, so that its length is not taken for latency; the latency is counted from
 * the last message before that, which may have come late. gRPC calls it on several threads, one
 * after the other.
 */
class AttemptTracer extends ClientStreamTracer implements CallKeys {

  private final GrpcCall call;
  private final Metadata headers;
  private final int number;
  private final @Nullable AttemptTracer before;

  private volatile @Nullable Pick pick;
  private volatile @Nullable Attempt attempt;
  private volatile long sentNanos;
  private volatile @Nullable Long headersNanos;
  private volatile boolean answered;
  private volatile boolean closed;

  /**
   * Of one try.
   *
   * @param headers what it sends
   * @param number which try it is, from 1
   * @param before of the try before it, if there was one
   */
  AttemptTracer(GrpcCall call, Metadata headers, int number, @Nullable AttemptTracer before) {
    this.call = call;
    this.headers = headers;
    this.number = number;
    this.before = before;
  }

  /** The one of this and those before it whose try sends these headers; this if there is none. */
  AttemptTracer of(Metadata sent) {
    for (AttemptTracer tracer = this; tracer != null; tracer = tracer.before) {
      if (tracer.headers == sent) {
        return tracer;
      }
    }
    return this;
  }

  int number() {
    return number;
  }

  /** Whether a try before it is still under way. */
  boolean isHedge() {
    for (AttemptTracer tracer = before; tracer != null; tracer = tracer.before) {
      if (!tracer.closed) {
        return true;
      }
    }
    return false;
  }

  @Override
  public @Nullable String value(String name) {
    return GrpcKeys.value(name, call.keys(), headers);
  }

  /** Where it goes, if it goes. */
  void picked(Pick where) {
    pick = where;
  }

  private long now() {
    return call.dialer().clock().nanos();
  }

  @Override
  public void outboundHeaders() {
    Pick to = pick;
    if (to == null || closed) {
      return; // another policy picked; or it was cancelled before its headers were sent
    }
    long now = now();
    sentNanos = now;
    attempt = call.attemptStarted(to, number, now);
  }

  @Override
  public void outboundMessage(int index) {
    if (call.isStream() && headersNanos == null) {
      sentNanos = now();
    }
  }

  @Override
  public void inboundHeaders() {
    Attempt stream = attempt;
    if (call.isStream() && stream != null) {
      long now = now();
      headersNanos = now;
      call.headersCame(now);
      stream.showed(Outcome.SUCCESS, now - sentNanos, now);
    }
  }

  @Override
  public void inboundTrailers(Metadata trailers) {
    answered = true;
  }

  @Override
  public void streamClosed(Status status) {
    closed = true;
    Attempt over = attempt;
    if (over == null) {
      return; // it never left this process
    }
    Status how = answered ? status : call.truly(status);
    if (answered) {
      responded(over, how);
    }
    end(over, how);
  }

  private void responded(Attempt to, Status status) {
    Dialer dialer = call.dialer();
    dialer
        .events()
        .ofCall(
            () ->
                new ResponseReceived(
                    dialer.upstream().alias(),
                    to.endpoint(),
                    ResponseReceived.Protocol.GRPC,
                    status.getCode().value(),
                    call.method()));
  }

  private void end(Attempt over, Status how) {
    Long headersCame = headersNanos;
    Outcome outcome = Happening.of(how, answered, headersCame != null).outcome();
    long now = now();
    if (headersCame == null) {
      over.showed(outcome, now - sentNanos, now);
    } else if (outcome.isEndpointFault()) {
      over.bodyFailed(outcome, now);
    }
    over.finished();
    long end = headersCame == null ? now : headersCame;
    call.attemptEnded(over, outcome, end - over.startNanos(), how, answered);
  }
}
