package dev.switchboard.okhttp;

import dev.switchboard.endpoint.Alias;
import dev.switchboard.upstream.Attempt;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.RequestReplySenderContext;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * A trace by Micrometer: {@code switchboard.call} for the call and, within it, {@code
 * switchboard.attempt} for each try, which is also what the endpoint sees as its parent. Keys are
 * OpenTelemetry's where it has some. This class alone needs {@code micrometer-observation}.
 */
final class ObservedTrace implements Trace {

  private final ObservationRegistry registry;
  private final @Nullable Observation call;
  private final String alias;

  private ObservedTrace(ObservationRegistry registry, @Nullable Observation call, String alias) {
    this.registry = registry;
    this.call = call;
    this.alias = alias;
  }

  static Trace by(ObservationRegistry registry) {
    return new ObservedTrace(registry, null, "");
  }

  @Override
  public Trace of(Request request, Alias to) {
    String toAlias = to.toString();
    Observation observation =
        Observation.createNotStarted("switchboard.call", registry)
            .contextualName(request.method() + " " + toAlias)
            .lowCardinalityKeyValue("switchboard.alias", toAlias)
            .lowCardinalityKeyValue("http.request.method", request.method())
            .start();
    return new ObservedTrace(registry, observation, toAlias);
  }

  @Override
  public Try begin(Attempt attempt, Request.Builder request) {
    RequestReplySenderContext<Request.Builder, Response> context =
        new RequestReplySenderContext<>(
            (carrier, key, value) -> {
              if (carrier != null) {
                carrier.header(key, value);
              }
            });
    context.setCarrier(request);
    context.setRemoteServiceName(alias);
    String endpoint = attempt.endpoint().toString();
    context.setRemoteServiceAddress("//" + endpoint); // a URI, as tracers want it
    Observation observation =
        Observation.createNotStarted("switchboard.attempt", () -> context, registry)
            .contextualName("attempt " + attempt.number())
            .parentObservation(call)
            .lowCardinalityKeyValue("switchboard.alias", alias)
            .highCardinalityKeyValue("switchboard.endpoint", endpoint)
            .highCardinalityKeyValue(
                "http.request.resend_count", String.valueOf(attempt.number() - 1))
            .start();
    Observation.Scope before = registry.getCurrentObservationScope();
    Observation.Scope scope = open(observation, before);
    return (response, error) -> {
      try {
        scope.close();
      } finally {
        registry.setCurrentObservationScope(before);
      }
      if (response != null) {
        context.setResponse(response);
      }
      end(observation, response, error);
    };
  }

  /** A handler that throws must not leave the observation with the thread. */
  private Observation.Scope open(Observation observation, Observation.@Nullable Scope before) {
    try {
      return observation.openScope();
    } catch (RuntimeException | Error e) {
      registry.setCurrentObservationScope(before);
      throw e;
    }
  }

  @Override
  public void end(@Nullable Response response, @Nullable Throwable error) {
    if (call != null) {
      end(call, response, error);
    }
  }

  private static void end(
      Observation observation, @Nullable Response response, @Nullable Throwable error) {
    observation.lowCardinalityKeyValue(
        "http.response.status_code", response == null ? "none" : String.valueOf(response.code()));
    if (error != null) {
      observation.error(error);
    }
    observation.stop();
  }
}
