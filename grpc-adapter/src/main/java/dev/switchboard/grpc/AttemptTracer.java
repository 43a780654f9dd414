package dev.switchboard.grpc;

import dev.switchboard.balance.Pick;
import dev.switchboard.call.Dialer;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.event.SwitchboardEvent.ResponseReceived;
import dev.switchboard.time.Clock;
import dev.switchboard.upstream.Attempt;
import io.grpc.ClientStreamTracer;
import io.grpc.Deadline;
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
final class AttemptTracer extends ClientStreamTracer {

  /** Follows a try of which nobody knows to which call it belongs: it is a call of its own. */
  static final class OfItsOwn extends ClientStreamTracer.Factory {

    private final Dialer dialer;
    private final Pick pick;
    private final boolean isStream;

    /** For the use of one pick. */
    OfItsOwn(Dialer dialer, Pick pick, boolean isStream) {
      this.dialer = dialer;
      this.pick = pick;
      this.isStream = isStream;
    }

    @Override
    public ClientStreamTracer newClientStreamTracer(StreamInfo info, Metadata headers) {
      Deadline deadline = info.getCallOptions().getDeadline();
      AttemptTracer tracer = new AttemptTracer(dialer, null, deadline, headers, 1, isStream, null);
      tracer.picked(pick);
      return tracer;
    }
  }

  private final Dialer dialer;
  private final Clock clock;
  private final boolean isAlone;
  private final @Nullable Deadline deadline;
  private final Metadata headers;
  private final int number;
  private final boolean isStream;
  private final @Nullable AttemptTracer before;

  private volatile @Nullable GrpcCall call;
  private volatile @Nullable Pick pick;
  private volatile @Nullable Attempt attempt;
  private volatile long sentNanos;
  private volatile @Nullable Long headersNanos;
  private volatile boolean answered;
  private volatile boolean closed;

  /**
   * Of one try.
   *
   * @param call null for a try that is a call of its own
   * @param deadline of the try that is alone
   * @param number which try it is, from 1
   * @param before of the try before it, if there was one
   */
  AttemptTracer(
      Dialer dialer,
      @Nullable GrpcCall call,
      @Nullable Deadline deadline,
      Metadata headers,
      int number,
      boolean isStream,
      @Nullable AttemptTracer before) {
    this.dialer = dialer;
    this.clock = dialer.clock();
    this.call = call;
    this.isAlone = call == null;
    this.deadline = deadline;
    this.headers = headers;
    this.number = number;
    this.isStream = isStream;
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

  /** Where it goes, if it goes. */
  void picked(Pick where) {
    pick = where;
  }

  @Override
  public void outboundHeaders() {
    Pick to = pick;
    if (to == null || closed) {
      return; // another policy picked; or it was cancelled before its headers were sent
    }
    GrpcCall of = call;
    if (of == null) {
      of = new GrpcCall(dialer, false, isStream, deadline);
      call = of;
    }
    long now = clock.nanos();
    sentNanos = now;
    attempt = of.attemptStarted(to, number, now);
  }

  @Override
  public void outboundMessage(int index) {
    if (isStream && headersNanos == null) {
      sentNanos = clock.nanos();
    }
  }

  @Override
  public void inboundHeaders() {
    Attempt stream = attempt;
    GrpcCall of = call;
    if (isStream && stream != null && of != null) {
      long now = clock.nanos();
      headersNanos = now;
      of.headersCame(now);
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
    GrpcCall of = call;
    if (over == null || of == null) {
      return; // it never left this process
    }
    boolean outOfTime = status.getCode() == Status.Code.CANCELLED && of.isOutOfTime();
    Status how = outOfTime && !answered ? Status.DEADLINE_EXCEEDED : status;
    if (answered) {
      responded(over, how);
    }
    end(of, over, how);
    if (isAlone) {
      of.closed(how);
    }
  }

  private void responded(Attempt to, Status status) {
    dialer
        .events()
        .ofCall(
            () ->
                new ResponseReceived(
                    dialer.upstream().alias(),
                    to.endpoint(),
                    ResponseReceived.Protocol.GRPC,
                    status.getCode().value()));
  }

  private void end(GrpcCall of, Attempt over, Status how) {
    Long headersCame = headersNanos;
    Outcome outcome = Happening.of(how, answered, headersCame != null).outcome();
    long now = clock.nanos();
    if (headersCame == null) {
      over.showed(outcome, now - sentNanos, now);
    } else if (outcome.isEndpointFault()) {
      over.bodyFailed(outcome, now);
    }
    over.finished();
    long end = headersCame == null ? now : headersCame;
    of.attemptEnded(over, outcome, end - over.startNanos(), how, answered);
  }
}
