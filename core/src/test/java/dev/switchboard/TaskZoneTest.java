package dev.switchboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.switchboard.call.Call;
import dev.switchboard.call.Dialer;
import dev.switchboard.call.Step;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.endpoint.Outcome;
import dev.switchboard.resolve.ResolutionPolicy;
import dev.switchboard.resolve.Resolver;
import dev.switchboard.resolve.StaticResolver;
import dev.switchboard.testing.ManualClock;
import dev.switchboard.time.Randomness;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a real HTTP server in place of the metadata endpoint. */
@Timeout(60)
class TaskZoneTest {

  private static final String TASK =
      "{\"Cluster\": \"shop\", \"Containers\": [{\"Name\": \"app\"}],"
          + " \"AvailabilityZone\": \"eu-west-1b\"}";

  private final ManualClock clock = new ManualClock();
  private final Queue<String> answers = new ConcurrentLinkedQueue<>();
  private final Queue<String> asked = new ConcurrentLinkedQueue<>();
  private final List<String> found = new ArrayList<>();
  private HttpServer metadata;

  @BeforeEach
  void start() throws IOException {
    metadata = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    metadata.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI().toString());
          String answer = answers.poll();
          byte[] body = String.valueOf(answer).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(answer == null ? 500 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    metadata.start();
  }

  @AfterEach
  void stop() {
    metadata.stop(0);
  }

  private String uri() {
    return "http://127.0.0.1:" + metadata.getAddress().getPort() + "/v4/abc";
  }

  private void ask(String uri) {
    Resolver.Context context =
        new Resolver.Context(
            clock, Randomness.seeded(1), Runnable::run, ResolutionPolicy.defaults());
    new TaskZone(uri, context, found::add).ask();
  }

  @Test
  void theMetadataSaySo() {
    answers.add(TASK);
    ask(uri());
    assertThat(found).containsExactly("eu-west-1b");
    assertThat(asked).containsExactly("/v4/abc/task");
    assertThat(clock.pending()).isZero();
  }

  @Test
  void aSlowStartIsWaitedFor() {
    ask(uri());
    answers.add("<html>");
    clock.advance(Duration.ofSeconds(1));
    answers.add(TASK);
    assertThat(found).isEmpty();
    clock.advance(Duration.ofSeconds(2));
    assertThat(found).containsExactly("eu-west-1b");
  }

  @Test
  void afterFiveTriesItStaysUnknown() {
    ask(uri());
    clock.advance(Duration.ofMinutes(10));
    assertThat(found).isEmpty();
    assertThat(asked).hasSize(5);
    assertThat(clock.pending()).isZero();
  }

  @Test
  void noZoneInThem() {
    answers.add("{\"Cluster\": \"shop\"}");
    ask(uri());
    assertThat(found).isEmpty();
    assertThat(clock.pending()).as("it will not come").isZero();
  }

  @Test
  void aVariableThatIsNoAddress() {
    ask("nonsense");
    ask("file:///etc");
    clock.advance(Duration.ofMinutes(10));
    assertThat(found).isEmpty();
  }

  private Switchboard.Builder builder() {
    Endpoint near = Endpoint.of("10.0.0.1", 80).withZone("eu-west-1b");
    return Switchboard.builder()
        .environment(Map.of(TaskZone.VARIABLE, uri())::get)
        .alias("orders:80")
        .resolver(
            StaticResolver.of(
                Map.of(
                    "orders",
                    List.of(
                        near,
                        Endpoint.of("10.0.0.2", 80).withZone("eu-west-1b"),
                        Endpoint.of("10.0.0.3", 80).withZone("eu-west-1a"),
                        Endpoint.of("10.0.0.4", 80).withZone("eu-west-1a")))));
  }

  @Test
  void aSwitchboardInATaskKnowsItsZone() {
    answers.add(TASK);
    try (Switchboard switchboard = builder().build()) {
      while (!zonesOf(switchboard, 20).equals(Set.of("eu-west-1b"))) {
        Thread.onSpinWait(); // until it knows its zone, and has chosen anew
      }
      assertThat(switchboard.zone()).isEqualTo("eu-west-1b");
    }
  }

  private static Set<String> zonesOf(Switchboard switchboard, int calls) {
    Dialer orders = switchboard.dialer("orders", 80).orElseThrow();
    Set<String> zones = new HashSet<>();
    for (int i = 0; i < calls; i++) {
      Call call = orders.call(true);
      Step.Try step = (Step.Try) call.start(orders.clock().nanos());
      zones.add(step.attempt().endpoint().zone());
      call.attemptEnded(Outcome.SUCCESS, null, orders.clock().nanos());
    }
    return zones;
  }

  @Test
  void whatIsSetByHandCounts() {
    try (Switchboard switchboard = builder().zone("eu-west-1a").build()) {
      assertThat(switchboard.zone()).isEqualTo("eu-west-1a");
      assertThat(asked).isEmpty();
    }
  }
}
