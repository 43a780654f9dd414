package dev.switchboard.testkit;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** A way in which discovery goes wrong, for {@link CloudMapServer#fault}. Immutable. */
public final class CloudMapFault {

  private final UnaryOperator<ResponseDefinitionBuilder> change;

  private CloudMapFault(UnaryOperator<ResponseDefinitionBuilder> change) {
    this.change = change;
  }

  /** Every request is refused with {@code RequestLimitExceeded}. */
  public static CloudMapFault throttle() {
    return new CloudMapFault(
        answer ->
            CloudMapWire.error(new CloudMapError("RequestLimitExceeded", "Rate exceeded"), 400));
  }

  /** Every request is refused, as without the permission. */
  public static CloudMapFault accessDenied() {
    return new CloudMapFault(
        answer ->
            CloudMapWire.error(
                new CloudMapError("AccessDeniedException", "User is not authorized"), 400));
  }

  /** Every request is answered with status 500. */
  public static CloudMapFault serverError() {
    return new CloudMapFault(
        answer -> CloudMapWire.error(new CloudMapError("InternalFailure", "Out of order"), 500));
  }

  /** Every answer is right and comes late. */
  public static CloudMapFault delay(Duration delay) {
    return new CloudMapFault(answer -> answer.withFixedDelay((int) delay.toMillis()));
  }

  /** Every answer lists no instance. */
  public static CloudMapFault emptyAnswer() {
    return body("{\"Instances\":[],\"InstancesRevision\":" + Long.MAX_VALUE + "}");
  }

  /** Every answer says 200 and is no JSON. */
  public static CloudMapFault garbage() {
    return body("{\"Instances\": <<<");
  }

  /** Every answer is a web page, such as a captive portal's. */
  public static CloudMapFault wrongContentType() {
    return new CloudMapFault(
        answer ->
            ResponseDefinitionBuilder.responseDefinition()
                .withHeader("Content-Type", "text/html")
                .withBody("<html>Please log in</html>"));
  }

  /** Every answer breaks off in the middle. */
  public static CloudMapFault cutOff() {
    return fault(Fault.MALFORMED_RESPONSE_CHUNK);
  }

  /** Every connection is reset before the answer. */
  public static CloudMapFault reset() {
    return fault(Fault.CONNECTION_RESET_BY_PEER);
  }

  private static CloudMapFault body(String body) {
    return new CloudMapFault(answer -> CloudMapWire.json(200).withBody(body));
  }

  private static CloudMapFault fault(Fault fault) {
    return new CloudMapFault(
        answer -> ResponseDefinitionBuilder.responseDefinition().withFault(fault));
  }

  ResponseDefinitionBuilder applyTo(ResponseDefinitionBuilder answer) {
    return change.apply(answer);
  }
}
