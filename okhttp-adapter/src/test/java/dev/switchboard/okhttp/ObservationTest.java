package dev.switchboard.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.call.CallFailedException;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Traces through Micrometer's bridge to the real OpenTelemetry SDK, over real sockets. */
@Timeout(60)
class ObservationTest {

  private final List<SpanData> spans = new CopyOnWriteArrayList<>();
  private final ObservationRegistry registry = openTelemetry(new Collector());

  private final class Collector implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> ended) {
      spans.addAll(ended);
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }

  /** As Spring Boot sets it up. */
  private static ObservationRegistry openTelemetry(SpanExporter exporter) {
    var otel =
        SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
            .build()
            .get("test");
    OtelTracer tracer = new OtelTracer(otel, new OtelCurrentTraceContext(), event -> {});
    OtelPropagator propagator =
        new OtelPropagator(
            ContextPropagators.create(W3CTraceContextPropagator.getInstance()), otel);
    ObservationRegistry registry = ObservationRegistry.create();
    registry
        .observationConfig()
        .observationHandler(
            new io.micrometer.observation.ObservationHandler
                .FirstMatchingCompositeObservationHandler(
                new PropagatingSenderTracingObservationHandler<>(tracer, propagator),
                new DefaultTracingObservationHandler(tracer)));
    return registry;
  }

  private OkHttpClient traced(Lab lab) {
    return new OkHttpClient.Builder()
        .addInterceptor(
            SwitchboardInterceptor.of(lab.switchboard)
                .withObservations(CallObservations.by(registry))
                .withKey("any", request -> null))
        .build();
  }

  private SpanData span(String name) {
    return spans.stream().filter(s -> s.getName().equals(name)).findFirst().orElseThrow();
  }

  private static String attribute(SpanData span, String key) {
    return String.valueOf(span.getAttributes().get(AttributeKey.stringKey(key)));
  }

  @Test
  void aRetryIsASpanOfItsOwn_andEachTryCarriesItsContext() throws Exception {
    try (Lab lab = new Lab()) {
      MockWebServer busy = lab.server(new MockResponse.Builder().code(503).build());
      lab.register(busy);
      Response response = traced(lab).newCall(Lab.get()).execute();
      response.close();
      assertThat(response.code()).isEqualTo(503);

      assertThat(spans)
          .extracting(SpanData::getName)
          .containsExactly("attempt 1", "attempt 2", "attempt 3", "GET orders:8080");
      SpanData call = span("GET orders:8080");
      assertThat(call.getParentSpanContext().isValid()).isFalse();
      assertThat(attribute(call, "http.response.status_code")).isEqualTo("503");
      for (int i = 1; i <= 3; i++) {
        SpanData attempt = span("attempt " + i);
        assertThat(attempt.getTraceId()).isEqualTo(call.getTraceId());
        assertThat(attempt.getParentSpanId()).isEqualTo(call.getSpanId());
        assertThat(attribute(attempt, "switchboard.endpoint"))
            .isEqualTo(Lab.endpoint(busy).toString());
        assertThat(attribute(attempt, "network.peer.address")).isEqualTo("127.0.0.1");
        assertThat(attempt.getAttributes().get(AttributeKey.longKey("network.peer.port")))
            .isEqualTo(busy.getPort());
        assertThat(attribute(attempt, "http.request.resend_count")).isEqualTo("" + (i - 1));
        assertThat(busy.takeRequest().getHeaders().values("traceparent"))
            .singleElement()
            .asString()
            .startsWith("00-" + call.getTraceId() + "-" + attempt.getSpanId() + "-");
      }
    }
  }

  @Test
  void aCallBelongsToWhatTheApplicationObserves() throws Exception {
    try (Lab lab = new Lab()) {
      lab.register(lab.server("a"));
      Observation.createNotStarted("page", registry)
          .observeChecked(() -> traced(lab).newCall(Lab.get()).execute().close());
      assertThat(span("GET orders:8080").getParentSpanId()).isEqualTo(span("page").getSpanId());
      assertThat(registry.getCurrentObservation()).isNull();
    }
  }

  @Test
  void aFailureIsTold() throws Exception {
    try (Lab lab = new Lab()) {
      lab.register(lab.dead());
      assertThatThrownBy(() -> traced(lab).newCall(Lab.get()).execute().close())
          .isInstanceOf(CallFailedException.class);
      assertThat(span("GET orders:8080").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
      assertThat(span("attempt 1").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
      assertThat(attribute(span("attempt 1"), "http.response.status_code")).isEqualTo("none");
      assertThat(registry.getCurrentObservation()).isNull();
    }
  }

  @Test
  void whoDoesNotTraceSendsNothingMore() throws Exception {
    try (Lab lab = new Lab()) {
      MockWebServer server = lab.server("a");
      lab.register(server);
      lab.body(Lab.get());
      assertThat(server.takeRequest().getHeaders().get("traceparent")).isNull();
    }
  }

  private static final class Broken implements ObservationHandler<Observation.Context> {
    private final String where;

    Broken(String where) {
      this.where = where;
    }

    private void fail(String here) {
      if (here.equals(where)) {
        throw new IllegalStateException("a bug in a handler, at " + here);
      }
    }

    @Override
    public void onStart(Observation.Context context) {
      fail("start");
    }

    @Override
    public void onScopeOpened(Observation.Context context) {
      fail("scope opened");
    }

    @Override
    public void onScopeClosed(Observation.Context context) {
      fail("scope closed");
    }

    @Override
    public void onError(Observation.Context context) {
      fail("error");
    }

    @Override
    public void onStop(Observation.Context context) {
      fail("stop");
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
      return true;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"start", "scope opened", "scope closed", "error", "stop"})
  void aHandlerThatThrowsHarmsNoCall(String where) throws Exception {
    ObservationRegistry broken = ObservationRegistry.create();
    broken.observationConfig().observationHandler(new Broken(where));
    try (Lab lab = new Lab(p -> p.withCall(c -> c.withAdmission(a -> a.withConcurrencyLimit(1))))) {
      lab.register(lab.server("well"));
      OkHttpClient http =
          new OkHttpClient.Builder()
              .addInterceptor(
                  SwitchboardInterceptor.of(lab.switchboard)
                      .withObservations(CallObservations.by(broken)))
              .build();
      for (int i = 0; i < 2; i++) {
        try (Response response = http.newCall(Lab.get()).execute()) {
          assertThat(response.body().string()).isEqualTo("well");
        }
        assertThat(broken.getCurrentObservationScope()).isNull();
      }
    }
  }
}
