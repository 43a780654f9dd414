package dev.switchboard.okhttp;

import dev.switchboard.AliasPolicy;
import dev.switchboard.Switchboard;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.testing.RecordingListener;
import dev.switchboard.testing.SettableResolver;
import dev.switchboard.upstream.UpstreamSnapshot.EndpointSnapshot;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** Real servers on loopback behind the alias {@code orders:8080}, and a client that dials it. */
final class Lab implements AutoCloseable {

  static final String ALIAS = "orders:8080";

  final SettableResolver resolver = new SettableResolver();
  final RecordingListener listener = new RecordingListener();
  final List<MockWebServer> servers = new ArrayList<>();
  final Switchboard switchboard;
  final OkHttpClient http;

  Lab() {
    this(policy -> policy);
  }

  Lab(UnaryOperator<AliasPolicy> policy) {
    switchboard =
        Switchboard.builder().resolver(resolver).alias(ALIAS, policy).listener(listener).build();
    http =
        new OkHttpClient.Builder().addInterceptor(SwitchboardInterceptor.of(switchboard)).build();
  }

  /** A server that answers every request with 200 and its own name. */
  MockWebServer server(String name) throws IOException {
    return server(new MockResponse.Builder().body(name).build());
  }

  /** A server that answers every request with the same. */
  MockWebServer server(MockResponse answer) throws IOException {
    MockWebServer server = new MockWebServer();
    server.setDispatcher(always(answer));
    server.start(InetAddress.getLoopbackAddress(), 0);
    servers.add(server);
    return server;
  }

  static Dispatcher always(MockResponse answer) {
    return new Dispatcher() {
      @Override
      public MockResponse dispatch(RecordedRequest request) {
        return answer;
      }
    };
  }

  static Endpoint endpoint(MockWebServer server) {
    return Endpoint.of("127.0.0.1", server.getPort());
  }

  /** What the registry lists from now on. */
  void register(Endpoint... endpoints) {
    resolver.set("orders", endpoints);
  }

  void register(MockWebServer... listed) {
    Endpoint[] endpoints = new Endpoint[listed.length];
    for (int i = 0; i < listed.length; i++) {
      endpoints[i] = endpoint(listed[i]);
    }
    register(endpoints);
  }

  static Request get() {
    return new Request.Builder().url("http://orders:8080/items/7").build();
  }

  static Request post() {
    return new Request.Builder()
        .url("http://orders:8080/items")
        .post(RequestBody.create(new byte[] {1, 2, 3}))
        .build();
  }

  Response call(Request request) throws IOException {
    return http.newCall(request).execute();
  }

  String body(Request request) throws IOException {
    try (Response response = call(request)) {
      return response.body().string();
    }
  }

  EndpointSnapshot snapshot(Endpoint endpoint) {
    return switchboard.snapshot().get(0).endpoints().stream()
        .filter(e -> e.endpoint().socketAddress().equals(endpoint.socketAddress()))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    http.dispatcher().executorService().shutdown();
    switchboard.close();
    servers.forEach(MockWebServer::close);
  }
}
