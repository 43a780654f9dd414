package dev.switchboard.testkit;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.common.Json;
import com.github.tomakehurst.wiremock.common.JsonException;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Cloud Map's wire protocol, AWS JSON 1.1, as an extension of WireMock. */
final class CloudMapWire implements ResponseDefinitionTransformerV2 {

  static final String NAME = "cloud-map";

  private static final String TARGET_HEADER = "X-Amz-Target";
  private static final String TARGET_PREFIX = "Route53AutoNaming_v20170314.";
  private static final String DISCOVERY = "Discover";

  private final Operations operations;
  private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
  private volatile @Nullable CloudMapFault fault;

  CloudMapWire(Operations operations) {
    this.operations = operations;
  }

  @Override
  public String getName() {
    return NAME;
  }

  @Override
  public boolean applyGlobally() {
    return false;
  }

  void fault(@Nullable CloudMapFault newFault) {
    fault = newFault;
  }

  int calls(String operation) {
    AtomicInteger count = calls.get(operation);
    return count == null ? 0 : count.get();
  }

  @Override
  public ResponseDefinition transform(ServeEvent event) {
    Request request = event.getRequest();
    String target =
        request.header(TARGET_HEADER).isPresent() ? request.getHeader(TARGET_HEADER) : "";
    String operation =
        target.startsWith(TARGET_PREFIX) ? target.substring(TARGET_PREFIX.length()) : target;
    calls.computeIfAbsent(operation, o -> new AtomicInteger()).incrementAndGet();
    ResponseDefinitionBuilder answer = answer(operation, request.getBodyAsString());
    CloudMapFault current = fault;
    return (current != null && operation.startsWith(DISCOVERY) ? current.applyTo(answer) : answer)
        .build();
  }

  private ResponseDefinitionBuilder answer(String operation, String body) {
    try {
      Map<?, ?> members = Json.read(body.isEmpty() ? "{}" : body, Map.class);
      Map<String, Object> named = new LinkedHashMap<>();
      members.forEach((key, value) -> named.put(String.valueOf(key), value));
      return json(200).withBody(Json.write(operations.answer(operation, new Members(named))));
    } catch (CloudMapError e) {
      return error(e, 400);
    } catch (JsonException e) {
      return error(new CloudMapError("SerializationException", "the request is no JSON"), 400);
    }
  }

  static ResponseDefinitionBuilder json(int status) {
    return ResponseDefinitionBuilder.responseDefinition()
        .withStatus(status)
        .withHeader("Content-Type", "application/x-amz-json-1.1");
  }

  static ResponseDefinitionBuilder error(CloudMapError error, int status) {
    Map<String, String> body = new LinkedHashMap<>(error.fields());
    body.put("__type", error.code());
    body.put("Message", error.detail());
    return json(status).withHeader("x-amzn-ErrorType", error.code()).withBody(Json.write(body));
  }
}
