package dev.switchboard.metrics;

import dev.switchboard.endpoint.Absence;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.event.SwitchboardEvent.CallRefused;
import dev.switchboard.event.SwitchboardEvent.RetryRefused;
import dev.switchboard.health.Verdict;
import dev.switchboard.resolve.ResolutionError;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Every meter there is. Names, tags and descriptions stand here and nowhere else. */
enum Metric {
  CALLS(
      Type.TIMER,
      "calls",
      "Calls that ended, up to the response's headers, over all tries; 50th, 90th and 99th"
          + " percentile.",
      "RequestCount",
      Tag.ALIAS,
      Tag.SERVICE,
      Tag.ANSWERED),
  CALLS_ACTIVE(
      Type.GAUGE,
      "calls.active",
      "Calls that began and have not ended, waits before retries included.",
      "",
      Tag.ALIAS,
      Tag.SERVICE),
  CALLS_REFUSED(
      Type.COUNTER,
      "calls.refused",
      "Calls that were not let in.",
      "",
      Tag.ALIAS,
      Tag.SERVICE,
      Tag.ADMISSION),
  CIRCUIT(
      Type.GAUGE,
      "circuit",
      "1 for the state that the circuit breaker is in, 0 for the others; from the first time it"
          + " opens.",
      "",
      Tag.ALIAS,
      Tag.SERVICE,
      Tag.CIRCUIT),
  ATTEMPTS(
      Type.TIMER,
      "attempts",
      "Tries that ended, up to the response's headers; 50th, 90th and 99th percentile. Divided by"
          + " switchboard.endpoints with state=total, the requests per target.",
      "RequestCountPerTarget, TargetResponseTime",
      Tag.ALIAS,
      Tag.SERVICE,
      Tag.OUTCOME),
  ENDPOINT_ATTEMPTS(
      Type.TIMER,
      "endpoint.attempts",
      "The same for each endpoint, if that is asked for. Endpoints beyond the bound, and those no"
          + " longer listed, share endpoint=other.",
      "",
      Tag.ALIAS,
      Tag.SERVICE,
      Tag.ENDPOINT,
      Tag.OUTCOME),
  RESPONSES(
      Type.COUNTER,
      "responses",
      "Answers of endpoints, retried ones too.",
      "HTTPCode_Target_2XX_Count to HTTPCode_Target_5XX_Count, GrpcRequestCount",
      Tag.ALIAS,
      Tag.SERVICE,
      Tag.PROTOCOL,
      Tag.STATUS),
  METHOD_RESPONSES(
      Type.COUNTER,
      "method.responses",
      "Those over gRPC for each method, if that is asked for. Methods beyond the bound share"
          + " method=other.",
      "",
      Tag.ALIAS,
      Tag.SERVICE,
      Tag.METHOD,
      Tag.STATUS),
  CONNECTIONS(
      Type.COUNTER,
      "connections",
      "Connections opened.",
      "NewConnectionCount",
      Tag.ALIAS,
      Tag.SERVICE),
  CONNECTIONS_ACTIVE(
      Type.GAUGE,
      "connections.active",
      "Connections open now; of gRPC those that new calls may go to.",
      "ActiveConnectionCount",
      Tag.ALIAS,
      Tag.SERVICE),
  BYTES(
      Type.COUNTER,
      "bytes",
      "Bytes that went through connections, under TLS the encrypted ones; of gRPC its messages"
          + " alone.",
      "ProcessedBytes, TargetProcessedBytes",
      Tag.ALIAS,
      Tag.SERVICE,
      Tag.DIRECTION),
  TLS_FAILED(
      Type.COUNTER,
      "tls.failed",
      "TLS handshakes that failed, by OkHttp, JDBC and gRPC.",
      "TargetTLSNegotiationErrorCount",
      Tag.ALIAS,
      Tag.SERVICE),
  RETRIES(
      Type.COUNTER, "retries", "Tries after the first of their call.", "", Tag.ALIAS, Tag.SERVICE),
  RETRIES_REFUSED(
      Type.COUNTER,
      "retries.refused",
      "Tries that failed, might have been repeated, and were not.",
      "",
      Tag.ALIAS,
      Tag.SERVICE,
      Tag.REFUSAL),
  BODIES_FAILED(
      Type.COUNTER,
      "bodies.failed",
      "Responses that broke off after their headers.",
      "",
      Tag.ALIAS,
      Tag.SERVICE),
  ENDPOINT_MISSING(
      Type.COUNTER,
      "endpoint.missing",
      "Calls that failed because there was no endpoint.",
      "",
      Tag.ALIAS,
      Tag.SERVICE,
      Tag.ABSENCE),
  ENDPOINTS(Type.GAUGE, "endpoints", "Endpoints known now.", "", Tag.ALIAS, Tag.SERVICE, Tag.STATE),
  INSTANCES_SKIPPED(
      Type.GAUGE,
      "instances.skipped",
      "Instances the registry lists and that are not called: unreadable, or refused by the guard.",
      "",
      Tag.ALIAS,
      Tag.SERVICE),
  RESOLUTION_AGE(
      Type.GAUGE,
      "resolution.age",
      "Seconds since the registry last said that these are the endpoints; not a number before it"
          + " first did.",
      "",
      Tag.ALIAS,
      Tag.SERVICE),
  RESOLUTION_CHANGES(
      Type.COUNTER, "resolution.changes", "Changes of the list of endpoints.", "", Tag.SERVICE),
  RESOLUTION_ERRORS(
      Type.COUNTER,
      "resolution.errors",
      "Questions the registry gave no usable answer to.",
      "",
      Tag.SERVICE,
      Tag.ERROR),
  EJECTIONS(
      Type.COUNTER, "ejections", "Endpoints taken out.", "", Tag.SERVICE, Tag.CAUSE, Tag.DRY_RUN),
  READMISSIONS(Type.COUNTER, "readmissions", "Endpoints taken in again.", "", Tag.SERVICE);

