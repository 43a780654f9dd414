package dev.switchboard.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.call.CallFailedException;
import dev.switchboard.endpoint.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SwitchboardSocketFactoryTest {

  private final SocketLab lab = new SocketLab();

  @AfterEach
  void close() throws IOException {
    lab.close();
  }

  /** Sends one line to the echo server behind the socket. */
  private static String echo(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    return new String(socket.getInputStream().readNBytes(text.length()), StandardCharsets.US_ASCII);
  }

  @Test
  void connectsToTheAlias() throws IOException {
    EchoServer server = lab.register(1).get(0);
    try (Socket socket = lab.sockets.createSocket("redis", 6379)) {
      assertThat(echo(socket, "hello")).isEqualTo("hello");
      assertThat(socket.getPort()).isEqualTo(server.endpoint().port());
      assertThat(socket.getInetAddress().getHostName()).as("the alias's name").isEqualTo("redis");
      assertThat(socket.getLocalPort()).isPositive();
      assertThat(socket.isConnected()).isTrue();
    }
  }

  @Test
  void anUnconnectedSocketTakesItsOptionsAlong() throws IOException {
    lab.register(1);
    try (Socket socket = lab.sockets.createSocket()) {
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      socket.setSoTimeout(50);
      socket.setSoLinger(true, 3);
      socket.setReceiveBufferSize(20_000);
      socket.setOption(java.net.StandardSocketOptions.SO_REUSEADDR, true);
      socket.connect(InetSocketAddress.createUnresolved("redis", 6379), 5000);
      assertThat(socket.getTcpNoDelay()).isTrue();
      assertThat(socket.getKeepAlive()).isTrue();
      assertThat(socket.getSoTimeout()).isEqualTo(50);
      assertThat(socket.getSoLinger()).isEqualTo(3);
      assertThat(socket.getReuseAddress()).isTrue();
      assertThat(socket.getLocalAddress()).isEqualTo(InetAddress.getLoopbackAddress());
      assertThatThrownBy(() -> socket.getInputStream().read())
          .as("nothing was sent, so nothing comes")
          .isInstanceOf(SocketTimeoutException.class);
      socket.setSoTimeout(5000);
      socket.shutdownOutput();
      assertThat(socket.getInputStream().read()).as("the echo of the end").isEqualTo(-1);
    }
  }

  @Test
  void spreadsConnectionsEvenly() throws IOException {
    List<EchoServer> servers = lab.register(3);
    List<Socket> open = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      open.add(lab.sockets.createSocket("redis", 6379));
    }
    for (EchoServer server : servers) {
      assertThat(lab.snapshot(server.endpoint()).inFlight()).isEqualTo(3);
    }
    for (Socket socket : open) {
      socket.close();
      socket.close();
    }
    for (EchoServer server : servers) {
      assertThat(lab.snapshot(server.endpoint()).inFlight()).isZero();
    }
  }

  @Test
  void dialsAnotherEndpointWhereOneRefuses() throws IOException {
    EchoServer alive = lab.server();
    Endpoint dead = lab.dead();
    lab.register(alive.endpoint(), dead);
    try (Socket one = lab.sockets.createSocket("redis", 6379);
        Socket other = lab.sockets.createSocket("redis", 6379)) { // one goes to the dead one first
      assertThat(echo(one, "x")).isEqualTo("x");
      assertThat(echo(other, "y")).isEqualTo("y");
    }
    assertThat(lab.snapshot(dead).failures()).as("reported").isPositive();
    assertThat(lab.snapshot(dead).inFlight()).isZero();
  }

  @Test
  void dialsAnotherEndpointWhereOneIsABlackHole() throws IOException {
    EchoServer alive = lab.server();
    Endpoint hole = lab.blackHole();
    lab.register(alive.endpoint(), hole);
    try (Socket one = lab.sockets.createSocket("redis", 6379);
        Socket other = lab.sockets.createSocket("redis", 6379)) { // one goes to the hole first
      assertThat(one.getPort()).isEqualTo(alive.endpoint().port());
      assertThat(other.getPort()).isEqualTo(alive.endpoint().port());
    }
    assertThat(lab.snapshot(hole).failures()).isPositive();
  }

  @Test
  void dialsAnotherEndpointWhereOneHasNoNetwork() throws IOException {
    EchoServer alive = lab.server();
    Endpoint broadcast = Endpoint.of("127.255.255.255", 6379); // unreachable, and not refused
    lab.register(alive.endpoint(), broadcast);
    try (Socket one = lab.sockets.createSocket("redis", 6379);
        Socket other = lab.sockets.createSocket("redis", 6379)) {
      assertThat(one.getPort()).isEqualTo(alive.endpoint().port());
      assertThat(other.getPort()).isEqualTo(alive.endpoint().port());
    }
    assertThat(lab.snapshot(broadcast).failures()).isPositive();
  }

  @Test
  @SuppressWarnings("try") // it is closed early, by intent
  void aSocketThatIsClosedWhileItDialsLeavesNoConnection() throws Exception {
    EchoServer alive = lab.server();
    Endpoint hole = lab.blackHole();
    lab.register(hole);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (Socket socket = lab.sockets.createSocket()) {
      Future<?> dial =
          thread.submit(
              () -> {
                socket.connect(InetSocketAddress.createUnresolved("redis", 6379));
                return null;
              });
      while (lab.snapshot(hole).inFlight() == 0) {
        Thread.onSpinWait();
      }
      socket.close();
      lab.register(hole, alive.endpoint()); // where the next try goes
      assertThatThrownBy(dial::get).hasRootCauseInstanceOf(SocketException.class);
      assertThat(lab.snapshot(alive.endpoint()).attempts()).as("it dialed on").isPositive();
      assertThat(lab.snapshot(alive.endpoint()).inFlight()).isZero();
    } finally {
      thread.shutdownNow();
    }
  }

  @Test
  void whereAllFailItSaysWhatWasTried() throws IOException {
    lab.register(lab.dead(), lab.dead());
    assertThatThrownBy(() -> lab.sockets.createSocket("redis", 6379))
        .isInstanceOf(CallFailedException.class)
        .hasMessageContaining("redis:6379: attempt 3 of 3 on 127.0.0.1:")
        .hasMessageContaining("connect refused")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(2));
  }

  @Test
  void theCallersTimeoutBoundsAllTries() throws IOException {
    lab.register(lab.blackHole(), lab.blackHole(), lab.blackHole());
    try (Socket socket = lab.sockets.createSocket()) {
      long start = System.nanoTime();
      assertThatThrownBy(
              () -> socket.connect(InetSocketAddress.createUnresolved("redis", 6379), 150))
          .isInstanceOf(CallFailedException.class)
          .hasMessageContaining("attempt 1 of 3")
          .hasMessageContaining("connect timeout of the caller");
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThanOrEqualTo(Duration.ofMillis(150));
    }
  }

  @Test
  void countsConnectionsAndBytes() throws IOException {
    lab.register(2);
    try (Socket socket = lab.sockets.createSocket("redis", 6379)) {
      echo(socket, "12345");
      socket.getOutputStream().write('6');
      assertThat(socket.getInputStream().read()).isEqualTo('6');
      assertThat(lab.traffic().connections()).isOne();
      assertThat(lab.traffic().activeConnections()).isOne();
      assertThat(lab.traffic().bytesSent()).isEqualTo(6);
      assertThat(lab.traffic().bytesReceived()).isEqualTo(6);
    }
    assertThat(lab.traffic().connections()).isOne();
    assertThat(lab.traffic().activeConnections()).isZero();
  }

  @Test
  void otherHostsAreConnectedToAsEver() throws IOException {
    EchoServer server = lab.server();
    int port = server.endpoint().port();
    try (Socket byName = lab.sockets.createSocket("localhost", port);
        Socket byAddress = lab.sockets.createSocket(InetAddress.getLoopbackAddress(), port);
        Socket bound =
            lab.sockets.createSocket("127.0.0.1", port, InetAddress.getByName("127.0.0.2"), 0)) {
      assertThat(echo(byName, "a")).isEqualTo("a");
      assertThat(echo(byAddress, "b")).isEqualTo("b");
      assertThat(echo(bound, "c")).isEqualTo("c");
      assertThat(bound.getLocalAddress().getHostAddress()).isEqualTo("127.0.0.2");
    }
    assertThatThrownBy(() -> lab.sockets.createSocket("nosuchhost.invalid", 1))
        .isInstanceOf(UnknownHostException.class);
  }

  @Test
  void aSocketIsBoundWhereTheApplicationSays() throws IOException {
    lab.register(1);
    InetAddress local = InetAddress.getByName("127.0.0.3");
    try (Socket socket = lab.sockets.createSocket("redis", 6379, local, 0)) {
      assertThat(socket.getLocalAddress()).isEqualTo(local);
      assertThat(echo(socket, "x")).isEqualTo("x");
    }
  }

  @Test
  void aLocalAddressThatIsNotOursIsNoFaultOfTheEndpoint() throws IOException {
    EchoServer server = lab.register(1).get(0);
    InetAddress foreign = InetAddress.getByName("192.0.2.1");
    assertThatThrownBy(() -> lab.sockets.createSocket("redis", 6379, foreign, 0))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("local address");
    assertThat(lab.snapshot(server.endpoint()).failures()).isZero();
    assertThat(lab.snapshot(server.endpoint()).attempts()).isOne();
  }

  @Test
  void aTlsSocketIsNotMadeBeforeItIsConnected() {
    assertThatThrownBy(
            () ->
                lab.sockets
                    .overTls(
                        (javax.net.ssl.SSLSocketFactory)
                            javax.net.ssl.SSLSocketFactory.getDefault())
                    .createSocket())
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("call createSocket(host, port)");
  }
}
