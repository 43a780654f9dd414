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
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Follows one try. It begins with the headers that are sent: a retry's stream is made before its
 * backoff, which is no load.
 *
 * <p>A unary try shows what its status says. A stream shows that its endpoint works as soon as the
 * endpoint's headers come, so that its length is not taken for latency; the latency is counted from
 * the last message before that, which may have come late. gRPC calls it on several threads, one
 * after the other.
 */
final class AttemptTracer extends ClientStreamTracer {

  /** Makes the tracer of the try that a pick is used for, if it is used. */
  static final class Factory extends ClientStreamTracer.Factory {

    private final Dialer dialer;
    private final @Nullable GrpcCall call;
    private final Pick pick;
    private final int number;
    private final MethodType type;

    /**
     * For one pick.
     *
     * @param call null where nobody knows which call it is: then the try is a call of its own
     * @param number which try it is, from 1
     */
    Factory(Dialer dialer, @Nullable GrpcCall call, Pick pick, int number, MethodType type) {
      this.dialer = dialer;
      this.call = call;
      this.pick = pick;
      this.number = number;
      this.type = type;
    }

    @Override
    public ClientStreamTracer newClientStreamTracer(StreamInfo info, Metadata headers) {
      return new AttemptTracer(this, info.getCallOptions().getDeadline());
    }
  }

  /** What was sent. */
  private record Sent(GrpcCall call, Attempt attempt) {}

  private final Factory of;
  private final @Nullable Deadline deadline;
  private final Clock clock;
  private volatile @Nullable Sent sent;
  private volatile long sentNanos;
  private volatile @Nullable Long headersNanos;
  private volatile boolean answered;

  private AttemptTracer(Factory of, @Nullable Deadline deadline) {
    this.of = of;
    this.deadline = deadline;
    this.clock = of.dialer.clock();
  }

  @Override
  public void outboundHeaders() {
    GrpcCall call = of.call == null ? new GrpcCall(of.dialer, false, deadline) : of.call;
    long now = clock.nanos();
    Attempt attempt = call.attemptStarted(of.pick, of.call == null ? 1 : of.number, now);
    if (attempt != null) {
      sentNanos = now;
      sent = new Sent(call, attempt);
    }
  }

  @Override
  public void outboundMessage(int index) {
    if (of.type != MethodType.UNARY && headersNanos == null) {
      sentNanos = clock.nanos();
    }
  }

  @Override
  public void inboundHeaders() {
    Sent stream = sent;
    if (of.type != MethodType.UNARY && stream != null) {
      long now = clock.nanos();
      headersNanos = now;
      stream.call().headersCame(now);
      stream.attempt().showed(Outcome.SUCCESS, now - sentNanos, now);
    }
  }

  @Override
  public void inboundTrailers(Metadata trailers) {
    answered = true;
  }

  @Override
  public void streamClosed(Status status) {
    Sent over = sent;
    if (over == null) {
      return; // it never left this process
    }
    boolean outOfTime = status.getCode() == Status.Code.CANCELLED && over.call().isOutOfTime();
    Status how = outOfTime && !answered ? Status.DEADLINE_EXCEEDED : status;
    if (answered) {
      responded(over.attempt(), how);
    }
    end(over, how);
    if (of.call == null) {
      over.call().closed(how);
    }
  }

  private void responded(Attempt attempt, Status status) {
    of.dialer
        .events()
        .ofCall(
            () ->
                new ResponseReceived(
                    of.dialer.upstream().alias(),
                    attempt.endpoint(),
                    ResponseReceived.Protocol.GRPC,
                    status.getCode().value()));
  }

  private void end(Sent over, Status how) {
    Attempt attempt = over.attempt();
    Long headers = headersNanos;
    Outcome outcome = Happening.of(how, answered, headers != null).outcome();
    long now = clock.nanos();
    if (headers == null) {
      attempt.showed(outcome, now - sentNanos, now);
    } else if (outcome.isEndpointFault()) {
      attempt.bodyFailed(outcome, now);
    }
    attempt.finished();
    long end = headers == null ? now : headers;
    Duration time = Duration.ofNanos(end - attempt.startNanos());
    over.call().attemptEnded(attempt, outcome, time, how, answered);
  }
}
