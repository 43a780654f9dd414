package dev.switchboard.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.call.CallFailedException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that closes a connection it had said it would keep. */
@Timeout(60)
class KeepAliveTest {

  @Test
  void aGetIsSentAgainOnANewConnection() throws Exception {
    try (Lab lab = new Lab();
        Forgetful server = new Forgetful()) {
      lab.register(server.server.endpoint());
      for (int i = 0; i < 4; i++) {
        assertThat(lab.body(Lab.get())).isEqualTo("fine");
        server.awaitClosed();
      }
      assertThat(server.server.connections()).isEqualTo(4);
      assertThat(lab.failures()).isZero();
      assertThat(lab.inFlight()).isZero();
    }
  }

  @Test
  void aPostFailsForTheServerMayHaveSeenIt() throws Exception {
    try (Lab lab = new Lab();
        Forgetful server = new Forgetful()) {
      lab.register(server.server.endpoint());
      assertThat(lab.body(Lab.post())).isEqualTo("fine");
      server.awaitClosed();
      assertThatThrownBy(() -> lab.body(Lab.post()))
          .isInstanceOf(CallFailedException.class)
          .hasMessageContaining("reset before headers");
      assertThat(lab.failures()).isEqualTo(1);
      assertThat(lab.body(Lab.post())).isEqualTo("fine");
      assertThat(lab.inFlight()).isZero();
    }
  }

  /** Answers the first request of each connection and closes it without a word. */
  private static final class Forgetful implements AutoCloseable {

    private volatile CountDownLatch closed = new CountDownLatch(1);
    final RawServer server =
        new RawServer(
            socket -> {
              RawServer.readRequest(socket);
              RawServer.answer(socket, "fine");
              socket.close();
              closed.countDown();
            });

    Forgetful() throws java.io.IOException {}

    void awaitClosed() throws InterruptedException {
      closed.await();
      closed = new CountDownLatch(1);
    }

    @Override
    public void close() throws java.io.IOException {
      server.close();
    }
  }
}
