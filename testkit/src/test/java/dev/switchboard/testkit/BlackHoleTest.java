package dev.switchboard.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;

class BlackHoleTest {

  private static void connect(int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
    }
  }

  @Test
  void aConnectGetsNoAnswer_untilItIsClosed() throws IOException {
    BlackHole hole = new BlackHole();
    try (hole) {
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> connect(hole.port())).isInstanceOf(SocketTimeoutException.class);
      }
    }
    assertThatThrownBy(() -> connect(hole.port())).isInstanceOf(ConnectException.class);
  }
}
