package dev.switchboard.grpc;

import dev.switchboard.balance.CallKeys;
import dev.switchboard.balance.Pick;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.upstream.Attempt;
import dev.switchboard.upstream.Tried;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * Follows one try, from before its endpoint is picked. It begins with the headers that are sent: a
 * retry's endpoint is picked before its backoff, which is no load. It shows what its status says.
 * gRPC calls it on several threads, one after the other.
 */
class AttemptTracer extends ClientStreamTracer implements CallKeys {

  private static final Tried NOTHING = new Tried();

  private final GrpcCall call;
  private final Metadata headers;
  private final int number;
  private final @Nullable AttemptTracer before;

  private volatile @Nullable Pick pick;
  private volatile @Nullable Attempt attempt;
  private volatile boolean paid;
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

  /** Whether it may be made: the first may, each later one if the budget allows. Paid once. */
  boolean mayBeMade(long now) {
    if (!paid) {
      paid = number == 1 || isPaidAlready() || isHedge() || call.dialer().mayRetry(now);
    }
    return paid;
  }

  /** Whether it stands for one that gRPC repeats because it never reached the endpoint. */
  private boolean isPaidAlready() {
    return before != null && before.number == number && before.paid;
  }

  /** Whether a try before it is still under way: then it is none that follows a failure. */
  private boolean isHedge() {
    for (AttemptTracer tracer = before; tracer != null; tracer = tracer.before) {
      if (!tracer.closed) {
        return true;
      }
    }
    return false;
  }

  /** Where the tries before it went. */
  Tried tried() {
    Tried tried = NOTHING;
    for (AttemptTracer tracer = before; tracer != null; tracer = tracer.before) {
      Attempt earlier = tracer.attempt;
      tried = earlier == null ? tried : tried.and(earlier);
    }
    return tried;
  }

  @Override
  public @Nullable String value(String name) {
    return GrpcKeys.value(name, call.keys(), headers);
  }

  /** Where it goes, if it goes. */
  void picked(Pick where) {
    pick = where;
  }

  GrpcCall call() {
    return call;
  }

  /** The try, if it has begun. */
  @Nullable Attempt attempt() {
    return attempt;
  }

  long now() {
    return call.dialer().clock().nanos();
  }

  @Override
  public void outboundHeaders() {
    Pick to = pick;
    if (to != null && !closed) { // else another policy picked, or it was cancelled meanwhile
      attempt = call.attemptStarted(to, number, now());
    }
  }

  @Override
  public void outboundWireSize(long bytes) {
    call.dialer().upstream().traffic().sent(bytes);
  }

  @Override
  public void inboundWireSize(long bytes) {
    call.dialer().upstream().traffic().received(bytes);
  }

  @Override
  public void inboundTrailers(Metadata trailers) {
    answered = true;
  }

  @Override
  public void streamClosed(Status status) {
    closed = true;
    Status how = answered ? status : call.truly(status);
    Attempt over = attempt;
    if (over != null) { // else it never left this process
      end(over, how);
    }
    call.tryClosed(how);
  }

  private void end(Attempt over, Status how) {
    if (answered) {
      call.responded(over, how);
    }
    Outcome outcome = Happening.of(how, answered, isInStream()).outcome();
    long endNanos = showed(over, outcome, now());
    over.finished();
    call.attemptEnded(over, outcome, endNanos - over.startNanos(), how, answered);
  }

  /** Whether headers of a stream have come. */
  boolean isInStream() {
    return false;
  }

  /** Tells core what the try came to. Answers until when it counts. */
  long showed(Attempt over, Outcome outcome, long now) {
    over.showed(outcome, now);
    return now;
  }
}
