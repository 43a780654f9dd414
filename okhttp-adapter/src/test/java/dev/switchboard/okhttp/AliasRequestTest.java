package dev.switchboard.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.call.NoEndpointException;
import dev.switchboard.endpoint.Absence;
import dev.switchboard.endpoint.Alias;
import dev.switchboard.resolve.ResolutionError;
import dev.switchboard.upstream.Traffic;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AliasRequestTest {

  @Test
  void urlStaysOnTheAlias() throws Exception {
    try (Lab lab = new Lab()) {
      MockWebServer server = lab.server("one");
      lab.register(server);
      try (Response response = lab.call(Lab.get())) {
        assertThat(response.body().string()).isEqualTo("one");
        assertThat(response.request().url()).hasToString("http://orders:8080/items/7");
        assertThat(Answer.of(response))
            .contains(new Answer(new Alias("orders", 8080), Lab.endpoint(server), 1));
      }
      RecordedRequest request = server.takeRequest();
      assertThat(request.getHeaders().get("Host")).isEqualTo("orders:8080");
    }
  }

  @Test
  void spreadsOverAllEndpoints() throws Exception {
    try (Lab lab = new Lab()) {
      lab.register(lab.server("a"), lab.server("b"), lab.server("c"));
      Map<String, Integer> answers = new HashMap<>();
      for (int i = 0; i < 30; i++) {
        answers.merge(lab.body(Lab.get()), 1, Integer::sum);
      }
      assertThat(answers).isEqualTo(Map.of("a", 10, "b", 10, "c", 10));
    }
  }

  @Test
  void otherHostsPassUntouched() throws Exception {
    try (Lab lab = new Lab()) {
      MockWebServer server = lab.server("direct");
      for (String host : new String[] {"127.0.0.1", "localhost"}) {
        Request request =
            new Request.Builder().url("http://" + host + ":" + server.getPort() + "/").build();
        try (Response response = lab.call(request)) {
          assertThat(response.body().string()).isEqualTo("direct");
          assertThat(Answer.of(response)).isEmpty();
        }
      }
      assertThat(lab.resolver.watches()).isEqualTo(1); // the declared alias alone
    }
  }

  @Test
  void unknownNameIsNamed() throws Exception {
    try (Lab lab = new Lab()) {
      lab.resolver.fail(
          "oders",
          new ResolutionError(ResolutionError.Kind.UNKNOWN_SERVICE, "no service \"oders\""));
      Request request = new Request.Builder().url("http://oders:8080/").build();
      assertThatThrownBy(() -> lab.call(request))
          .isInstanceOfSatisfying(
              NoEndpointException.class,
              e -> assertThat(e.reason()).isEqualTo(Absence.Reason.UNKNOWN_SERVICE))
          .hasMessageContaining("oders:8080")
          .hasMessageContaining("no service \"oders\"");
    }
  }

  @Test
  void enqueueWorks() throws Exception {
    try (Lab lab = new Lab()) {
      lab.register(lab.server("async"));
      CompletableFuture<String> answer = Lab.async(lab.http.newCall(Lab.get()));
      assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("async");
    }
  }

  @Test
  void callsAfterCloseSayThatItIsClosed() throws Exception {
    try (Lab lab = new Lab()) {
      lab.register(lab.server("x"));
      lab.switchboard.close();
      assertThatThrownBy(() -> lab.call(Lab.get()))
          .isInstanceOfSatisfying(
              NoEndpointException.class,
              e -> assertThat(e.reason()).isEqualTo(Absence.Reason.CLOSED));
    }
  }

  @Test
  void webSocketGoesThroughAndIsExemptFromTheDeadline() throws Exception {
    try (Lab lab =
        new Lab(p -> p.withCall(c -> c.withDeadline(java.time.Duration.ofMillis(300))))) {
      CompletableFuture<WebSocket> serverSide = new CompletableFuture<>();
      WebSocketListener echo =
          new WebSocketListener() {
            @Override
            public void onOpen(WebSocket socket, Response response) {
              serverSide.complete(socket);
            }

            @Override
            public void onMessage(WebSocket socket, String text) {
              socket.send("echo " + text);
            }
          };
      lab.register(lab.server(new MockResponse.Builder().webSocketUpgrade(echo).build()));
      CompletableFuture<Void> opened = new CompletableFuture<>();
      CompletableFuture<String> heard = new CompletableFuture<>();
      WebSocket socket =
          lab.http.newWebSocket(
              new Request.Builder().url("ws://orders:8080/").build(),
              new WebSocketListener() {
                @Override
                public void onOpen(WebSocket webSocket, Response response) {
                  opened.complete(null);
                }

                @Override
                public void onMessage(WebSocket webSocket, String text) {
                  heard.complete(text);
                }

                @Override
                public void onFailure(WebSocket webSocket, Throwable t, Response response) {
                  opened.completeExceptionally(t);
                  heard.completeExceptionally(t);
                }
              });
      opened.get(10, TimeUnit.SECONDS);
      TimeUnit.MILLISECONDS.sleep(500); // longer than the deadline
      assertThat(socket.send("hello")).isTrue();
      assertThat(heard.get(10, TimeUnit.SECONDS)).isEqualTo("echo hello");
      socket.cancel();
    }
  }

  @Test
  void redirectToAnotherHostNeverReachesTheEndpoint() throws Exception {
    try (Lab lab = new Lab()) {
      MockWebServer elsewhere = lab.server("elsewhere");
      MockWebServer orders =
          lab.server(
              new MockResponse.Builder()
                  .code(302)
                  .setHeader("Location", "http://localhost:" + elsewhere.getPort() + "/there")
                  .build());
      lab.register(orders);
      assertThat(lab.body(Lab.get())).isEqualTo("elsewhere");
      assertThat(orders.getRequestCount()).isEqualTo(1);
    }
  }

  @Test
  void redirectToAnotherAliasIsRefusedInWords() throws Exception {
    try (Lab lab = new Lab()) {
      lab.register(
          lab.server(
              new MockResponse.Builder()
                  .code(302)
                  .setHeader("Location", "http://orders:9090/there")
                  .build()));
      assertThatThrownBy(() -> lab.call(Lab.get()))
          .hasStackTraceContaining("redirects between aliases are not followed");
    }
  }

  @Test
  void inFlightEndsWithTheBody() throws Exception {
    try (Lab lab = new Lab()) {
      MockWebServer server = lab.server("x".repeat(1_000));
      lab.register(server);
      Response response = lab.call(Lab.get());
      assertThat(lab.snapshot(Lab.endpoint(server)).inFlight()).isEqualTo(1);
      response.close();
      assertThat(lab.snapshot(Lab.endpoint(server)).inFlight()).isZero();
    }
  }

  @Test
  void connectionsAndBytesAreCounted() throws Exception {
    try (Lab lab = new Lab()) {
      MockWebServer one = lab.server("one");
      lab.register(one);
      Traffic traffic = lab.switchboard.dialer("orders", 8080).orElseThrow().upstream().traffic();
      assertThat(lab.body(Lab.get())).isEqualTo("one");
      assertThat(lab.body(Lab.get())).isEqualTo("one");
      assertThat(traffic.connections()).as("kept").isOne();
      assertThat(traffic.activeConnections()).isOne();
      assertThat(traffic.bytesSent()).isGreaterThan(2L * "GET /items/7 HTTP/1.1".length());
      assertThat(traffic.bytesReceived()).isGreaterThan(2L * "HTTP/1.1 200 OK".length());
      lab.register(lab.server("two"));
      assertThat(lab.body(Lab.get())).isEqualTo("two");
      Lab.await(() -> traffic.activeConnections() == 1);
      assertThat(traffic.connections()).isEqualTo(2);
    }
  }
}
