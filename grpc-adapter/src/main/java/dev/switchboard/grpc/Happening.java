package dev.switchboard.grpc;

import static dev.switchboard.endpoint.Outcome.Resend.ALWAYS;
import static dev.switchboard.endpoint.Outcome.Resend.IF_REPEATABLE;
import static dev.switchboard.endpoint.Outcome.Resend.NEVER;

import dev.switchboard.endpoint.Outcome;
import io.grpc.Status;

/**
 * The table: how a try over gRPC can end, whose fault that is, and whether the call may be tried on
 * another endpoint.
 */
enum Happening {
  // The endpoint's own word, in trailers.
  OK(Outcome.SUCCESS),
  UNAVAILABLE(Outcome.failure(IF_REPEATABLE, "UNAVAILABLE")),
  DEADLINE_EXCEEDED(Outcome.failure(NEVER, "DEADLINE_EXCEEDED")),
  INTERNAL(Outcome.failure(NEVER, "INTERNAL")),
  UNKNOWN(Outcome.failure(NEVER, "UNKNOWN")),
  DATA_LOSS(Outcome.failure(NEVER, "DATA_LOSS")),
  RESOURCE_EXHAUSTED(Outcome.overload(NEVER, "RESOURCE_EXHAUSTED")),
  CANCELLED_THERE(Outcome.overload(IF_REPEATABLE, "CANCELLED, and not by the caller")),
  APPLICATION_ERROR(Outcome.SUCCESS),

  // The transport says that the endpoint has not looked at the call: gRPC itself tries it again.
  REFUSED(Outcome.overload(ALWAYS, "stream refused")),

  // The same, or the call had begun and was cut off: gRPC tries again only what had not begun.
  GOING_AWAY(Outcome.overload(IF_REPEATABLE, "connection is going away")),

  // The call was sent, and nobody knows what became of it.
  LOST(Outcome.failure(IF_REPEATABLE, "connection lost")),
  RESET(Outcome.failure(IF_REPEATABLE, "reset by the endpoint")),
  BROKEN(Outcome.failure(NEVER, "broken off by the transport")),
  BROKEN_IN_STREAM(Outcome.failure(NEVER, "broken off inside the stream")),
  DEADLINE(
      Outcome.failure(
          NEVER, "no answer before the deadline; set a longer one if it needs the time")),

  // Nothing that the endpoint can be judged by.
  DEADLINE_IN_STREAM(Outcome.cancelled("the deadline passed inside the stream")),
  CANCELLED(Outcome.CANCELLED),
  LIMIT(Outcome.callerFailure("RESOURCE_EXHAUSTED, by a limit of the client"));

  @SuppressWarnings("ImmutableEnumChecker") // a record of two enums and a string
  private final Outcome outcome;

  Happening(Outcome outcome) {
    this.outcome = outcome;
  }

  Outcome outcome() {
    return outcome;
  }

  /**
   * How a try ended.
   *
   * @param answered whether the endpoint said so itself
   * @param inStream whether headers of a stream had come
   */
  static Happening of(Status status, boolean answered, boolean inStream) {
    return answered ? said(status.getCode()) : happened(status, inStream);
  }

  private static Happening said(Status.Code code) {
    return switch (code) {
      case OK -> OK;
      case UNAVAILABLE -> UNAVAILABLE;
      case DEADLINE_EXCEEDED -> DEADLINE_EXCEEDED;
      case INTERNAL -> INTERNAL;
      case UNKNOWN -> UNKNOWN;
      case DATA_LOSS -> DATA_LOSS;
      case RESOURCE_EXHAUSTED -> RESOURCE_EXHAUSTED;
      case CANCELLED -> CANCELLED_THERE;
      default -> APPLICATION_ERROR;
    };
  }

  private static Happening happened(Status status, boolean inStream) {
    return switch (status.getCode()) {
      case OK -> OK;
      case CANCELLED -> words(status).contains("RST_STREAM") ? reset(inStream) : CANCELLED;
      case DEADLINE_EXCEEDED -> inStream ? DEADLINE_IN_STREAM : DEADLINE;
      case RESOURCE_EXHAUSTED -> LIMIT;
      case UNAVAILABLE -> inStream ? BROKEN_IN_STREAM : unavailable(status);
      default -> inStream ? BROKEN_IN_STREAM : BROKEN;
    };
  }

  private static Happening reset(boolean inStream) {
    return inStream ? BROKEN_IN_STREAM : RESET;
  }

  private static Happening unavailable(Status status) {
    if (words(status).contains("REFUSED_STREAM")) {
      return REFUSED;
    }
    return words(status).contains("GOAWAY") ? GOING_AWAY : LOST;
  }

  /** gRPC has no other sign of what its transports were told. */
  private static String words(Status status) {
    return String.valueOf(status.getDescription());
  }
}
