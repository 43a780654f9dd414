package dev.switchboard.okhttp;

import static dev.switchboard.endpoint.Outcome.Resend.ALWAYS;
import static dev.switchboard.endpoint.Outcome.Resend.IF_REPEATABLE;
import static dev.switchboard.endpoint.Outcome.Resend.NEVER;

import dev.switchboard.endpoint.Outcome;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import okhttp3.Response;

/**
 * The table: what can happen to a try over HTTP, whose fault that is, and whether the request may
 * be tried on another endpoint.
 */
enum Happening {
  // No connection: nothing was sent, so any request may be tried elsewhere.
  CONNECT_REFUSED(Outcome.connectFailure("connect refused")),
  CONNECT_TIMEOUT(Outcome.connectFailure("connect timed out")),
  CONNECT_FAILED(Outcome.connectFailure("connect failed")),
  TLS_FAILED(Outcome.connectFailure("TLS failed")),

  // The server says that it has not looked at the request: as good as nothing sent.
  REFUSED_STREAM(Outcome.overload(ALWAYS, "stream refused")),
  GOAWAY(Outcome.overload(ALWAYS, "connection is going away")),

  // The request was sent, and nobody knows what became of it. A stale kept-alive connection looks
  // the same; OkHttp itself replaces those for requests that may be sent twice.
  RESET(Outcome.failure(IF_REPEATABLE, "reset before headers")),
  READ_TIMEOUT(Outcome.failure(IF_REPEATABLE, "timed out before headers")),

  // The headers had come.
  BODY_RESET(Outcome.failure(NEVER, "reset inside the body")),

  // Answers.
  STATUS_503(Outcome.failure(IF_REPEATABLE, "503")),
  STATUS_502(Outcome.failure(NEVER, "502")),
  STATUS_504(Outcome.failure(NEVER, "504")),
  STATUS_5XX(Outcome.failure(NEVER, "5xx")),
  STATUS_429(Outcome.overload(NEVER, "429")),
  ANSWER(Outcome.SUCCESS),

  // Nothing that the endpoint can be judged by.
  NO_NETWORK(Outcome.cancelled("answered without the network")),
  CANCELLED(Outcome.CANCELLED),
  DEADLINE(
      Outcome.failure(
          NEVER,
          "no response headers before the deadline; set a longer one, or a per-try timeout to try"
              + " another endpoint sooner")),
  DEADLINE_IN_TLS(
      Outcome.failure(
          NEVER,
          "the TLS handshake did not end before the deadline; does the endpoint speak TLS?")),
  REDIRECTED(Outcome.cancelled("failed after a redirect to another host")),
  CLIENT_FAILED(Outcome.callerFailure("failed in the client, not in the network"));

  @SuppressWarnings("ImmutableEnumChecker") // a record of two enums and a string
  private final Outcome outcome;

  Happening(Outcome outcome) {
    this.outcome = outcome;
  }

  Outcome outcome() {
    return outcome;
  }

  /** The deadline passed. */
  static Happening outOfTime(AttemptTracker.Phase phase) {
    return phase == AttemptTracker.Phase.SECURING ? DEADLINE_IN_TLS : DEADLINE;
  }

  /** An answer came. */
  static Happening of(Response response, AttemptTracker.Phase phase) {
    if (phase == AttemptTracker.Phase.REDIRECTED_AWAY) {
      return ANSWER; // the redirect was the endpoint's; what came of it is another host's
    }
    if (response.networkResponse() == null) {
      return NO_NETWORK;
    }
    int status = response.code();
    return switch (status) {
      case 429 -> STATUS_429;
      case 502 -> STATUS_502;
      case 503 -> STATUS_503;
      case 504 -> STATUS_504;
      default -> status >= 500 ? STATUS_5XX : ANSWER;
    };
  }

  /** Something was thrown. */
  static Happening of(IOException e, AttemptTracker.Phase phase) {
    return switch (phase) {
      case NOT_BEGUN, SENT -> CLIENT_FAILED;
      case CONNECTING -> ofConnect(e);
      case SECURING -> TLS_FAILED;
      case CONNECTED -> ofHttp2(e, GOAWAY);
      case BROKEN -> ofHttp2(e, e instanceof SocketTimeoutException ? READ_TIMEOUT : RESET);
      case REDIRECTED_AWAY -> REDIRECTED;
    };
  }

  private static Happening ofConnect(IOException e) {
    if (e instanceof SocketTimeoutException) {
      return CONNECT_TIMEOUT;
    }
    return e instanceof ConnectException ? CONNECT_REFUSED : CONNECT_FAILED;
  }

  /** OkHttp's exceptions for HTTP/2 are internal classes: they are known by what they say. */
  private static Happening ofHttp2(IOException e, Happening otherwise) {
    if (e.getClass().getSimpleName().equals("ConnectionShutdownException")) {
      return GOAWAY;
    }
    return "stream was reset: REFUSED_STREAM".equals(e.getMessage()) ? REFUSED_STREAM : otherwise;
  }
}
