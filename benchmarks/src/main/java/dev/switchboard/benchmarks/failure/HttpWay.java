package dev.switchboard.benchmarks.failure;

import dev.switchboard.Switchboard;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.event.SwitchboardEvent.AttemptStarted;
import dev.switchboard.okhttp.SwitchboardInterceptor;
import dev.switchboard.resolve.StaticResolver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.Dns;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** {@code GET} by OkHttp, with its defaults and at most 15 s for a call, as Switchboard has. */
final class HttpWay implements Way {

  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(15);

  private final OkHttpClient client;
  private final Request request;
  private final Runnable closing;

  private HttpWay(OkHttpClient client, int port, Runnable closing) {
    this.client = client;
    this.request = new Request.Builder().url("http://orders:" + port + "/").build();
    this.closing = closing;
  }

  /** Through Switchboard, as its README has it. */
  static Way throughSwitchboard(Tasks tasks, Consumer<InetSocketAddress> sent) {
    Switchboard switchboard =
        Switchboard.builder()
            .allowLoopback()
            .resolver(StaticResolver.of(Map.of("orders", tasks.http())))
            .listener(
                event -> {
                  if (event instanceof AttemptStarted attempt) {
                    sent.accept(attempt.endpoint().socketAddress());
                  }
                })
            .build();
    return new HttpWay(
        new OkHttpClient.Builder().addInterceptor(SwitchboardInterceptor.of(switchboard)).build(),
        8080,
        switchboard::close);
  }

  /**
   * To a name with three addresses, which stay, as those of a record do for its time to live and in
   * the JVM's cache. Their order turns with each look-up: else all connections would lead to the
   * first.
   */
  static Way byDns(Tasks tasks, Consumer<InetSocketAddress> sent) {
    return new HttpWay(
        client(inTurn(tasks.addresses()))
            .eventListenerFactory(call -> new Connections(sent))
            .build(),
        tasks.httpPort(),
        () -> {});
  }

  /** To a proxy on this host, which is left to say when it has waited for long enough. */
  static Way throughProxy(int port) {
    InetAddress here = Endpoint.of("127.0.0.1", port).socketAddress().getAddress();
    return new HttpWay(
        new OkHttpClient.Builder()
            .dns(name -> List.of(here))
            .readTimeout(Duration.ZERO)
            .callTimeout(CALL_TIMEOUT.plusSeconds(1))
            .build(),
        port,
        () -> {});
  }

  private static OkHttpClient.Builder client(Dns dns) {
    return new OkHttpClient.Builder().dns(dns).callTimeout(CALL_TIMEOUT);
  }

  private static Dns inTurn(List<InetAddress> addresses) {
    AtomicInteger turn = new AtomicInteger();
    return name -> {
      List<InetAddress> answer = new ArrayList<>(addresses);
      Collections.rotate(answer, turn.getAndIncrement());
      return answer;
    };
  }

  @Override
  public void call() throws IOException {
    try (Response response = client.newCall(request).execute()) {
      if (!response.isSuccessful() || !response.body().string().equals("seven")) {
        throw new IOException("not the answer: " + response);
      }
    }
  }

  @Override
  public void close() {
    closing.run();
    client.connectionPool().evictAll();
  }

  /** Where a call is sent: what it tries to connect to, and the connection that it gets. */
  private static final class Connections extends EventListener {

    private final Consumer<InetSocketAddress> sent;

    Connections(Consumer<InetSocketAddress> sent) {
      this.sent = sent;
    }

    @Override
    public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
      sent.accept(address);
    }

    @Override
    public void connectionAcquired(Call call, Connection connection) {
      sent.accept(connection.route().socketAddress());
    }
  }
}
