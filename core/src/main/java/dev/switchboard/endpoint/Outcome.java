package dev.switchboard.endpoint;

/**
 * What one attempt showed. An adapter translates whatever happened in its library into one of a few
 * constants of this type and decides nothing else. Immutable.
 *
 * @param kind what was learned about the endpoint
 * @param resend whether the same request may be tried on another endpoint
 * @param reason what happened, in words for a person: {@code "connect refused"}, {@code "503"}
 */
public record Outcome(Kind kind, Resend resend, String reason) {

  /** What an attempt says of the endpoint it went to. */
  public enum Kind {
    /** The endpoint did its work, whatever the application thinks of the answer (a 404, say). */
    SUCCESS,
    /** No connection came about, so nothing was sent. The endpoint's fault, and the worst kind. */
    CONNECT_FAILURE,
    /** The endpoint was reached and failed. Its fault. */
    FAILURE,
    /** The endpoint works and refused the work: too busy, or about to stop. Nobody's fault. */
    OVERLOAD,
    /** The request itself was wrong. The caller's fault, and no sign of the endpoint's health. */
    CALLER_FAILURE,
    /** The attempt was given up, or never needed the endpoint: nothing was learned. */
    CANCELLED
  }

  /** Whether another try is safe. */
  public enum Resend {
    /** The application at the other end never saw the request: any request may be tried again. */
    ALWAYS,
    /** It may have seen it: only a request that may safely be sent twice may be tried again. */
    IF_REPEATABLE,
    /** The answer stands. */
    NEVER
  }

  /** The endpoint did its work. */
  public static final Outcome SUCCESS = new Outcome(Kind.SUCCESS, Resend.NEVER, "ok");

  /** The attempt was given up before it showed anything. */
  public static final Outcome CANCELLED = new Outcome(Kind.CANCELLED, Resend.NEVER, "cancelled");

  /** No connection came about; any request may be tried elsewhere. */
  public static Outcome connectFailure(String reason) {
    return new Outcome(Kind.CONNECT_FAILURE, Resend.ALWAYS, reason);
  }

  /** The endpoint was reached and failed. */
  public static Outcome failure(Resend resend, String reason) {
    return new Outcome(Kind.FAILURE, resend, reason);
  }

  /** The endpoint works and refused the work. */
  public static Outcome overload(Resend resend, String reason) {
    return new Outcome(Kind.OVERLOAD, resend, reason);
  }

  /** The request itself was wrong. */
  public static Outcome callerFailure(String reason) {
    return new Outcome(Kind.CALLER_FAILURE, Resend.NEVER, reason);
  }

  /** Nothing was learned about the endpoint. */
  public static Outcome cancelled(String reason) {
    return new Outcome(Kind.CANCELLED, Resend.NEVER, reason);
  }

  /** Whether this counts against the endpoint. */
  public boolean isEndpointFault() {
    return kind == Kind.FAILURE || kind == Kind.CONNECT_FAILURE;
  }

  @Override
  public String toString() {
    return reason;
  }
}
