package dev.switchboard.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.switchboard.Switchboard;
import dev.switchboard.call.NoEndpointException;
import dev.switchboard.endpoint.Absence;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.event.SwitchboardEvent.ConfigurationChanged;
import dev.switchboard.testing.RecordingListener;
import dev.switchboard.testing.SettableResolver;
import dev.switchboard.upstream.UpstreamSnapshot.EndpointSnapshot;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A canary beside two stable servers, as a configuration file says. */
@Timeout(60)
class SplitCallTest {

  @TempDir private Path directory;
  private final List<MockWebServer> servers = new ArrayList<>();
  private final SettableResolver resolver = new SettableResolver();
  private final RecordingListener listener = new RecordingListener();

  @BeforeEach
  void start() throws IOException {
    for (String name : List.of("stable", "stable", "canary")) {
      MockWebServer server = new MockWebServer();
      server.setDispatcher(Lab.always(new MockResponse.Builder().body(name).build()));
      server.start(InetAddress.getLoopbackAddress(), 0);
      servers.add(server);
    }
    resolver.set("orders", stable(0), stable(1), canary());
  }

  @AfterEach
  void stop() {
    servers.forEach(MockWebServer::close);
  }

  private Endpoint stable(int server) {
    return Lab.endpoint(servers.get(server));
  }

  private Endpoint canary() {
    return Lab.endpoint(servers.get(2)).withAttributes(Map.of("version", "2"));
  }

  private Path write(int canary, String header) throws IOException {
    return Files.writeString(
        directory.resolve("switchboard.json"),
        """
        {"services": [{"portName": "orders",
            "clientAliases": [{"port": 8080, "dnsName": "orders"}],
            "call": {"endpointTimeout": "20ms"},
            "balancer": {"split": {"balancer": "roundRobin", "routes": [
                %s
                {"to": {"version": "2"}, "weight": %d},
                {"weight": %d}]}}}]}
        """
            .formatted(header, canary, 100 - canary));
  }

  /** Wherever a walk begins, a hundred of its steps take a tenth of the interval 8 to 12 times. */
  private static final Offset<Integer> GIVE_OR_TAKE = within(2);

  private static final String BY_HEADER =
      "{\"to\": {\"version\": \"2\"}, \"when\": {\"x-canary\": \"yes\"}},";
  private static final String STRICT_BY_HEADER =
      "{\"to\": {\"version\": \"2\"}, \"when\": {\"x-canary\": \"yes\"}, \"strict\": true},";

  private Switchboard switchboard(Path file) {
    return Switchboard.fromConfig(file.toString())
        .allowLoopback()
        .resolver(resolver)
        .listener(listener)
        .build();
  }

  private static OkHttpClient client(Switchboard switchboard) {
    return new OkHttpClient.Builder()
        .addInterceptor(SwitchboardInterceptor.of(switchboard))
        .build();
  }

  private static String body(OkHttpClient http, Request request) throws IOException {
    try (Response response = http.newCall(request).execute()) {
      return response.body().string();
    }
  }

  /** How many of a hundred requests the canary answers. */
  private static int onCanary(OkHttpClient http, Request request) throws IOException {
    int canary = 0;
    for (int i = 0; i < 100; i++) {
      canary += body(http, request).equals("canary") ? 1 : 0;
    }
    return canary;
  }

  private static Request withHeader() {
    return Lab.get().newBuilder().header("X-Canary", "yes").build();
  }

  @Test
  void aTenthByWeight_allByHeader_andAnEmptyCanaryFallsBack() throws Exception {
    try (Switchboard switchboard = switchboard(write(10, BY_HEADER))) {
      OkHttpClient http = client(switchboard);
      assertThat(onCanary(http, Lab.get())).isCloseTo(10, GIVE_OR_TAKE);
      assertThat(onCanary(http, withHeader())).isEqualTo(100);
      resolver.set("orders", stable(0), stable(1));
      assertThat(onCanary(http, Lab.get())).isZero();
      assertThat(onCanary(http, withHeader())).isZero();
      resolver.set("orders", stable(0), stable(1), canary());
      assertThat(onCanary(http, withHeader())).isEqualTo(100);
    }
  }

  @Test
  void aCanaryThatDiesIsEjectedAndFallsBack() throws Exception {
    try (Switchboard switchboard = switchboard(write(50, BY_HEADER))) {
      OkHttpClient http = client(switchboard);
      servers.get(2).close();
      assertThat(onCanary(http, Lab.get())).as("retries hide it").isZero();
      assertThat(onCanary(http, withHeader())).isZero();
    }
  }

  @Test
  void aStrictCanaryIsTheOnlyOne() throws Exception {
    try (Switchboard switchboard = switchboard(write(0, STRICT_BY_HEADER))) {
      OkHttpClient http = client(switchboard);
      assertThat(body(http, withHeader())).isEqualTo("canary");
      resolver.set("orders", stable(0), stable(1));
      assertThatThrownBy(() -> body(http, withHeader()))
          .isInstanceOfSatisfying(
              NoEndpointException.class,
              e -> assertThat(e.reason()).isEqualTo(Absence.Reason.NO_ROUTE));
      assertThat(onCanary(http, Lab.get())).isZero();
    }
  }

  @Test
  void weightsChangeWithTheFile_andStatisticsStay() throws Exception {
    try (Switchboard switchboard = switchboard(write(10, ""))) {
      OkHttpClient http = client(switchboard);
      assertThat(onCanary(http, Lab.get())).isCloseTo(10, GIVE_OR_TAKE);
      write(100, "");
      Lab.await(() -> !listener.events(ConfigurationChanged.class).isEmpty());
      assertThat(onCanary(http, Lab.get())).isEqualTo(100);
      long attempts =
          switchboard.snapshot().get(0).endpoints().stream()
              .mapToLong(EndpointSnapshot::attempts)
              .sum();
      assertThat(attempts).isEqualTo(200);
    }
  }
}
