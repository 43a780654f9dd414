package dev.switchboard.okhttp;

import dev.switchboard.balance.CallKeys;
import dev.switchboard.call.BlockingCall;
import dev.switchboard.call.Dialer;
import dev.switchboard.call.Step;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.event.SwitchboardEvent.ResponseReceived;
import dev.switchboard.time.Clock;
import dev.switchboard.upstream.Attempt;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** One OkHttp call to an alias: does what the call engine says, over HTTP. For one thread. */
final class HttpCall {

  private enum State {
    WAITING_FOR_HEADERS,
    OUT_OF_TIME,
    OVER
  }

  private final Dialer dialer;
  private final Trace trace;
  private final Channels channels;
  private final Interceptor.Chain chain;
  private final BlockingCall call;
  private final AttemptTracker tracker;
  private final HeldConnection held;
  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING_FOR_HEADERS);
  private @Nullable Response response;
  private @Nullable Attempt attempt;

  HttpCall(Dialer dialer, CallKeys keys, Trace trace, Channels channels, Interceptor.Chain chain) {
    this.dialer = dialer;
    this.trace = trace;
    this.channels = channels;
    this.chain = chain;
    this.call = dialer.blockingCall(Repeatable.is(chain.request()), keys);
    this.tracker = new AttemptTracker(dialer, call);
    this.held = HeldConnection.of(chain.call(), dialer.clock());
  }

  Response execute() throws IOException {
    chain.call().addEventListener(tracker);
    if (chain.call().isCanceled()) {
      call.cancel(); // before the tracker could hear of it
    }
    Clock.@Nullable Timeout deadline = startDeadline();
    try {
      Step step = call.start();
      while (step instanceof Step.Try next) {
        discardAnswer();
        step = attempt(next);
      }
      return finish((Step.Finish) step);
    } catch (Throwable e) { // also an InterruptedException, which OkHttp does not declare
      discardAnswer();
      throw e;
    } finally {
      state.compareAndSet(State.WAITING_FOR_HEADERS, State.OVER);
      if (deadline != null) {
        deadline.cancel();
      }
    }
  }

  /** OkHttp cannot bound the time to the headers, so the call is cancelled when it is over. */
  private Clock.@Nullable Timeout startDeadline() {
    Duration deadline = dialer.policy().deadline();
    return deadline.isZero() ? null : dialer.clock().schedule(deadline, this::outOfTime);
  }

  private void outOfTime() {
    if (state.compareAndSet(State.WAITING_FOR_HEADERS, State.OUT_OF_TIME)) {
      chain.call().cancel();
    }
  }

  private Step attempt(Step.Try next) throws IOException {
    attempt = next.attempt();
    try {
      response = proceed(next);
    } catch (IOException e) {
      Outcome outcome = outcome(e);
      Step step = call.attemptEnded(outcome, e);
      return switch (outcome.kind()) {
        case CANCELLED, CALLER_FAILURE -> throw e; // the application's doing: it knows it by this
        default -> step;
      };
    } catch (Throwable e) {
      call.attemptEnded(Happening.CLIENT_FAILED.outcome(), e);
      throw e;
    }
    tellStatus(response, next.attempt().endpoint());
    Outcome outcome = Happening.of(response, tracker.phase()).outcome();
    return call.attemptEnded(outcome, null, this::discardAnswer);
  }

  /** What the endpoint itself said, if it was asked: not a cache, not whom it redirected to. */
  private void tellStatus(Response answer, Endpoint endpoint) {
    Response own = answer.networkResponse();
    if (own == null || tracker.phase() == AttemptTracker.Phase.REDIRECTED_AWAY) {
      return;
    }
    dialer
        .events()
        .ofCall(() -> new ResponseReceived(dialer.upstream().alias(), endpoint, own.code()));
  }

  private Response proceed(Step.Try next) throws IOException {
    Answer answer =
        new Answer(dialer.upstream().alias(), next.attempt().endpoint(), next.attempt().number());
    Request.Builder request = chain.request().newBuilder().tag(Answer.class, answer);
    EndpointChannel channel =
        channels.get(dialer, next.attempt().endpoint(), chain, dialer.clock().nanos());
    // OkHttp would repeat any request on a connection that proved stale, POSTs too.
    boolean healed = chain.getRetryOnConnectionFailure() && Repeatable.is(chain.request());
    held.moveTo(channel, !healed);
    tracker.begin();
    Trace.Try tried = trace.begin(next.attempt(), request);
    try {
      Response answered = route(channel, next, healed).proceed(request.build());
      tried.end(answered, null);
      return answered;
    } catch (Throwable e) {
      tried.end(null, e);
      throw e;
    }
  }

  /** Each change copies the chain, so there are no more than have to be. */
  private Interceptor.Chain route(EndpointChannel channel, Step.Try next, boolean healed) {
    Interceptor.Chain routed =
        channel
            .route(chain)
            .withConnectTimeout(
                millis(dialer.policy().connectTimeout(), next.timeout().orElse(null)),
                TimeUnit.MILLISECONDS);
    if (dialer.policy().perTryTimeout().isPresent()) {
      routed = routed.withReadTimeout(readTimeout(next), TimeUnit.MILLISECONDS);
    }
    return healed == chain.getRetryOnConnectionFailure()
        ? routed
        : routed.withRetryOnConnectionFailure(healed);
  }

  /** The per-try timeout is OkHttp's read timeout: the time between bytes. */
  private int readTimeout(Step.Try next) {
    int own = chain.readTimeoutMillis();
    Duration own0 = own == 0 ? Duration.ofMillis(Integer.MAX_VALUE) : Duration.ofMillis(own);
    return millis(own0, next.timeout().orElse(null));
  }

  /** The shorter of two times, at least 1 ms because 0 would mean no limit. */
  private static int millis(Duration time, @Nullable Duration limit) {
    Duration shorter = limit != null && limit.compareTo(time) < 0 ? limit : time;
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, shorter.toMillis()));
  }

  private Outcome outcome(IOException e) {
    if (state.get() == State.OUT_OF_TIME) {
      return Happening.outOfTime(tracker.phase()).outcome();
    }
    if (AttemptTracker.isGivenUp(chain.call())) {
      return Happening.CANCELLED.outcome();
    }
    Happening happening = Happening.of(e, tracker.phase());
    if (happening == Happening.TLS_FAILED) {
      dialer.upstream().traffic().tlsFailed();
    }
    Outcome outcome = happening.outcome();
    boolean bodyGone = tracker.bodySent() && Repeatable.hasOneShotBody(chain.request());
    return bodyGone ? new Outcome(outcome.kind(), Outcome.Resend.NEVER, outcome.reason()) : outcome;
  }

  private Response finish(Step.Finish finish) throws IOException {
    if (finish.failure() != null) {
      throw finish.failure();
    }
    if (response == null || attempt == null) {
      throw new IllegalStateException("a call ended well without an answer");
    }
    tracker.answered(attempt);
    if (!state.compareAndSet(State.WAITING_FOR_HEADERS, State.OVER)) {
      throw new IOException("the deadline passed just as the headers came");
    }
    return response;
  }

  /** An answer that the application does not get: the next try needs OkHttp free of it. */
  private void discardAnswer() {
    if (response != null) {
      response.close();
      response = null;
    }
    if (attempt != null) {
      attempt.finished();
      attempt = null;
    }
  }
}
