package dev.switchboard.net;

import dev.switchboard.Switchboard;
import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.testing.SettableResolver;
import dev.switchboard.testkit.BlackHole;
import dev.switchboard.upstream.Traffic;
import dev.switchboard.upstream.UpstreamSnapshot.EndpointSnapshot;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Real servers on loopback behind the alias {@code redis:6379}. */
final class SocketLab implements Closeable {

  final SettableResolver resolver = new SettableResolver();
  private final List<Closeable> open = new ArrayList<>();

  final Switchboard switchboard =
      Switchboard.builder()
          .allowLoopback()
          .resolver(resolver)
          .alias("redis:6379", a -> a.withCall(c -> c.withConnectTimeout(Duration.ofMillis(300))))
          .build();

  final SwitchboardSocketFactory sockets = SwitchboardSocketFactory.of(switchboard);

  EchoServer server() throws IOException {
    EchoServer server = new EchoServer();
    open.add(server);
    return server;
  }

  /** So many servers, listed. */
  List<EchoServer> register(int number) throws IOException {
    List<EchoServer> servers = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      servers.add(server());
    }
    register(servers.stream().map(EchoServer::endpoint).toArray(Endpoint[]::new));
    return servers;
  }

  void register(Endpoint... endpoints) {
    resolver.set("redis", endpoints);
  }

  /** Refuses to connect, on a port that nobody else gets meanwhile. */
  Endpoint dead() throws IOException {
    Socket notListening = new Socket();
    notListening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    open.add(notListening);
    return Endpoint.of("127.0.0.1", notListening.getLocalPort());
  }

  Endpoint blackHole() throws IOException {
    BlackHole hole = new BlackHole();
    open.add(hole);
    return Endpoint.of("127.0.0.1", hole.port());
  }

  EndpointSnapshot snapshot(Endpoint endpoint) {
    return switchboard.snapshot().get(0).endpoints().stream()
        .filter(e -> e.endpoint().socketAddress().equals(endpoint.socketAddress()))
        .findFirst()
        .orElseThrow();
  }

  Traffic traffic() {
    return switchboard.dialer("redis", 6379).orElseThrow().upstream().traffic();
  }

  @Override
  public void close() throws IOException {
    switchboard.close();
    for (Closeable each : open) {
      each.close();
    }
  }
}
