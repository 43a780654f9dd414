package dev.switchboard.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.call.CallFailedException;
import dev.switchboard.call.NoEndpointException;
import dev.switchboard.event.SwitchboardEvent.AttemptStarted;
import dev.switchboard.testing.ManualClock;
import dev.switchboard.testkit.BlackHole;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * However a call ends, it blames nobody for what the application did, and leaves nothing behind.
 */
@Timeout(60)
class CallLifeTest {

  @Test
  void enqueuedAndCancelled() throws Exception {
    try (Lab lab = new Lab()) {
      MockWebServer hanging = lab.server(hang());
      lab.register(hanging);
      Call call = lab.http.newCall(Lab.get());
      CompletableFuture<String> answer = Lab.async(call);
      hanging.takeRequest();
      call.cancel();
      assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS))
          .hasRootCauseInstanceOf(IOException.class)
          .hasRootCauseMessage("Socket closed");
      assertBlameless(lab, hanging);
    }
  }

  @Test
  void cancelledWhileItsBodyIsRead() throws Exception {
    try (Lab lab = new Lab()) {
      MockWebServer slow =
          lab.server(
              new MockResponse.Builder()
                  .body("x".repeat(100_000))
                  .onResponseBody(SocketEffect.Stall.INSTANCE)
                  .build());
      lab.register(slow);
      Call call = lab.http.newCall(Lab.get());
      try (Response response = call.execute()) {
        response.body().source().require(1);
        call.cancel();
        assertThatThrownBy(() -> response.body().bytes()).isInstanceOf(IOException.class);
      }
      assertBlameless(lab, slow);
    }
  }

  @Test
  void cancelledBeforeItGotToUs_doesNotWaitForAnEndpoint() throws Exception {
    try (Lab lab = new Lab()) {
      OkHttpClient.Builder http = lab.http.newBuilder();
      http.interceptors()
          .add(
              0,
              chain -> {
                chain.call().cancel();
                return chain.proceed(chain.request());
              });
      long start = System.nanoTime();
      assertThatThrownBy(() -> http.build().newCall(Lab.get()).execute())
          .hasMessageContaining("cancelled");
      assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)).isLessThan(3);
    }
  }

  @Test
  void interruptedWhileItWaitsForAnEndpoint() throws Exception {
    try (Lab lab = new Lab()) {
      Interrupted caller = new Interrupted(lab);
      lab.awaitRefresh();
      assertThat(caller.interrupt())
          .isInstanceOf(CallFailedException.class)
          .hasMessageContaining("interrupted");
    }
  }

  @Test
  void interruptedWhileItConnects() throws Exception {
    try (Lab lab = new Lab();
        BlackHole hole = new BlackHole()) {
      lab.register(Lab.endpoint(hole));
      CountDownLatch started = new CountDownLatch(1);
      lab.hook =
          event -> {
            if (event instanceof AttemptStarted) {
              started.countDown();
            }
          };
      Interrupted caller = new Interrupted(lab);
      started.await();
      assertThat(caller.interrupt()).isNotNull();
      assertThat(lab.snapshot(Lab.endpoint(hole)).attempts()).isEqualTo(1);
      assertThat(lab.failures()).isZero();
      assertThat(lab.inFlight()).isZero();
    }
  }

  @Test
  void interruptedBeforeItReads() throws Exception {
    try (Lab lab = new Lab()) {
      MockWebServer server = lab.server("a");
      lab.register(server);
      lab.body(Lab.get()); // so that there is a connection
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> lab.call(Lab.get())).hasMessage("interrupted");
      assertThat(Thread.interrupted()).isTrue();
      assertThat(lab.snapshot(server).attempts()).isEqualTo(2);
      assertThat(lab.failures()).isZero();
      assertThat(lab.inFlight()).isZero();
    }
  }

  @Test
  void interruptedWhileItsBodyIsRead() throws Exception {
    try (Lab lab = new Lab()) {
      MockWebServer server = lab.server("x".repeat(1_000_000));
      lab.register(server);
      try (Response response = lab.call(Lab.get())) {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> response.body().bytes()).hasMessage("interrupted");
        assertThat(Thread.interrupted()).isTrue();
      }
      assertBlameless(lab, server);
    }
  }

  @Test
  void switchboardClosedWhileItWaitsForAnEndpoint() throws Exception {
    try (Lab lab = new Lab()) {
      CompletableFuture<String> answer = Lab.async(lab.http.newCall(Lab.get()));
      lab.awaitRefresh();
      lab.switchboard.close();
      assertThatThrownBy(() -> answer.get(4, TimeUnit.SECONDS))
          .hasRootCauseInstanceOf(NoEndpointException.class)
          .hasMessageContaining("closed");
    }
  }

  @Test
  void switchboardClosedWhileItRuns_endsAsItWould() throws Exception {
    try (Lab lab = new Lab()) {
      CountDownLatch closed = new CountDownLatch(1);
      CountDownLatch running = new CountDownLatch(1);
      try (RawServer server =
          new RawServer(
              socket -> {
                RawServer.readRequest(socket);
                running.countDown();
                await(closed);
                RawServer.answer(socket, "done");
              })) {
        lab.register(server.endpoint());
        CompletableFuture<String> answer = Lab.async(lab.http.newCall(Lab.get()));
        running.await();
        lab.switchboard.close();
        closed.countDown();
        assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("done");
      }
    }
  }

  @Test
  void cloned() throws Exception {
    try (Lab lab = new Lab()) {
      MockWebServer a = lab.server("a");
      MockWebServer b = lab.server("b");
      lab.register(a, b);
      Call call = lab.http.newCall(Lab.get());
      for (int i = 0; i < 4; i++) {
        try (Response response = call.clone().execute()) {
          int port = Answer.of(response).orElseThrow().endpoint().port();
          assertThat(response.body().string()).isEqualTo(port == a.getPort() ? "a" : "b");
        }
      }
      assertThat(lab.snapshot(a).attempts()).isEqualTo(2);
      assertThat(lab.inFlight()).isZero();
    }
  }

  @Test
  void webSocketIsInFlightUntilItIsClosed() throws Exception {
    try (Lab lab = new Lab()) {
      WebSocketListener server =
          new WebSocketListener() {
            @Override
            public void onClosing(WebSocket socket, int code, String reason) {
              socket.close(code, reason);
            }
          };
      lab.register(lab.server(new MockResponse.Builder().webSocketUpgrade(server).build()));
      CountDownLatch opened = new CountDownLatch(1);
      CountDownLatch closed = new CountDownLatch(1);
      WebSocket socket =
          lab.http.newWebSocket(
              Lab.get(),
              new WebSocketListener() {
                @Override
                public void onOpen(WebSocket webSocket, Response response) {
                  opened.countDown();
                }

                @Override
                public void onClosed(WebSocket webSocket, int code, String reason) {
                  closed.countDown();
                }
              });
      assertThat(opened.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(lab.inFlight()).isEqualTo(1);
      socket.close(1000, "done");
      assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
      Lab.await(() -> lab.inFlight() == 0); // its streams close just after it said so
      assertThat(lab.failures()).isZero();
    }
  }

  private static void assertBlameless(Lab lab, MockWebServer server) {
    assertThat(lab.snapshot(server).attempts()).isEqualTo(1);
    assertThat(lab.failures()).isZero();
    assertThat(lab.inFlight()).isZero();
  }

  private static MockResponse hang() {
    return new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A GET on a thread of its own, to be interrupted. */
  private static final class Interrupted {

    private final CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    private final Thread thread;

    Interrupted(Lab lab) {
      thread =
          new Thread(
              () -> {
                try {
                  thrown.completeExceptionally(new AssertionError(lab.body(Lab.get())));
                } catch (Throwable e) {
                  thrown.complete(e);
                }
              });
      thread.start();
    }

    Throwable interrupt() throws Exception {
      thread.interrupt();
      return thrown.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void whileItWaitsForARetryNothingIsInFlight() throws Exception {
    ManualClock clock = new ManualClock();
    try (Lab lab =
        new Lab(policy -> policy, builder -> builder.clock(clock).randomness(() -> -1L))) {
      lab.register(lab.server(new MockResponse.Builder().code(503).build()));
      FutureTask<Integer> status = new FutureTask<>(() -> statusOf(lab));
      new Thread(status, "caller").start();
      for (int wait = 1; wait <= 2; wait++) {
        while (clock.pending() < 2) {
          Thread.onSpinWait(); // the call's deadline, and its wait
        }
        assertThat(lab.inFlight()).isZero();
        clock.advance(Duration.ofMillis(75));
      }
      assertThat(status.get(20, TimeUnit.SECONDS)).isEqualTo(503);
      assertThat(lab.inFlight()).isZero();
    }
  }

  private static int statusOf(Lab lab) throws IOException {
    try (Response response = lab.call(Lab.get())) {
      return response.code();
    }
  }
}
