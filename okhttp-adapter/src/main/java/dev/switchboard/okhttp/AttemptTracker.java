package dev.switchboard.okhttp;

import dev.switchboard.call.BlockingCall;
import dev.switchboard.call.Dialer;
import dev.switchboard.endpoint.Alias;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.event.SwitchboardEvent;
import dev.switchboard.upstream.Attempt;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Follows one {@link HttpCall}: how far its current try has come, when it is cancelled, and, after
 * the interceptor has returned, how its body ends. OkHttp calls it on several threads.
 */
final class AttemptTracker extends EventListener {

  /** How far a try has come. */
  enum Phase {
    NOT_BEGUN,
    CONNECTING,
    SECURING,
    /** There is a connection and nothing of the request was written. */
    CONNECTED,
    SENT,
    /** It was sent and then the network failed, or the endpoint did. */
    BROKEN,
    /** It followed a redirect to somewhere else. */
    REDIRECTED_AWAY
  }

  private final Dialer dialer;
  private final BlockingCall call;
  private volatile Phase phase = Phase.NOT_BEGUN;
  private volatile boolean bodySent;
  private volatile boolean redirected;
  private volatile @Nullable Attempt answered;

  AttemptTracker(Dialer dialer, BlockingCall call) {
    this.dialer = dialer;
    this.call = call;
  }

  void begin() {
    phase = Phase.NOT_BEGUN;
    bodySent = false;
    redirected = false;
  }

  /** From now on the attempt is followed to the end of its body. */
  void answered(Attempt attempt) {
    answered = attempt;
  }

  Phase phase() {
    return phase;
  }

  /** Whether anything of the request's body may have been read from its source. */
  boolean bodySent() {
    return bodySent;
  }

  /** A new connection is a new start, but not where a redirect on the old one was answered. */
  private void reached(Phase next) {
    over(); // should an answer have come before, the application has asked again since
    if (!redirected) {
      phase = next;
    }
  }

  private void broken() {
    if (phase == Phase.SENT) {
      phase = Phase.BROKEN;
    }
  }

  @Override
  public void connectStart(Call c, InetSocketAddress address, Proxy proxy) {
    reached(Phase.CONNECTING);
  }

  @Override
  public void secureConnectStart(Call c) {
    reached(Phase.SECURING);
  }

  @Override
  public void connectFailed(
      Call c, InetSocketAddress address, Proxy proxy, @Nullable Protocol protocol, IOException e) {
    broken();
  }

  @Override
  public void connectionAcquired(Call c, Connection acquired) {
    reached(Phase.CONNECTED);
  }

  @Override
  public void requestHeadersStart(Call c) {
    over();
    if (phase != Phase.REDIRECTED_AWAY) {
      phase = Phase.SENT;
    }
  }

  @Override
  public void requestBodyStart(Call c) {
    bodySent = true;
  }

  @Override
  public void requestFailed(Call c, IOException e) {
    broken();
  }

  @Override
  public void followUpDecision(Call c, Response response, @Nullable Request next) {
    if (next == null) {
      return;
    }
    // The first request was answered: whatever fails from here on, it was sent.
    redirected = true;
    Alias alias = dialer.upstream().alias();
    boolean stays = next.url().host().equals(alias.host()) && next.url().port() == alias.port();
    phase = stays ? Phase.SENT : Phase.REDIRECTED_AWAY;
  }

  @Override
  public void canceled(Call c) {
    call.cancel();
  }

  @Override
  public void responseFailed(Call c, IOException e) {
    broken();
    Attempt attempt = answered;
    if (attempt != null && phase == Phase.BROKEN && !isGivenUp(c)) {
      Outcome outcome = Happening.BODY_RESET.outcome();
      attempt.bodyFailed(outcome, dialer.clock().nanos());
      dialer
          .events()
          .ofCall(
              () ->
                  new SwitchboardEvent.BodyFailed(
                      dialer.upstream().alias(), attempt.endpoint(), outcome));
    }
  }

  /** Whether the application no longer wants the call that fails on this thread. */
  static boolean isGivenUp(Call c) {
    return c.isCanceled() || Thread.currentThread().isInterrupted();
  }

  @Override
  public void callEnd(Call c) {
    over();
  }

  @Override
  public void callFailed(Call c, IOException e) {
    over();
  }

  private void over() {
    Attempt attempt = answered;
    if (attempt != null) {
      attempt.finished();
      answered = null;
    }
  }
}
