package dev.switchboard.okhttp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.endpoint.Endpoint;
import dev.switchboard.event.SwitchboardEvent.AttemptStarted;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An endpoint that is removed gets no new request, finishes what it has, and is disconnected. */
@Timeout(60)
class RemovalTest {

  @Test
  void idle_itsConnectionCloses() throws Exception {
    CountDownLatch idle = new CountDownLatch(0);
    try (Lab lab = new Lab();
        Leaving old = new Leaving(idle)) {
      lab.register(old.endpoint());
      assertThat(lab.body(Lab.get())).isEqualTo("old");
      lab.register(lab.server("new"));
      assertThat(old.afterTheAnswer()).isEqualTo(-1);
      assertThat(lab.body(Lab.get())).isEqualTo("new");
      assertThat(old.server.connections()).isEqualTo(1);
    }
  }

  @Test
  void busy_itsRequestFinishesAndThenItsConnectionCloses() throws Exception {
    CountDownLatch removed = new CountDownLatch(1);
    try (Lab lab = new Lab();
        Leaving old = new Leaving(removed)) {
      lab.register(old.endpoint());
      CompletableFuture<String> running = Lab.async(lab.http.newCall(Lab.get()));
      old.asked.await();
      lab.register(lab.server("new"));
      for (int i = 0; i < 4; i++) {
        assertThat(lab.body(Lab.get())).isEqualTo("new");
      }
      removed.countDown();
      assertThat(running.get(10, TimeUnit.SECONDS)).isEqualTo("old");
      assertThat(old.afterTheAnswer()).isEqualTo(-1);
      assertThat(old.server.connections()).isEqualTo(1);
    }
  }

  @Test
  void removedBetweenThePickAndTheTry_itsConnectionClosesToo() throws Exception {
    CountDownLatch idle = new CountDownLatch(0);
    try (Lab lab = new Lab();
        Leaving old = new Leaving(idle)) {
      Endpoint other = Lab.endpoint(lab.server("new"));
      lab.register(other);
      lab.body(Lab.get()); // so that changes are being watched
      lab.register(old.endpoint());
      lab.hook =
          event -> {
            if (event instanceof AttemptStarted) {
              lab.register(other);
              // Whoever retires the channels of what was removed finds none.
              assertThat(ForkJoinPool.commonPool().awaitQuiescence(10, TimeUnit.SECONDS)).isTrue();
            }
          };
      assertThat(lab.body(Lab.get())).isEqualTo("old");
      assertThat(old.afterTheAnswer()).isEqualTo(-1);
    }
  }

  /** Answers the first request of a connection and tells what the client sends after that. */
  private static final class Leaving implements AutoCloseable {

    final CountDownLatch asked = new CountDownLatch(1);
    final RawServer server;
    private final CompletableFuture<Integer> after = new CompletableFuture<>();

    Leaving(CountDownLatch mayAnswer) throws IOException {
      server =
          new RawServer(
              socket -> {
                RawServer.readRequest(socket);
                asked.countDown();
                try {
                  mayAnswer.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
                RawServer.answer(socket, "old");
                after.complete(socket.getInputStream().read());
              });
    }

    Endpoint endpoint() {
      return server.endpoint();
    }

    /** What came after the answer: -1 if the client closed the connection. */
    int afterTheAnswer() throws Exception {
      return after.get(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