  /** What sort of meter. */
  enum Type {
    COUNTER,
    GAUGE,
    TIMER
  }

  /** What a meter is told apart by. */
  enum Tag {
    ALIAS("alias", "what is dialed, host:port"),
    SERVICE("TargetDiscoveryName", "the service's name in the registry, as in Service Connect"),
    ENDPOINT("endpoint", "ip:port, or other"),
    ANSWERED(
        "answered", "true, whatever the answer said, or false if the application got an exception"),
    OUTCOME("outcome", "what the try showed: " + values(Outcome.Kind.values())),
    PROTOCOL("protocol", "http or grpc"),
    METHOD("method", "service/Method, or other"),
    STATUS("status", "2xx and so on for HTTP, the number of the code for gRPC"),
    ADMISSION("reason", "why a call was not let in: " + values(CallRefused.Reason.values())),
    CIRCUIT("state", "of a circuit: closed, open or half_open"),
    REFUSAL("reason", "why a try was not repeated: " + values(RetryRefused.Reason.values())),
    DIRECTION("direction", "sent or received, as the application sees it"),
    ABSENCE("reason", "what sort of absence: " + values(Absence.Reason.values())),
    STATE(
        "state",
        "of endpoints: total, or used, ejected, probing; of used some may be out, if too few are left"),
    ERROR("kind", "what sort of error: " + values(ResolutionError.Kind.values())),
    CAUSE("cause", "what showed that they are bad: " + values(Verdict.Cause.values())),
    DRY_RUN("dryRun", "true if the policy says to tell only");

    final String key;
    final String meaning;

    Tag(String key, String meaning) {
      this.key = key;
      this.meaning = meaning;
    }

    private static String values(Enum<?>[] constants) {
      return Arrays.stream(constants).map(AliasMeters::value).collect(Collectors.joining(", "));
    }
  }

  final Type type;
  final String id;
  final String description;
  final String serviceConnect;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  final List<Tag> tags;

  Metric(Type type, String id, String description, String serviceConnect, Tag... tags) {
    this.type = type;
    this.id = "switchboard." + id;
    this.description = description;
    this.serviceConnect = serviceConnect;
    this.tags = List.of(tags);
  }
}
