package dev.switchboard.okhttp;

import io.micrometer.observation.ObservationRegistry;

/**
 * Traces by Micrometer: of each call a span {@code switchboard.call}, within it a span {@code
 * switchboard.attempt} for each try, and that one's context in the headers of what is sent, so that
 * retries are seen for what they are. Which tracer, and which headers, is for the registry's
 * handlers to say: those of {@code micrometer-tracing} for OpenTelemetry or Brave.
 *
 * <pre>{@code
 * SwitchboardInterceptor.of(switchboard).withObservations(CallObservations.by(registry))
 * }</pre>
 *
 * <p>A handler that throws is logged, once, and harms no call.
 *
 * <p>Needs {@code io.micrometer:micrometer-observation}, which {@code micrometer-core} brings.
 */
public final class CallObservations {

  private final Trace trace;

  private CallObservations(Trace trace) {
    this.trace = trace;
  }

  /** What the handlers of {@code registry} make of it. */
  @SuppressWarnings("exports") // who has no Micrometer does not come here
  public static CallObservations by(ObservationRegistry registry) {
    return new CallObservations(new GuardedTrace(ObservedTrace.by(registry)));
  }

  Trace trace() {
    return trace;
  }
}
