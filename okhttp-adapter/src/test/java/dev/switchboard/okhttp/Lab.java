package dev.switchboard.okhttp;

import dev.switchboard.AliasPolicy;
import dev.switchboard.Switchboard;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.event.SwitchboardEvent;
import dev.switchboard.testing.RecordingListener;
import dev.switchboard.testing.SettableResolver;
import dev.switchboard.testkit.BlackHole;
import dev.switchboard.upstream.UpstreamSnapshot.EndpointSnapshot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Call;
import okhttp3.Callback;
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
  private final List<Socket> reserved = new ArrayList<>();
  final Switchboard switchboard;
  final OkHttpClient http;

  /** Hears what {@link #listener} hears, after it; events of a call on the thread of the call. */
  volatile Consumer<SwitchboardEvent> hook = event -> {};

  Lab() {
    this(policy -> policy);
  }

  Lab(UnaryOperator<AliasPolicy> policy) {
    this(policy, builder -> builder);
  }

  Lab(UnaryOperator<AliasPolicy> policy, UnaryOperator<Switchboard.Builder> more) {
    switchboard =
        more.apply(Switchboard.builder().allowLoopback())
            .resolver(resolver)
            .alias(ALIAS, policy)
            .listener(this::heard)
            .build();
    http =
        new OkHttpClient.Builder().addInterceptor(SwitchboardInterceptor.of(switchboard)).build();
  }

  private void heard(SwitchboardEvent event) {
    listener.onEvent(event);
    hook.accept(event);
  }

  /** A server that answers every request with 200 and its own name. */
  MockWebServer server(String name) throws IOException {
    return server(new MockResponse.Builder().body(name).build());
  }

  /** A server that answers every request with the same. */
  MockWebServer server(MockResponse answer) throws IOException {
    return server(always(answer));
  }

  MockWebServer server(Dispatcher dispatcher) throws IOException {
    MockWebServer server = new MockWebServer();
    server.setDispatcher(dispatcher);
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

      @Override
      public MockResponse peek() {
        return answer; // what happens before it is dispatched, and on HTTP/2 all effects
      }
    };
  }

  /** An endpoint that refuses to connect, on a port that nobody else gets meanwhile. */
  Endpoint dead() throws IOException {
    Socket notListening = new Socket();
    notListening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    reserved.add(notListening);
    return Endpoint.of("127.0.0.1", notListening.getLocalPort());
  }

  static Endpoint endpoint(BlackHole hole) {
    return Endpoint.of("127.0.0.1", hole.port());
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

  /** The answer to {@code call}, made on another thread. */
  static CompletableFuture<String> async(Call call) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    call.enqueue(
        new Callback() {
          @Override
          public void onFailure(Call failed, IOException e) {
            answer.completeExceptionally(e);
          }

          @Override
          public void onResponse(Call answered, Response response) throws IOException {
            try (response) {
              answer.complete(response.body().string());
            } catch (IOException e) {
              answer.completeExceptionally(e);
            }
          }
        });
    return answer;
  }

  /** Until a call waits for an endpoint, and has asked for one. */
  void awaitRefresh() {
    await(() -> resolver.refreshes() > 0);
  }

  /** Until {@code condition} holds, for what nobody tells of; at most 10 s. */
  static void await(BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(10)) {
        throw new AssertionError("waited for 10 s in vain");
      }
      Thread.onSpinWait();
    }
  }

  /** Attempts begun and not finished, on all endpoints. */
  int inFlight() {
    return endpoints().mapToInt(EndpointSnapshot::inFlight).sum();
  }

  /** Attempts that failed by their endpoint's fault, on all endpoints. */
  long failures() {
    return endpoints().mapToLong(EndpointSnapshot::failures).sum();
  }

  private Stream<EndpointSnapshot> endpoints() {
    return switchboard.snapshot().get(0).endpoints().stream();
  }

  EndpointSnapshot snapshot(MockWebServer server) {
    return snapshot(endpoint(server));
  }

  EndpointSnapshot snapshot(Endpoint endpoint) {
    return endpoints()
        .filter(e -> e.endpoint().socketAddress().equals(endpoint.socketAddress()))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() throws IOException {
    http.dispatcher().executorService().shutdown();
    switchboard.close();
    servers.forEach(MockWebServer::close);
    for (Socket socket : reserved) {
      socket.close();
    }
  }
}
