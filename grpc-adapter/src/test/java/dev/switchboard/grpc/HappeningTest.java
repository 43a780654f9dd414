package dev.switchboard.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.endpoint.Outcome;
import io.grpc.Status;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of docs/grpc.md. */
class HappeningTest {

  @ParameterizedTest
  @CsvSource({
    "OK,                  SUCCESS,  NEVER",
    "UNAVAILABLE,         FAILURE,  IF_REPEATABLE",
    "DEADLINE_EXCEEDED,   FAILURE,  NEVER",
    "INTERNAL,            FAILURE,  NEVER",
    "UNKNOWN,             FAILURE,  NEVER",
    "DATA_LOSS,           FAILURE,  NEVER",
    "RESOURCE_EXHAUSTED,  OVERLOAD, NEVER",
    "CANCELLED,           OVERLOAD, IF_REPEATABLE",
    "INVALID_ARGUMENT,    SUCCESS,  NEVER",
    "NOT_FOUND,           SUCCESS,  NEVER",
    "ALREADY_EXISTS,      SUCCESS,  NEVER",
    "PERMISSION_DENIED,   SUCCESS,  NEVER",
    "FAILED_PRECONDITION, SUCCESS,  NEVER",
    "ABORTED,             SUCCESS,  NEVER",
    "OUT_OF_RANGE,        SUCCESS,  NEVER",
    "UNIMPLEMENTED,       SUCCESS,  NEVER",
    "UNAUTHENTICATED,     SUCCESS,  NEVER"
  })
  void whatTheEndpointSays(Status.Code code, Outcome.Kind kind, Outcome.Resend resend) {
    Outcome outcome = Happening.of(code.toStatus(), true, false).outcome();
    assertThat(outcome.kind()).isEqualTo(kind);
    assertThat(outcome.resend()).isEqualTo(resend);
  }

  @ParameterizedTest
  @CsvSource({
    "UNAVAILABLE, io exception, false, LOST",
    "UNAVAILABLE, io exception, true, BROKEN_IN_STREAM",
    "UNAVAILABLE, RST_STREAM closed stream. HTTP/2 error code: REFUSED_STREAM, false, REFUSED",
    "UNAVAILABLE, Connection closed after GOAWAY. HTTP/2 error code: NO_ERROR, false, GOING_AWAY",
    "UNAVAILABLE, , false, LOST",
    "INTERNAL, RST_STREAM closed stream. HTTP/2 error code: PROTOCOL_ERROR, false, BROKEN",
    "INTERNAL, RST_STREAM closed stream. HTTP/2 error code: PROTOCOL_ERROR, true, BROKEN_IN_STREAM",
    "CANCELLED, RST_STREAM closed stream. HTTP/2 error code: CANCEL, false, RESET",
    "CANCELLED, RST_STREAM closed stream. HTTP/2 error code: CANCEL, true, BROKEN_IN_STREAM",
    "CANCELLED, no longer wanted, false, CANCELLED",
    "CANCELLED, no longer wanted, true, CANCELLED",
    "DEADLINE_EXCEEDED, , false, DEADLINE",
    "DEADLINE_EXCEEDED, , true, DEADLINE_IN_STREAM",
    "RESOURCE_EXHAUSTED, gRPC message exceeds maximum size, false, LIMIT",
    "OK, , true, OK"
  })
  void whatHappensWithoutTheEndpointsWord(
      Status.Code code, String description, boolean inStream, Happening happening) {
    Status status = code.toStatus().withDescription(description);
    assertThat(Happening.of(status, false, inStream)).isEqualTo(happening);
  }
}
