package dev.switchboard.jdbc;

import static dev.switchboard.endpoint.Outcome.Resend.ALWAYS;
import static dev.switchboard.endpoint.Outcome.Resend.NEVER;

import dev.switchboard.endpoint.Outcome;

/**
 * What can happen to a connection, whose fault that is, and whether another endpoint may be dialed
 * instead. {@link Outcomes} tells which of them an exception is.
 *
 * <p>Another endpoint is dialed only before the connection is ready: nothing of the application's
 * has been sent then. Once it is, {@code resend} means nothing.
 */
enum Happening {
  // The endpoint's fault.
  UNREACHABLE(Outcome.connectFailure("no connection")),
  LOGIN_TIMED_OUT(Outcome.failure(ALWAYS, "no login in time")),
  TLS_FAILED(Outcome.failure(ALWAYS, "TLS failed")),
  LOGIN_FAILED(Outcome.failure(ALWAYS, "the login failed")),
  BROKEN(Outcome.failure(ALWAYS, "the connection broke")),
  SHUTTING_DOWN(Outcome.failure(ALWAYS, "the server is starting or shutting down")),
  BLOCKED(Outcome.failure(ALWAYS, "the server blocks this host")),

  // It works, and has enough to do.
  TOO_MANY_CONNECTIONS(Outcome.overload(ALWAYS, "too many connections")),

  // It works, and is not the one that is wanted.
  READ_ONLY(Outcome.failure(NEVER, "the server is read-only")),

  // Ended by an administrator, or with others: see KilledSessions.
  SESSION_KILLED(Outcome.failure(NEVER, "the server ended this session")),

  // This connection alone: unused for too long, or past the application's own time.
  CONNECTION_ENDED(Outcome.cancelled("the server ended this connection")),
  SOCKET_TIMED_OUT(Outcome.cancelled("no answer within the socket timeout")),
  ALREADY_CLOSED(Outcome.cancelled("the connection was closed on this side")),

  // This side's: nothing was learned of the endpoint.
  NO_SOCKET(Outcome.cancelled("no socket could be made on this side")),

  // The application's: the endpoint has answered as every other would.
  QUOTA(Outcome.callerFailure("the user's quota is used up")),
  CONFIGURATION(Outcome.callerFailure("user, password, database or a property are refused")),
  QUERY(Outcome.callerFailure("the statement failed"));

  @SuppressWarnings("ImmutableEnumChecker") // a record of two enums and a string
  private final Outcome outcome;

  Happening(Outcome outcome) {
    this.outcome = outcome;
  }

  Outcome outcome() {
    return outcome;
  }

  /** Whether it says something of the connection, not just of what was asked of it. */
  boolean isOfConnection() {
    return this != QUERY && this != QUOTA && this != CONFIGURATION;
  }
}
