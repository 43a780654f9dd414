package dev.switchboard.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.switchboard.Switchboard;
import dev.switchboard.call.Call;
import dev.switchboard.call.Dialer;
import dev.switchboard.call.Step;
import dev.switchboard.config.Document;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.event.SwitchboardEvent.ResponseReceived;
import dev.switchboard.testing.ManualClock;
import dev.switchboard.testing.SettableResolver;
import io.micrometer.cloudwatch2.CloudWatchConfig;
import io.micrometer.cloudwatch2.CloudWatchMeterRegistry;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;

/** What reaches CloudWatch, through Micrometer's registry and the AWS SDK, over a socket. */
@Timeout(60)
class CloudWatchTest {

  private static final Endpoint A = Endpoint.of("10.0.0.1", 80);
  private static final Outcome ERROR = Outcome.failure(Outcome.Resend.NEVER, "500");

  private final List<PutMetricDataRequest> sent = new CopyOnWriteArrayList<>();
  private final List<String> arrived = new CopyOnWriteArrayList<>();
  private HttpServer cloud;

  @BeforeEach
  void start() throws Exception {
    cloud = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    cloud.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          arrived.add(exchange.getRequestMethod());
          String protocol = exchange.getRequestHeaders().getFirst("smithy-protocol");
          if (protocol != null) {
            exchange.getResponseHeaders().set("smithy-protocol", protocol);
          }
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    cloud.start();
  }

  @AfterEach
  void stop() {
    cloud.stop(0);
  }

  private CloudWatchAsyncClient client() {
    ExecutionInterceptor recorder =
        new ExecutionInterceptor() {
          @Override
          public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes a) {
            if (context.request() instanceof PutMetricDataRequest put) {
              sent.add(put);
            }
          }
        };
    return CloudWatchAsyncClient.builder()
        .region(Region.EU_WEST_1)
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .endpointOverride(URI.create("http://127.0.0.1:" + cloud.getAddress().getPort()))
        .overrideConfiguration(c -> c.addExecutionInterceptor(recorder))
        .build();
  }

  private static CloudWatchConfig config() {
    return new CloudWatchConfig() {
      @Override
      public @Nullable String get(String key) {
        return key.equals("cloudwatch.namespace") ? "shop" : null;
      }
    };
  }

  /** What a minute with three calls sends. */
  private List<MetricDatum> minute() {
    ManualClock clock = new ManualClock();
    SettableResolver resolver = new SettableResolver();
    try (Switchboard switchboard =
            Switchboard.builder()
                .clock(clock)
                .resolver(resolver)
                .alias("orders:8080", a -> a)
                .build();
        CloudWatchAsyncClient client = client();
        SwitchboardMetrics metrics = SwitchboardMetrics.of(switchboard)) {
      CloudWatchMeterRegistry registry =
          new CloudWatchMeterRegistry(config(), Clock.SYSTEM, client);
      ServiceConnectNames.apply(registry);
      registry.config().commonTags("ServiceName", "web", "ClusterName", "blue");
      metrics.bindTo(registry);
      resolver.set("orders", A);
      Dialer orders = switchboard.dialer("orders", 8080).orElseThrow();
      for (Outcome outcome : List.of(Outcome.SUCCESS, Outcome.SUCCESS, ERROR)) {
        Call call = orders.call(false);
        Step.Try step = (Step.Try) call.start(clock.nanos());
        clock.advance(Duration.ofMillis(20));
        orders.events().ofCall(() -> answered(orders, outcome.equals(ERROR) ? 500 : 200));
        call.attemptEnded(outcome, null, clock.nanos());
        step.attempt().finished();
      }
      registry.close(); // sends what is left
    }
    List<MetricDatum> all = new ArrayList<>();
    sent.forEach(put -> all.addAll(put.metricData()));
    return all;
  }

  /** What is sent if there is one of each meter. */
  private List<MetricDatum> everyMeter() {
    try (CloudWatchAsyncClient client = client()) {
      CloudWatchMeterRegistry registry =
          new CloudWatchMeterRegistry(config(), Clock.SYSTEM, client);
      ServiceConnectNames.apply(registry);
      EveryMeter.in(registry);
      registry.close();
    }
    List<MetricDatum> all = new ArrayList<>();
    sent.forEach(put -> all.addAll(put.metricData()));
    return all;
  }

  @Test
  void everySearchOfTheDashboardFindsSomething() throws Exception {
    Set<String> known = new HashSet<>();
    for (MetricDatum datum : everyMeter()) {
      known.add(
          datum.metricName() + datum.dimensions().stream().map(Dimension::name).sorted().toList());
    }
    String dashboard = Files.readString(Path.of("../docs/dashboards/cloudwatch.json"));
    Document.of("cloudwatch.json", dashboard.getBytes(StandardCharsets.UTF_8)); // it is JSON
    List<String> searched =
        Pattern.compile("SEARCH\\('\\{NAMESPACE,([^}]*)} MetricName=\\\\\"([^\\\\]*)\\\\\"'")
            .matcher(dashboard)
            .results()
            .map(m -> m.group(2) + Stream.of(m.group(1).split(",", -1)).sorted().toList())
            .toList();
    assertThat(searched).hasSizeGreaterThan(10).allSatisfy(s -> assertThat(known).contains(s));
    assertThat(dashboard.split("SEARCH", -1)).hasSize(searched.size() + 1);
  }

  private static ResponseReceived answered(Dialer dialer, int status) {
    return new ResponseReceived(dialer.upstream().alias(), A, status);
  }

  private static MetricDatum one(List<MetricDatum> data, String name) {
    List<MetricDatum> found = data.stream().filter(d -> d.metricName().equals(name)).toList();
    assertThat(found).as("%s", name).hasSize(1);
    return found.get(0);
  }

  @Test
  void serviceConnectsNamesUnitsAndDimensions() {
    List<MetricDatum> data = minute();
    assertThat(arrived).isNotEmpty();
    assertThat(sent).allMatch(put -> put.namespace().equals("shop"));
    assertThat(one(data, "RequestCount").value()).isEqualTo(3);
    assertThat(one(data, "RequestCount").unit()).isEqualTo(StandardUnit.COUNT);
    assertThat(one(data, "HTTPCode_Target_2XX_Count").value()).isEqualTo(2);
    assertThat(one(data, "HTTPCode_Target_5XX_Count").value()).isEqualTo(1);
    assertThat(one(data, "TargetResponseTime").value()).isEqualTo(20);
    assertThat(one(data, "TargetResponseTime").unit()).isEqualTo(StandardUnit.MILLISECONDS);
    for (String name : List.of("RequestCount", "HTTPCode_Target_2XX_Count", "TargetResponseTime")) {
      assertThat(
              one(data, name).dimensions().stream()
                  .collect(Collectors.toMap(Dimension::name, Dimension::value)))
          .as(name)
          .containsOnlyKeys("TargetDiscoveryName", "ServiceName", "ClusterName")
          .containsEntry("TargetDiscoveryName", "orders");
    }
    assertThat(data).extracting(MetricDatum::metricName).contains("switchboard.endpoints.value");
  }

  @Test
  void namesMustComeFirst() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    registry.counter("switchboard.retries");
    assertThatThrownBy(() -> ServiceConnectNames.apply(registry))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("before SwitchboardMetrics.bindTo");
  }
}
